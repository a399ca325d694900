namespace Opportune.Core;

/// <summary>One interval that a feed covers.</summary>
/// <param name="Table">The feed.</param>
/// <param name="Site">Where; null means every site.</param>
/// <param name="CodeSystem">For which code system; null means all.</param>
/// <param name="Covered">The interval, both days included.</param>
/// <param name="AllowedLagDays">How far behind the as-of date the feed may be (default 14 days; claims 90).</param>
public sealed record FeedInterval(Table Table, string? Site, string? CodeSystem, DateWindow Covered, int AllowedLagDays);

/// <summary>How much of a window a feed covers for a patient.</summary>
public enum CoverageState
{
    /// <summary>All of it.</summary>
    Covered,

    /// <summary>Its later part, from <see cref="CoverageAnswer.From"/>.</summary>
    Partial,

    /// <summary>Too little, or the feed does not know the patient.</summary>
    None,
}

/// <summary>The answer to "may we say that nothing was found?"</summary>
/// <param name="State">How much is covered.</param>
/// <param name="From">First covered day of the window's covered end.</param>
/// <param name="To">Last covered day.</param>
/// <param name="Reason">Why not all is covered, for people; null when covered.</param>
public readonly record struct CoverageAnswer(CoverageState State, DateOnly? From, DateOnly? To, string? Reason);

/// <summary>
/// Which feeds cover which days (design: coverage). "None found" is claimed only where the feed covers the window and
/// knows the patient.
/// </summary>
public sealed class Coverage
{
    /// <summary>An encounter or row of the feed within so many days before the as-of date makes a patient known to it.</summary>
    public const int KnownWithinDays = 730;

    /// <summary>A partly covered look-back of at least so many days still lists, with its limit shown.</summary>
    public const int PartialDays = 365;

    /// <summary>Allowed lag where a feed declares none.</summary>
    public const int DefaultLagDays = 14;

    private readonly Dictionary<Table, FeedInterval[]> _intervals;
    private readonly IReadOnlySet<Table> _tables;

    /// <param name="intervals">What the feeds table says, or what was found.</param>
    /// <param name="tables">Tables that the source has at all.</param>
    public Coverage(IEnumerable<FeedInterval> intervals, IReadOnlySet<Table> tables)
    {
        // In order once: this is asked many times a patient.
        _intervals = intervals.GroupBy(i => i.Table).ToDictionary(
            g => g.Key, g => g.OrderBy(i => i.Covered.From).ThenBy(i => i.Covered.To).ToArray());
        _tables = tables;
    }

    /// <summary>Whether the source has that table at all.</summary>
    public bool Has(Table table) => _tables.Contains(table);

    /// <summary>
    /// Whether <paramref name="table"/> covers the window for the patient: the union of its intervals for the patient's
    /// site contains [window start, min(window end, as-of) - allowed lag], and the patient is known there.
    /// </summary>
    /// <param name="table">The feed.</param>
    /// <param name="window">The days that were searched.</param>
    /// <param name="record">The patient.</param>
    /// <param name="asOf">The date as of which the run looks.</param>
    /// <param name="systems">
    /// Code systems that the question can read; an interval of another system shows nothing of what was asked. Null: any.
    /// </param>
    public CoverageAnswer Ask(Table table, DateWindow window, PatientRecord record, DateOnly asOf, IReadOnlySet<string>? systems = null)
    {
        var name = CanonicalTable.Of(table).Name;
        if (!_tables.Contains(table))
            return new(CoverageState.None, null, null, $"no {name} feed");
        var site = record.Patient.Site;
        var intervals = At(table, site);
        if (intervals.Length == 0)
            return new(CoverageState.None, null, null, site is null ? $"{name} feed covers no days" : $"{name} feed does not cover the patient's site");
        intervals = Readable(intervals, systems);
        if (intervals.Length == 0)
            return new(CoverageState.None, null, null, $"{name} feed covers no code system that is asked for ({string.Join(", ", systems!.Order(StringComparer.Ordinal))})");
        if (!IsKnown(table, record, asOf))
            return new(CoverageState.None, null, intervals.Max(i => i.Covered.To), $"patient not seen in {name} or encounters within {KnownWithinDays} days");

        var lag = intervals.Max(i => i.AllowedLagDays);
        var end = window.To < asOf ? window.To : asOf;
        var needed = new DateWindow(window.From, Period.OfDays(lag).SubtractFrom(end));
        // The last run of touching intervals that reaches the needed end; what lies before a hole does not count.
        DateOnly? from = null, to = null;
        foreach (var interval in intervals)
        {
            if (to is { } reached && interval.Covered.From.DayNumber <= reached.DayNumber + 1)
                to = interval.Covered.To > reached ? interval.Covered.To : reached;
            else if (to is null || to < needed.To)
                (from, to) = (interval.Covered.From, interval.Covered.To);
        }
        var lastDay = to < asOf ? to : asOf;
        if (to < needed.To)
            return new(CoverageState.None, from, lastDay, $"{name} feed reaches only to {lastDay:d MMM yyyy}");
        if (from <= needed.From)
            return new(CoverageState.Covered, from, lastDay, null);
        var days = end.DayNumber - from!.Value.DayNumber + 1;
        var state = days >= PartialDays ? CoverageState.Partial : CoverageState.None;
        return new(state, from, lastDay, $"{name} feed begins on {from:d MMM yyyy}");
    }

    private FeedInterval[] At(Table table, string? site)
    {
        var all = _intervals.GetValueOrDefault(table) ?? [];
        return Array.TrueForAll(all, i => i.Site is null || i.Site == site) ? all : Array.FindAll(all, i => i.Site is null || i.Site == site);
    }

    private static FeedInterval[] Readable(FeedInterval[] intervals, IReadOnlySet<string>? systems) =>
        systems is null || Array.TrueForAll(intervals, i => i.CodeSystem is null)
            ? intervals
            : Array.FindAll(intervals, i => i.CodeSystem is null || systems.Contains(i.CodeSystem));

    private bool IsKnown(Table table, PatientRecord record, DateOnly asOf)
    {
        var since = Period.OfDays(KnownWithinDays).SubtractFrom(asOf);
        // Without an encounters table the feed itself is the only witness.
        return Seen(table) || (_tables.Contains(Table.Encounters) && Seen(Table.Encounters));

        bool Seen(Table t) => record.LastSeen.TryGetValue(t, out var date) && date >= since;
    }
}
