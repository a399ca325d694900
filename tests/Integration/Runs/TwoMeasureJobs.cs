using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// The shipped jobs and, before <c>dexa-review</c> in the bone pathway, <c>treatment-review</c>: a low T-score without an
/// osteoporosis drug. With it one entry can be handed on from one measure to the other. The measure lies in
/// <c>Runs/Jobs</c> of this project.
/// </summary>
internal static class TwoMeasureJobs
{
    /// <summary>Id of the measure that is added.</summary>
    public const string Measure = "treatment-review";

    /// <summary>Writes the jobs folder, for <c>--jobs</c>, and returns its path.</summary>
    public static string CopyTo(string folder)
    {
        ShippedJobs.CopyTo(folder);
        File.Copy(Path.Combine(Repository.Root, "tests", "Integration", "Runs", "Jobs", $"{Measure}.yaml"), Path.Combine(folder, "measures", $"{Measure}.yaml"));
        return folder;
    }
}
