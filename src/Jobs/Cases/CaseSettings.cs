using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>Turns a case into what the evaluator gets: events with value sets, coverage, and when the patient was seen.</summary>
internal static class CaseSettings
{
    private static readonly Table[] Feeds =
        [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters];

    public static CaseSetting Of(MeasureCase one, Rulebook rulebook)
    {
        var present = Feeds.Where(t => !one.Feeds.TryGetValue(t, out var windows) || windows.Count > 0).ToHashSet();
        var intervals = present.SelectMany(t => one.Feeds.TryGetValue(t, out var windows)
            ? windows.Select(w => new FeedInterval(t, null, null, w, Coverage.DefaultLagDays))
            : [new FeedInterval(t, null, null, new(new(1990, 1, 1), one.AsOf), Coverage.DefaultLagDays)]);
        var seen = new Dictionary<Table, DateOnly>();
        foreach (var table in present)
        {
            if ((one.Seen.TryGetValue(table, out var date) ? date : one.AsOf) is { } last)
                seen[table] = last;
        }
        var record = new PatientRecord
        {
            Patient = one.Patient,
            // What a run would not have read: rows after the as-of date, codes that no value set holds, and values that nobody can have.
            Events =
            [
                .. one.Events.Where(e => e.Date <= one.AsOf).Select(e => WithValueSets(e, rulebook))
                    .Where(e => (e.Code is null || e.ValueSets.Count > 0) && !rulebook.Quantities.Any(q => IsSlip(e, q)))
                    .OrderBy(e => e.Date).ThenBy(e => e.Table).ThenBy(e => e.RowId, StringComparer.Ordinal),
            ],
            LastSeen = seen,
        };
        return new(record, new Coverage(intervals, present), one.Unproven, one.AsOf);
    }

    private static Event WithValueSets(Event row, Rulebook rulebook)
    {
        if (row is not { CodeSystem: { } system, Code: { } code })
            return row;
        var normalised = CodeSystems.NormaliseCode(system, code);
        var holding = rulebook.ValueSets.Values.SelectMany(s => s.Rows.Where(r => r.Holds(system, normalised, row.Date)).Take(1).Select(r => (s.Name, r.IsByCrosswalk))).ToList();
        if (holding.Count > 0 || row.Table != Table.Medications)
            return row with { ValueSets = [.. holding.Select(h => h.Name)], MatchedBy = holding.Count > 0 && holding.TrueForAll(h => h.IsByCrosswalk) ? MatchWays.Crosswalk : MatchWays.Code };
        return row with { ValueSets = [.. rulebook.ValueSets.Values.Where(s => s.HoldsName(row.Display)).Select(s => s.Name)], MatchedBy = MatchWays.Name };
    }

    private static bool IsSlip(Event row, Quantity quantity) => row.Mention is { } mention
        ? quantity.Concepts.Contains(mention.Concept) && (mention.Value is null ? quantity.Refuses(row.Value, row.Unit) : quantity.Refuses(mention.Value, mention.Unit))
        : quantity.ValueSets.Intersect(row.ValueSets).Any() && quantity.Refuses(row.Value, row.Unit);
}
