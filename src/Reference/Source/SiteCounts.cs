using Opportune.Core;

namespace Opportune.Reference;

/// <summary>
/// Whether a site's feed is known to carry what a rule looks for (measures.md, absence): so many rows in the last 365 days, so
/// many for 100 patients of 50 and over, and nearly all rows in code systems that can be read.
/// </summary>
/// <param name="rules">For the value sets.</param>
/// <param name="asOf">The date as of which it looks.</param>
public sealed class SiteCounts(Rulebook rules, DateOnly asOf)
{
    private const int CountedAge = 50;
    private const int RecentDays = 365;
    private const double ReadableShare = 0.95;

    private readonly Dictionary<string, long> _patients = new(StringComparer.Ordinal);
    private readonly HashSet<string> _observed = [];
    private readonly Dictionary<(string Site, Table Table, string Set), long> _matched = [];
    private readonly Dictionary<(string Site, Table Table, string System), long> _rows = [];

    /// <summary>Counts a living person.</summary>
    public void Count(string? site, DateOnly birth)
    {
        if (birth <= asOf && Days.Age(birth, asOf) >= CountedAge)
            _patients[site ?? ""] = _patients.GetValueOrDefault(site ?? "") + 1;
    }

    /// <summary>Counts a row, whoever's it is; its site is that of its patient.</summary>
    public void Count(SourceRow row, string? site, SourceChart chart)
    {
        var system = (site ?? "", row.Table, CodeSystems.Normalise(row.Text("code_system") ?? "") ?? "unknown");
        _rows[system] = _rows.GetValueOrDefault(system) + 1;
        if (!(row.Day > asOf.AddDays(-RecentDays)) || row.Known > asOf || row.IsVoid || row.State != RowState.Done)
            return;
        var (byCode, byCrosswalk, byName) = chart.SetsOf(row);
        foreach (var set in byCode.Concat(byCrosswalk).Concat(byName))
            _matched[(site ?? "", row.Table, set)] = _matched.GetValueOrDefault((site ?? "", row.Table, set)) + 1;
    }

    /// <summary>Takes note of a row of observation_periods, whoever's it is; its site is that of its patient.</summary>
    public void CountPeriod(SourceRow row, string? site)
    {
        if (row.Period is { } period && period.Days.From <= asOf)
            _observed.Add(site ?? "");
    }

    /// <summary>Whether patients of the site have observation periods of their own.</summary>
    public bool IsObserved(string? site) => _observed.Contains(site ?? "");

    /// <summary>Whether "none found" is believed of the site.</summary>
    public bool IsBelieved(PositiveControl control, string? site)
    {
        var matched = _matched.GetValueOrDefault((site ?? "", control.Table, control.ValueSet));
        var own = _rows.Where(r => r.Key.Site == (site ?? "") && r.Key.Table == control.Table).ToList();
        var all = own.Sum(r => r.Value);
        var readable = own.Where(r => rules.ValueSets[control.ValueSet].Systems.Contains(r.Key.System)).Sum(r => r.Value);
        return matched >= control.AtLeast && matched * 100.0 >= control.PerHundred * _patients.GetValueOrDefault(site ?? "") && readable >= all * ReadableShare;
    }
}
