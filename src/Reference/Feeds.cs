using Opportune.Core;

namespace Opportune.Reference;

/// <summary>How much of a window a feed covers for a patient.</summary>
/// <param name="Claims">Whether "none found" may be said, of all or of the later part.</param>
/// <param name="IsWhole">Whether of all.</param>
/// <param name="From">First day without a hole up to the needed end; null where nothing is covered.</param>
/// <param name="To">Last such day.</param>
internal readonly record struct Reach(bool Claims, bool IsWhole, DateOnly? From, DateOnly? To);

/// <summary>
/// What may be called "none found" (design: coverage): the feed's intervals at the patient's site hold every day from the
/// window's start to its end less the allowed lag, and the patient was seen there within 730 days. Where the beginning is
/// missing, 365 days are enough to say it of those.
/// </summary>
internal sealed class Feeds(IReadOnlyList<FeedInterval> intervals, IReadOnlySet<Table> tables)
{
    private const int SeenWithinDays = 730;
    private const int EnoughDays = 365;

    public bool Has(Table table) => tables.Contains(table);

    public Reach Ask(Table table, DateWindow window, string? site, IReadOnlyDictionary<Table, DateOnly> lastSeen, DateOnly asOf, IReadOnlyCollection<string>? systems)
    {
        var mine = tables.Contains(table)
            ? intervals.Where(i => i.Table == table && (i.Site is null || i.Site == site) && (systems is null || i.CodeSystem is null || systems.Contains(i.CodeSystem))).ToList()
            : [];
        if (mine.Count == 0)
            return default;
        var since = asOf.AddDays(-SeenWithinDays);
        var isKnown = WasSeen(table) || (tables.Contains(Table.Encounters) && WasSeen(Table.Encounters));
        if (!isKnown)
            return new(false, false, null, mine.Max(i => i.Covered.To));

        var end = window.To < asOf ? window.To : asOf;
        var needed = Days.Before(end, Period.OfDays(mine.Max(i => i.AllowedLagDays)));
        var after = mine.Where(i => i.Covered.To >= needed).ToList();
        // The stretch without a hole that holds the needed end, or begins after it.
        var inside = after.Count > 0 ? after.MinBy(i => i.Covered.From)! : mine.MaxBy(i => i.Covered.To)!;
        var (from, to) = (inside.Covered.From, inside.Covered.To);
        while (mine.Find(i => i.Covered.From < from && i.Covered.To >= Days.Before(from, Period.OfDays(1))) is { } earlier)
            from = earlier.Covered.From;
        while (mine.Find(i => i.Covered.To > to && i.Covered.From <= Days.After(to, Period.OfDays(1))) is { } later)
            to = later.Covered.To;
        var last = to < asOf ? to : asOf;
        if (after.Count == 0)
            return new(false, false, from, to);
        if (from <= window.From)
            return new(true, true, from, last);
        return new(end.DayNumber - from.DayNumber + 1 >= EnoughDays, false, from, last);

        bool WasSeen(Table where) => lastSeen.TryGetValue(where, out var day) && day >= since;
    }
}
