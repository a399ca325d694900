using Opportune.Core;

namespace Opportune.Reading.Finding;

/// <summary>
/// What an addendum denies, the report itself has not said either. A denial takes from a mention of the same concept the
/// places it names, with their parts ("aorta": its arch too), and the side it names; what is left of the mention stays.
/// Where nothing is left it becomes absent, of the kind "retracted". A denial without a place takes all, one with a place
/// nothing from a mention without; one of what is new spares what the report called old. "There is no fracture" takes back
/// those of vertebrae and hips too, unless they were called old. How old an addendum calls a lesion is what the report says of it.
/// </summary>
internal static class Retractions
{
    /// <summary>The section whose denials take back.</summary>
    public const string Addendum = "addendum";

    /// <summary>Applies them to the mentions of one report.</summary>
    public static void Apply(List<(int Line, Mention Mention)> report, CompiledLexicon lexicon)
    {
        for (var i = 0; i < report.Count; i++)
        {
            if (report[i].Mention is { Section: Addendum, Assertion: Assertion.Absent } denial)
                Apply(report, denial, lexicon);
            else if (report[i].Mention is { Section: Addendum, Assertion: Assertion.Present, Age: not LesionAge.None } dated)
                Date(report, dated, lexicon);
        }
    }

    private static void Apply(List<(int Line, Mention Mention)> report, Mention denial, CompiledLexicon lexicon)
    {
        for (var i = 0; i < report.Count; i++)
        {
            var (line, said) = report[i];
            if (said.Section != Addendum && said.Assertion is (Assertion.Present or Assertion.Possible) && IsAboutThat(denial, said))
                report[i] = (line, Without(denial, said, lexicon));
        }
    }

    private static void Date(List<(int Line, Mention Mention)> report, Mention dated, CompiledLexicon lexicon)
    {
        for (var i = 0; i < report.Count; i++)
        {
            var (line, said) = report[i];
            if (said.Section != Addendum && said.Assertion == Assertion.Present && said.Concept == dated.Concept && Denied(dated.Laterality, said.Laterality)
                && Named(said.Sites, lexicon) is { Count: > 0 } named && named.TrueForAll(dated.Sites.Contains))
                report[i] = (line, said with { Age = dated.Age });
        }
    }

    private static bool IsAboutThat(Mention denial, Mention said) =>
        (denial.Concept == said.Concept || TakesAllKinds(denial, said.Age) && said.Concept.EndsWith("-" + denial.Concept, StringComparison.Ordinal))
        && (Denied(denial.Laterality, said.Laterality) || Left(denial.Laterality, said.Laterality) is not null)
        && !(denial.Age == LesionAge.Acute && said.Age is not (LesionAge.None or LesionAge.Acute));

    // "There is no fracture", wherever; but what is old may have been left out. A kind of it is named after it.
    private static bool TakesAllKinds(Mention denial, LesionAge said) =>
        denial is { Sites.Count: 0, Laterality: Laterality.None, Age: LesionAge.None } && said is (LesionAge.None or LesionAge.Acute);

    private static Mention Without(Mention denial, Mention said, CompiledLexicon lexicon)
    {
        var named = Named(said.Sites, lexicon);
        // "T8" names its row too, and takes from "vertebra" alone; "abdominal aorta" does not name the aorta, and takes nothing from it.
        var denied = Named(denial.Sites, lexicon);
        var left = named.Where(s => !denial.Sites.Contains(s) && !(lexicon.WholeOf(s) is { } whole && denied.Contains(whole))).ToList();
        if (denial.Sites.Count == 0 || named.Count > 0 && left.Count == 0)
        {
            return Denied(denial.Laterality, said.Laterality)
                ? said with { Assertion = Assertion.Absent, Certainty = Certainty.Definite, Kinds = [.. said.Kinds, "retracted"] }
                : said with { Laterality = Left(denial.Laterality, said.Laterality)!.Value };
        }
        // Of one side alone no place goes from both.
        return left.Count == named.Count || !Denied(denial.Laterality, said.Laterality)
            ? said
            : said with { Sites = [.. said.Sites.Where(s => left.Contains(s) || left.Exists(l => lexicon.WholeOf(l) == s))] };
    }

    // The places themselves, without the wholes that stand beside them only to be found by.
    private static List<string> Named(IReadOnlyList<string> sites, CompiledLexicon lexicon) =>
        [.. sites.Where(s => !sites.Any(part => lexicon.WholeOf(part) == s))];

    private static bool Denied(Laterality denial, Laterality said) =>
        denial == said || denial is Laterality.None or Laterality.Bilateral || said == Laterality.None;

    // Of both sides the other one, where one is denied.
    private static Laterality? Left(Laterality denial, Laterality said) => (said, denial) switch
    {
        (Laterality.Bilateral, Laterality.Left) => Laterality.Right,
        (Laterality.Bilateral, Laterality.Right) => Laterality.Left,
        _ => null,
    };
}
