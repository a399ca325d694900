using Opportune.Core;

namespace Opportune.Reading.Finding;

/// <summary>
/// What an addendum denies, the report itself has not said either: its mention becomes absent, of the kind "retracted".
/// The addendum must deny the same concept at the same places (or name none), on no other side, and must not deny only
/// what is new where the report spoke of something old.
/// </summary>
internal static class Retractions
{
    private const string Addendum = "addendum";

    /// <summary>Applies them to the mentions of one report.</summary>
    public static void Apply(List<(int Line, Mention Mention)> report)
    {
        for (var i = 0; i < report.Count; i++)
        {
            if (report[i].Mention is { Section: Addendum, Assertion: Assertion.Absent } denial)
                Apply(report, denial);
        }
    }

    private static void Apply(List<(int Line, Mention Mention)> report, Mention denial)
    {
        for (var i = 0; i < report.Count; i++)
        {
            var (line, said) = report[i];
            if (said.Section != Addendum && said.Assertion is (Assertion.Present or Assertion.Possible) && Denies(denial, said))
                report[i] = (line, Without(denial, said));
        }
    }

    // Of "T8 and L1" only T8 goes where an addendum denies T8.
    private static Mention Without(Mention denial, Mention said) => denial.Sites.Count > 1 && said.Sites.Except(denial.Sites).Any()
        ? said with { Sites = [.. said.Sites.Where(s => s == said.Sites[0] || !denial.Sites.Contains(s))] }
        : said with { Assertion = Assertion.Absent, Certainty = Certainty.Definite, Kinds = [.. said.Kinds, "retracted"] };

    private static bool Denies(Mention denial, Mention said) =>
        denial.Concept == said.Concept
        && (denial.Laterality == said.Laterality || denial.Laterality == Laterality.None || said.Laterality == Laterality.None)
        && (denial.Sites.All(said.Sites.Contains) || said.Sites.All(denial.Sites.Contains))
        && !(denial.Age == LesionAge.Acute && said.Age is not (LesionAge.None or LesionAge.Acute));
}
