using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Evidence in one line.</summary>
internal static class EvidenceWords
{
    /// <summary>"conditions 3 May 2026, row c1: Osteoporosis (M81.0)"; a mention with the words it was read from, in brackets in what stands around them.</summary>
    public static string Of(Event e, FindingWords words)
    {
        var what = EventPhrase.Of(e, words);
        var from = e.Mention is { } mention ? $" \"{(mention.Excerpt.Length > 0 ? Marking.Bracketed(mention.Excerpt, mention.ExcerptStart, mention.Length) : mention.Text)}\"" : e.Code is { } code ? $" ({e.CodeSystem} {CodeSystems.ShownCode(e.CodeSystem, code)})" : "";
        var by = e.MatchedBy == MatchWays.Code ? "" : $", matched by {e.MatchedBy}";
        return $"{CanonicalTable.Of(e.Table).Name} {Dates.Text(e.Date)}, row {e.RowId}: {what}{from}{by}";
    }

    /// <summary>A criterion: what was found, or in which table it was not.</summary>
    public static IEnumerable<string> Of(CriterionResult result, Trial trial)
    {
        var name = $"[{result.Plan.Criterion.Name}] {result.Plan.Criterion.Title}";
        foreach (var e in result.Events)
            yield return $"{name}: {(result.Met ? "found" : "found, but not enough")}: {Of(e, trial.Plan.Words)}";
        if (result.Events.Count > 0)
            yield break;
        foreach (var table in result.Plan.Tables)
        {
            var answer = trial.Ask(table, result);
            yield return answer.State == CoverageState.None
                ? $"{name}: none on record, {CanonicalTable.Of(table).Name} not checked: {answer.Reason}"
                : $"{name}: none found in {CanonicalTable.Of(table).Name}, {Dates.Text(EvidenceList.Cut(result.Window, answer))}";
        }
    }
}
