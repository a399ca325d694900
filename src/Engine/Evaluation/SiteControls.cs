using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// What was seen at each site, to tell "nobody here is treated" from "the treatment does not reach us". The run counts
/// while it reads; the counts of partitions add up in any order. Not thread-safe while it counts: one a partition.
/// A site of null stands for a source that has only one.
/// </summary>
public sealed class SiteControls
{
    /// <summary>A row counts as a sign of life for so many days up to the as-of date.</summary>
    public const int RecentDays = 365;

    /// <summary>So many days up to the as-of date are counted one by one.</summary>
    public const int LastDays = 28;

    /// <summary>Share of a feed's rows, in percent, whose code system a set must be able to read.</summary>
    public const int ReadablePercent = 95;

    /// <summary>Age from which a patient counts towards the expected number of rows.</summary>
    public const int CountedAge = 50;

    private const int StandardErrors = 5;

    private readonly Dictionary<(string Site, Table Table, string ValueSet), long> _matched = [];
    private readonly Dictionary<(string Site, Table Table, string System), long> _rows = [];
    private readonly Dictionary<(string Site, Table Table, string ValueSet), long[]> _lastDays = [];
    private readonly Dictionary<string, long> _patients = new(StringComparer.Ordinal);
    private readonly HashSet<string> _observed = new(StringComparer.Ordinal);
    private readonly HashSet<Table> _sampled = [];
    private readonly IReadOnlySet<string>? _failing;

    /// <summary>Nothing counted yet: every control fails.</summary>
    public SiteControls() { }

    private SiteControls(IReadOnlySet<string> failing) => _failing = failing;

    /// <summary>Controls that hold except for these value sets, for cases and examples that have no site to count at.</summary>
    public static SiteControls HoldingExcept(IReadOnlySet<string> failing) => new(failing);

    /// <summary>Whether a row of that day is a sign of life as of a day, if it is known by then.</summary>
    public static bool IsRecent(long day, long asOfDay) => day > asOfDay - RecentDays;

    /// <summary>The name under which rows of a code system are counted that nothing can read.</summary>
    public static string Unreadable(string system) => $"unknown: {system}";

    /// <summary>Counts rows of a feed by code system, whatever their code.</summary>
    public void CountRows(string? site, Table table, string codeSystem, long rows = 1) => Add(_rows, (site ?? "", table, codeSystem), rows);

    /// <summary>Says that the rows of a feed by code system were counted of a sample.</summary>
    public void NoteSample(Table table) => _sampled.Add(table);

    /// <summary>Counts rows of the last <see cref="RecentDays"/> days that a value set holds.</summary>
    public void CountMatched(string? site, Table table, string valueSet, long rows = 1) => Add(_matched, (site ?? "", table, valueSet), rows);

    /// <summary>Counts the same rows day by day: those of the as-of date first, <see cref="LastDays"/> of them.</summary>
    public void CountLastDays(string? site, Table table, string valueSet, ReadOnlySpan<long> days)
    {
        if (!_lastDays.TryGetValue((site ?? "", table, valueSet), out var counts))
            _lastDays[(site ?? "", table, valueSet)] = counts = new long[LastDays];
        for (var lag = 0; lag < LastDays; lag++)
            counts[lag] += days[lag];
    }

    /// <summary>Counts patients aged <see cref="CountedAge"/> and over at the as-of date.</summary>
    public void CountPatients(string? site, long patients = 1) => Add(_patients, site ?? "", patients);

    /// <summary>Takes note that a patient of the site has an observation period.</summary>
    public void CountObserved(string? site) => _observed.Add(site ?? "");

    /// <summary>Sites whose patients have observation periods of their own; "" for a source that has only one.</summary>
    public IReadOnlySet<string> Observed => _observed;

    /// <summary>Adds the counts of another partition.</summary>
    public void Add(SiteControls other)
    {
        foreach (var (key, count) in other._matched)
            Add(_matched, key, count);
        foreach (var (key, count) in other._rows)
            Add(_rows, key, count);
        foreach (var (key, count) in other._patients)
            Add(_patients, key, count);
        foreach (var ((site, table, set), days) in other._lastDays)
            CountLastDays(site, table, set, days);
        _observed.UnionWith(other._observed);
        _sampled.UnionWith(other._sampled);
    }

    /// <summary>Writes the counts; of none of them a sample was taken.</summary>
    public void Write(BinaryWriter to)
    {
        Write(to, _matched);
        Write(to, _rows);
        to.Write(_patients.Count);
        foreach (var (site, count) in _patients)
        {
            to.Write(site);
            to.Write(count);
        }
        to.Write(_lastDays.Count);
        foreach (var ((site, table, set), days) in _lastDays)
        {
            to.Write(site);
            to.Write((byte)table);
            to.Write(set);
            foreach (var count in days)
                to.Write(count);
        }
        to.Write(_observed.Count);
        foreach (var site in _observed)
            to.Write(site);
    }

    /// <summary>Reads them back.</summary>
    public static SiteControls Read(BinaryReader from)
    {
        var counts = new SiteControls();
        Read(from, counts._matched);
        Read(from, counts._rows);
        for (var left = from.ReadInt32(); left > 0; left--)
            counts._patients.Add(from.ReadString(), from.ReadInt64());
        var days = new long[LastDays];
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var (site, table, set) = (from.ReadString(), (Table)from.ReadByte(), from.ReadString());
            for (var lag = 0; lag < LastDays; lag++)
                days[lag] = from.ReadInt64();
            counts.CountLastDays(site, table, set, days);
        }
        for (var left = from.ReadInt32(); left > 0; left--)
            counts._observed.Add(from.ReadString());
        return counts;
    }

    /// <summary>The sites that were counted, in order; "" for a source that has only one.</summary>
    public IReadOnlyList<string> Sites => [.. _patients.Keys.Concat(_matched.Keys.Select(m => m.Site)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Patients aged <see cref="CountedAge"/> and over at the site.</summary>
    public long PatientsAt(string? site) => _patients.GetValueOrDefault(site ?? "");

    /// <summary>Rows of the last <see cref="RecentDays"/> days at the site that the value set holds.</summary>
    public long MatchedAt(string? site, Table table, string valueSet) => _matched.GetValueOrDefault((site ?? "", table, valueSet));

    /// <summary>Rows at the site that the value set holds, by days before the as-of date: <see cref="LastDays"/> of them; empty where there are none.</summary>
    public IReadOnlyList<long> LastDaysAt(string? site, Table table, string valueSet) => _lastDays.GetValueOrDefault((site ?? "", table, valueSet)) ?? [];

    /// <summary>
    /// Whether it is certain that no rows which its value set cannot read keep a control from holding where it holds by all else. Rows that the set
    /// holds by name may be among them.
    /// </summary>
    /// <param name="control">The control.</param>
    /// <param name="valueSet">Its value set.</param>
    /// <param name="unreadable">Rows of the feed, at whichever site, whose code system the set does not have.</param>
    public bool IsReadable(PositiveControl control, ValueSet valueSet, long unreadable) =>
        Holding(control).All(site => unreadable * 100 <= MatchedAt(site, control.Table, control.ValueSet) * (100 - ReadablePercent));

    /// <summary>
    /// Whether an evenly spaced sample tells at each site whether its value set can read enough rows: the share that it cannot read is farther from
    /// the limit than five standard errors of a share that is just the limit, so that all rows all but certainly say the same.
    /// </summary>
    /// <param name="control">The control.</param>
    /// <param name="valueSet">Its value set.</param>
    /// <param name="sample">Rows of the feed by site and code system.</param>
    /// <param name="every">For how many rows each of the sample stands.</param>
    public bool IsCertain(PositiveControl control, ValueSet valueSet, SiteControls sample, int every)
    {
        const double limit = (100 - ReadablePercent) / 100.0;
        return Holding(control).All(site =>
        {
            var (readable, all) = sample.Readable(site, control.Table, valueSet);
            return all > 0 && Math.Abs((all - readable) / (double)all - limit) > StandardErrors * Math.Sqrt(limit * (1 - limit) * every / all);
        });
    }

    // Where a control fails by what was matched, nobody need ask what can be read.
    private IEnumerable<string> Holding(PositiveControl control) =>
        Sites.Where(site => MatchedAt(site, control.Table, control.ValueSet) is var matched && matched >= control.AtLeast && matched * 100.0 >= control.PerHundred * PatientsAt(site));

    /// <summary>Why "none found" is not believed at the site, for people; null where the control holds.</summary>
    public string? Failure(PositiveControl control, ValueSet valueSet, string? site)
    {
        var (place, table) = (site ?? "", CanonicalTable.Of(control.Table).Name);
        if (_failing is not null)
            return _failing.Contains(control.ValueSet) ? $"positive control: {control.ValueSet} not seen in {table}" : null;
        var matched = _matched.GetValueOrDefault((place, control.Table, control.ValueSet));
        if (matched < control.AtLeast)
            return $"positive control: {matched} rows of {control.ValueSet} in {table} in {RecentDays} days, at least {control.AtLeast} expected";
        var patients = _patients.GetValueOrDefault(place);
        if (matched * 100.0 < control.PerHundred * patients)
            return $"positive control: {matched} rows of {control.ValueSet} in {table} for {patients} patients aged {CountedAge} and over, at least {control.PerHundred} per 100 expected";
        var (readable, all) = Readable(place, control.Table, valueSet);
        return readable * 100 < all * ReadablePercent
            ? $"positive control: {valueSet.Name} can read {(_sampled.Contains(control.Table) ? "about " : "")}{readable} of {all} rows of {table}, at least {ReadablePercent}% expected"
            : null;
    }

    private (long Readable, long All) Readable(string site, Table table, ValueSet valueSet)
    {
        long readable = 0, all = 0;
        foreach (var (key, rows) in _rows)
        {
            if (key.Site != site || key.Table != table)
                continue;
            all += rows;
            readable += valueSet.Systems.Contains(key.System) ? rows : 0;
        }
        return (readable, all);
    }

    private static void Write(BinaryWriter to, Dictionary<(string Site, Table Table, string Name), long> counts)
    {
        to.Write(counts.Count);
        foreach (var ((site, table, name), count) in counts)
        {
            to.Write(site);
            to.Write((byte)table);
            to.Write(name);
            to.Write(count);
        }
    }

    private static void Read(BinaryReader from, Dictionary<(string Site, Table Table, string Name), long> counts)
    {
        for (var left = from.ReadInt32(); left > 0; left--)
            counts.Add((from.ReadString(), (Table)from.ReadByte(), from.ReadString()), from.ReadInt64());
    }

    private static void Add<TKey>(Dictionary<TKey, long> counts, TKey key, long count) where TKey : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + count;
}
