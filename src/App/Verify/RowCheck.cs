using System.Globalization;
using Opportune.Core;
using Opportune.Reference;
using Opportune.Runs;

namespace Opportune.App.Verify;

/// <summary>Holds a published row against what the second opinion makes of the same patient.</summary>
internal static class RowCheck
{
    /// <summary>The first thing in which they differ, for people; null where in nothing.</summary>
    /// <param name="row">The published row.</param>
    /// <param name="patient">The patient as the input has it; null where it has none.</param>
    /// <param name="gaps">What should be published of the patient.</param>
    public static string? Difference(PublishedRow row, Patient? patient, IReadOnlyList<ReferenceGap> gaps)
    {
        if (patient is null)
            return "the input has no such patient";
        if (gaps.FirstOrDefault(g => g.Measure == row["measure"] && Day(g.IndexDate) == row["index_date"]) is not { } gap)
            return $"no index event on {row["index_date"]}";
        foreach (var (column, expected) in Columns(row, patient, gap))
        {
            if (row[column] != expected)
                return $"{column} is {expected ?? "nothing"}, published {row[column] ?? "nothing"}";
        }
        var wrong = row.Evidence.FirstOrDefault(item => !IsConfirmed(item, gap));
        return wrong is null ? null : $"evidence {wrong["role"]} {wrong["criterion"]} ({wrong["outcome"]}) is not confirmed";
    }

    private static IEnumerable<(string Column, string? Expected)> Columns(PublishedRow row, Patient patient, ReferenceGap gap)
    {
        yield return ("gap_id", GapIds.Of(gap.Measure, patient.Id, gap.IndexDate));
        yield return ("status", Words.Of(gap.Status));
        // Why a row is withheld is said in the first opinion's own words.
        if (gap.Status != GapStatus.Withheld)
            yield return ("status_reason", gap.Reason);
        yield return ("tier", gap.Tier.ToString(CultureInfo.InvariantCulture));
        yield return ("priority", gap.Priority);
        yield return ("index_table", CanonicalTable.Of(gap.IndexTable).Name);
        // A row without an id is named by a sum over its content, which nobody else makes.
        if (gap.IndexRow.Length > 0)
            yield return ("index_row", gap.IndexRow);
        yield return ("due_date", gap.DueDate is { } due ? Day(due) : null);
        yield return ("covered_to", gap.CoveredTo is { } to ? Day(to) : null);
        yield return ("age", gap.Age.ToString(CultureInfo.InvariantCulture));
        yield return ("sex", patient.Sex.ToString());
        yield return ("site", patient.Site);
        yield return ("provider_id", patient.ProviderId);
    }

    private static bool IsConfirmed(IReadOnlyDictionary<string, string?> item, ReferenceGap gap)
    {
        // An earlier report of the same finding decides nothing.
        if (item["role"] == "first-seen")
            return true;
        var finding = gap.Ask(item["role"]!, item["criterion"]!);
        if (item["outcome"] == "found")
            return finding.IsMet && finding.Rows.Any(e => IsRow(item, e));
        var table = CanonicalTable.Named(item["table"]!)!.Table;
        return !finding.IsMet && finding.IsChecked(table) == (item["outcome"] == "none-found");
    }

    private static bool IsRow(IReadOnlyDictionary<string, string?> item, Event e) =>
        item["table"] == CanonicalTable.Of(e.Table).Name && item["date"] == Day(e.Date) && (e.RowId.Length == 0 || item["row_id"] == e.RowId)
        && item["code"] == (e.Mention?.Concept ?? e.Code)
        && item["value"] == (e.Mention is { } said ? said.Value : e.Value)?.ToString("R", CultureInfo.InvariantCulture)
        && item["start"] == e.Mention?.Start.ToString(CultureInfo.InvariantCulture)
        && item["length"] == e.Mention?.Length.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
