using Opportune.Core;

namespace Opportune.Reference;

/// <summary>A patient's events that are or may be so, in the order of date, table and row.</summary>
internal sealed class Chart
{
    private static readonly string[] OneDay = ["encounter", "billing", "imaging"];
    private static readonly string[] Over = ["resolved", "inactive", "remission", "ended", "completed", "stopped"];

    private readonly Rulebook _rules;

    public Chart(PatientRecord record, Rulebook rules)
    {
        (Record, _rules) = (record, rules);
        Events =
        [
            .. record.Events.Where(e => RowStates.Of(e) != RowState.Void && (e.Mention is not null || Taking.Presence(e) is not null))
                .OrderBy(e => e.Date).ThenBy(e => e.Table).ThenBy(e => e.RowId, Comparer<string>.Create(Utf8Order.Compare))
                .ThenBy(e => e.Mention is null ? 0 : 1).ThenBy(e => e.Mention is null ? e.Code : "", StringComparer.Ordinal)
                .ThenBy(e => e.Mention?.Start).ThenBy(e => e.Mention?.Length).ThenBy(e => e.Mention?.Concept, StringComparer.Ordinal)
                .ThenBy(e => string.Join('\0', e.Mention?.Sites ?? []), StringComparer.Ordinal),
        ];
    }

    public PatientRecord Record { get; }

    public Patient Patient => Record.Patient;

    public List<Event> Events { get; }

    /// <summary>The events of a window that any of the rules means; with <paramref name="inForce"/> also what lasts until its first day.</summary>
    public List<Event> Find(IEnumerable<EventMatch> anyOf, DateWindow window, bool askValue = true, bool inForce = false) =>
        Events.FindAll(e => e.Date <= window.To && (e.Date >= window.From || (inForce && Lasts(e, window.From))) && anyOf.Any(rule => Taking.Takes(rule, e, _rules, askValue)));

    // What stands on the problem list, or is called active, lasts to its end; what a visit, a bill or an exam says was so that day.
    private static bool Lasts(Event e, DateOnly day)
    {
        var isOfOneDay = e.Category is { } category && OneDay.Any(word => category.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        if (e.Table != Table.Conditions || !(Taking.Same(e.Category, "problem-list") || (e.Status == "active" && !isOfOneDay)))
            return false;
        return e.EndDate is { } end ? end >= day : !Over.Contains(e.Status);
    }
}
