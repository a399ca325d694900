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

    private static readonly string[] NotSeen = [.. CanonicalTable.All.Select(t => $"patient not seen in {t.Name} or encounters within {KnownWithinDays} days")];

    private readonly IReadOnlySet<Table> _tables;
    // By table: at sites that have intervals of their own, and everywhere else.
    private readonly Dictionary<string, FeedReach>[] _named = [.. CanonicalTable.All.Select(_ => new Dictionary<string, FeedReach>(StringComparer.Ordinal))];
    private readonly FeedReach?[] _elsewhere = new FeedReach?[CanonicalTable.All.Count];

    /// <param name="intervals">What the feeds table says, or what was found.</param>
    /// <param name="tables">Tables that the source has at all.</param>
    public Coverage(IEnumerable<FeedInterval> intervals, IReadOnlySet<Table> tables)
    {
        _tables = tables;
        Intervals = [.. intervals.OrderBy(i => i.Table).ThenBy(i => i.Covered.From).ThenBy(i => i.Covered.To)];
        // Joined once for each site that has intervals of its own: this is asked many times a patient.
        foreach (var feed in Intervals.GroupBy(i => i.Table))
        {
            _elsewhere[(int)feed.Key] = new(feed.Key, feed.Where(i => i.Site is null));
            foreach (var site in feed.Select(i => i.Site).OfType<string>().Distinct(StringComparer.Ordinal))
                _named[(int)feed.Key][site] = new(feed.Key, feed.Where(i => i.Site is null || i.Site == site));
        }
    }

    /// <summary>All intervals, by table and first day.</summary>
    public IReadOnlyList<FeedInterval> Intervals { get; }

    /// <summary>
    /// Sites whose patients have observation periods of their own ("" for patients without a site): whoever has none there was not observed.
    /// At all others nothing is known of it, and the feed alone tells.
    /// </summary>
    public IReadOnlySet<string> ObservedSites { get; init; } = new HashSet<string>();

    /// <summary>Whether the source has that table at all.</summary>
    public bool Has(Table table) => _tables.Contains(table);

    /// <summary>
    /// Whether <paramref name="table"/> covers the window for the patient: the union of its intervals for the patient's
    /// site contains [window start, min(window end, as-of) - allowed lag], the patient is known there, and the patient's own
    /// observation, where the source says it, covers the window as well.
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
        if (!_tables.Contains(table))
            return None($"no {Name(table)} feed");
        var site = record.Patient.Site;
        if (ReachAt(table, site) is not { } reach)
            return None(site is null ? $"{Name(table)} feed covers no days" : $"{Name(table)} feed does not cover the patient's site");
        reach = reach.ReadableIn(systems);
        if (reach.IsEmpty)
            return None($"{Name(table)} feed covers no code system that is asked for ({string.Join(", ", systems!.Order(StringComparer.Ordinal))})");
        if (!IsKnown(table, record, asOf))
            return new(CoverageState.None, null, reach.LastDay, NotSeen[(int)table]);
        var answer = reach.Ask(window, asOf);
        if (answer.State == CoverageState.None)
            return answer;
        return record.Observed.Count == 0
            ? ObservedSites.Contains(site ?? "") ? None("patient has no observation period") : answer
            : Both(answer, ObservedPeriod.Ask(record.Observed, window, asOf, reach.Lag), window.To < asOf ? window.To : asOf);
    }

    // Only what the feed covers and the patient was observed in.
    private static CoverageAnswer Both(CoverageAnswer feed, CoverageAnswer own, DateOnly end)
    {
        var (from, to) = (feed.From > own.From ? feed.From!.Value : own.From!.Value, feed.To < own.To ? feed.To!.Value : own.To!.Value);
        if (own.State == CoverageState.None || to < from)
            return new(CoverageState.None, own.From, to, own.Reason ?? $"patient observed only to {to:d MMM yyyy}");
        if (feed.State == CoverageState.Covered && own.State == CoverageState.Covered)
            return new(CoverageState.Covered, from, to, null);
        var reason = own.From >= feed.From ? own.Reason : feed.Reason;
        return new(end.DayNumber - from.DayNumber + 1 >= PartialDays ? CoverageState.Partial : CoverageState.None, from, to, reason);
    }

    private FeedReach? ReachAt(Table table, string? site)
    {
        if (site is null || !_named[(int)table].TryGetValue(site, out var reach))
            reach = _elsewhere[(int)table];
        return reach is { IsEmpty: false } ? reach : null;
    }

    private static CoverageAnswer None(string reason) => new(CoverageState.None, null, null, reason);

    private static string Name(Table table) => CanonicalTable.Of(table).Name;

    private bool IsKnown(Table table, PatientRecord record, DateOnly asOf)
    {
        var since = Period.OfDays(KnownWithinDays).SubtractFrom(asOf);
        // Without an encounters table the feed itself is the only witness.
        return Seen(table) || (_tables.Contains(Table.Encounters) && Seen(Table.Encounters));

        bool Seen(Table t) => record.LastSeen.TryGetValue(t, out var date) && date >= since;
    }
}
