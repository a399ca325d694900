using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What was seen at one site.</summary>
/// <param name="controls">Number of positive controls.</param>
public sealed class SiteCounts(int controls)
{
    /// <summary>Living patients of 50 and more years on the as-of date.</summary>
    public long PatientsFrom50 { get; set; }

    /// <summary>Rows of each positive control in the last 365 days, in the order of <see cref="WorkPlan.Controls"/>.</summary>
    public long[] Rows { get; } = new long[controls];
}

/// <summary>
/// Positive controls: how often each value set that a "none found" rests on was seen at each site, over all patients. Counts
/// of buckets add up in any order.
/// </summary>
/// <param name="controls">The value sets, by table.</param>
public sealed class ControlCounts(IReadOnlyList<(Table Table, string ValueSet)> controls)
{
    private readonly SortedDictionary<string, SiteCounts> _sites = new(StringComparer.Ordinal);

    /// <summary>The value sets that are counted.</summary>
    public IReadOnlyList<(Table Table, string ValueSet)> Controls => controls;

    /// <summary>By site; "" for patients without one.</summary>
    public IReadOnlyDictionary<string, SiteCounts> Sites => _sites;

    /// <summary>Adds another bucket's counts.</summary>
    public void Add(ControlCounts other)
    {
        foreach (var (name, counts) in other._sites)
        {
            var site = Site(name);
            site.PatientsFrom50 += counts.PatientsFrom50;
            for (var i = 0; i < counts.Rows.Length; i++)
                site.Rows[i] += counts.Rows[i];
        }
    }

    internal SiteCounts Site(string? name)
    {
        if (!_sites.TryGetValue(name ?? "", out var site))
            _sites[name ?? ""] = site = new(controls.Count);
        return site;
    }
}
