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
/// missing, 365 days are enough to say it of those. Where patients have periods of observation of their own, those must hold it as well.
/// </summary>
internal sealed class Feeds(IReadOnlyList<FeedInterval> intervals, IReadOnlySet<Table> tables, Func<string?, bool> isObserved)
{
    private const int SeenWithinDays = 730;
    private const int EnoughDays = 365;

    public bool Has(Table table) => tables.Contains(table);

    public Reach Ask(Table table, DateWindow window, PatientRecord record, DateOnly asOf, IReadOnlyCollection<string>? systems)
    {
        var (site, lastSeen) = (record.Patient.Site, record.LastSeen);
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
        if (after.Count == 0)
            return new(false, false, from, to);
        var feed = Claim(from, to < asOf ? to : asOf, window.From, end);
        if (!feed.Claims || (record.Observed.Count == 0 && !isObserved(site)))
            return feed;
        if (record.Observed.Count == 0)
            return default;
        var (begun, ended) = Observed(record.Observed, needed, asOf);
        var (both, first) = (ended < feed.To ? ended : feed.To!.Value, begun > feed.From ? begun : feed.From!.Value);
        return ended < needed || both < first || !Claim(begun, ended, window.From, end).Claims ? new(false, false, begun, both) : Claim(first, both, window.From, end);

        static Reach Claim(DateOnly from, DateOnly to, DateOnly asked, DateOnly end) =>
            new(from <= asked || end.DayNumber - from.DayNumber + 1 >= EnoughDays, from <= asked, from, to);

        bool WasSeen(Table where) => lastSeen.TryGetValue(where, out var day) && day >= since;
    }

    // The stretch of a patient's periods without a hole that holds the needed day, or begins after it, else the last; observation goes on after the
    // last of all where that does not mean that somebody left.
    private static (DateOnly From, DateOnly To) Observed(IReadOnlyList<ObservedPeriod> periods, DateOnly needed, DateOnly asOf)
    {
        var latest = periods.Max(p => p.Days.To);
        var goesOn = periods.Any(p => p.Days.To == latest && p.IsOpenEnded);
        var after = periods.Where(p => p.Days.To >= needed).ToList();
        var days = after.Count > 0 ? after.MinBy(p => p.Days.From).Days : periods.MaxBy(p => p.Days.To).Days;
        var (from, to) = (days.From, days.To);
        for (var before = 0; before != periods.Count;)
        {
            before = periods.Count;
            foreach (var (near, _) in periods.Where(p => p.Days.From <= Days.After(to, Period.OfDays(1)) && p.Days.To >= Days.Before(from, Period.OfDays(1))))
            {
                if (near.From >= from && near.To <= to)
                    continue;
                (from, to, before) = (near.From < from ? near.From : from, near.To > to ? near.To : to, 0);
            }
        }
        return (from, (to == latest && goesOn) || to > asOf ? asOf : to);
    }
}
