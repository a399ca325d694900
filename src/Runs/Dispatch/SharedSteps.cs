namespace Opportune.Runs;

/// <summary>The units of a shared run that are no <see cref="SharedStep"/>: its first and its last.</summary>
internal static class SharedSteps
{
    /// <summary>Cuts the run into units.</summary>
    public const string Plan = "plan";

    /// <summary>Applies the rules to the patients of some buckets.</summary>
    public const string Evaluate = "evaluate";

    /// <summary>Adds everything up and publishes.</summary>
    public const string Finish = "finish";

    /// <summary>The number of the first unit; those in between are numbered from 0.</summary>
    public const long PlanId = -1;

    /// <summary>The stage of a step: it begins when those before it are done. What does not rest on each other goes on side by side.</summary>
    public static long StageOf(SharedStep step) => step switch
    {
        SharedStep.Compare or SharedStep.Care or SharedStep.Tables => 5,
        SharedStep.Lists or SharedStep.People => 6,
        _ => (long)step + 1,
    };

    /// <summary>The stage of the last unit.</summary>
    public static long LastStage { get; } = Enum.GetValues<SharedStep>().Max(StageOf) + 1;
}
