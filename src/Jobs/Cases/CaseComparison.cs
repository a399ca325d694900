using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>Compares what came of a case with what was expected.</summary>
internal static class CaseComparison
{
    public static IReadOnlyList<string> Differences(CaseExpectation expected, IReadOnlyList<Gap> gaps)
    {
        if (expected.Status is not { } status)
            return gaps.Count == 0 ? [] : [$"expected no gap, got {string.Join(" and ", gaps.Select(Name))}"];
        if (gaps.Count == 0)
            return [$"expected {Word(status)}, got no gap"];
        var differences = new List<string>();
        if (expected.Episodes is { } episodes && gaps.Count != episodes)
            differences.Add($"expected {episodes} episodes, got {string.Join(" and ", gaps.Select(Name))}");
        var gap = gaps.FirstOrDefault(g => g.IndexDate == expected.Index) ?? gaps.FirstOrDefault(g => g.Leads) ?? gaps[0];
        Compare("status", Word(status), Word(gap.Status), gap.StatusReason);
        Compare("index", $"{expected.Index:yyyy-MM-dd}", $"{gap.IndexDate:yyyy-MM-dd}");
        Compare("due", $"{expected.Due:yyyy-MM-dd}", $"{gap.DueDate:yyyy-MM-dd}");
        Compare("tier", $"{expected.Tier}", $"{gap.Tier}", gap.Priority);
        Texts("reason", expected.Reason is null ? [] : [expected.Reason], gap.StatusReason, wanted: true);
        Texts("wording", expected.Wording, gap.Wording, wanted: true);
        Texts("wording", expected.NotWording, gap.Wording, wanted: false);
        foreach (var label in expected.Labels.Where(l => !HasLabel(gap, l)))
            differences.Add($"expected the label '{label}', got '{gap.Priority}'");
        foreach (var label in expected.NotLabels.Where(l => HasLabel(gap, l)))
            differences.Add($"did not expect the label '{label}'");
        foreach (var (table, date) in expected.Evidence)
        {
            if (!gap.Evidence.Any(e => e.Event is { } row && row.Table == table && row.Date == date))
                differences.Add($"the evidence does not name {CanonicalTable.Of(table).Name} {date:yyyy-MM-dd}");
        }
        return differences;

        void Compare(string what, string wanted, string got, string? because = null)
        {
            if (wanted.Length > 0 && wanted != got)
                differences.Add($"expected {what} {wanted}, got {got}{(string.IsNullOrEmpty(because) ? "" : $" ({because})")}");
        }

        void Texts(string what, IReadOnlyList<string> texts, string got, bool wanted)
        {
            foreach (var text in texts.Where(t => got.Contains(t, StringComparison.OrdinalIgnoreCase) != wanted))
                differences.Add($"{(wanted ? "expected" : "did not expect")} '{text}' in the {what}, got '{got}'");
        }
    }

    // A label may hold the mark that joins labels.
    private static bool HasLabel(Gap gap, string label) =>
        $"; {gap.Priority}; ".Contains($"; {label}; ", StringComparison.Ordinal);

    private static string Word(GapStatus status) => status.ToString().ToLowerInvariant();

    private static string Name(Gap gap) => $"{Word(gap.Status)} of {gap.IndexDate:yyyy-MM-dd} (tier {gap.Tier})";
}
