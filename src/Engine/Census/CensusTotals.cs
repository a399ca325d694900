using System.Text;

namespace Opportune.Engine;

/// <summary>What all buckets of a census share while they are written. Thread-safe.</summary>
/// <param name="candidates">The run's.</param>
/// <param name="shapes">The shapes of all places.</param>
internal sealed class CensusTotals(CandidateSet candidates, CensusShapes shapes)
{
    private readonly Dictionary<string, int> _sites = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[shapes.All.Count];

    /// <summary>Which census.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The run's candidates.</summary>
    public CandidateSet Candidates => candidates;

    /// <summary>Numbers a site.</summary>
    public ushort SiteOf(ReadOnlySpan<byte> site)
    {
        var name = Encoding.UTF8.GetString(site);
        lock (_lock)
        {
            if (!_sites.TryGetValue(name, out var number))
                _sites[name] = number = _sites.Count;
            return checked((ushort)number);
        }
    }

    /// <summary>Counts places by shape.</summary>
    public void Count(ReadOnlySpan<CensusPlace> places)
    {
        var counts = new long[_counts.Length];
        foreach (ref readonly var place in places)
            counts[place.Shape]++;
        lock (_lock)
        {
            for (var shape = 0; shape < counts.Length; shape++)
                _counts[shape] += counts[shape];
        }
    }

    /// <summary>The head, once all buckets are written.</summary>
    public CensusHead Head(int asOfDay, IReadOnlyList<string> keys, IReadOnlyList<(HarvestEnding, HarvestTail)> endings)
    {
        var sites = new ReadOnlyMemory<byte>[_sites.Count];
        foreach (var (site, number) in _sites)
            sites[number] = Encoding.UTF8.GetBytes(site);
        return new(Id, asOfDay, keys, sites) { Endings = endings, Shapes = shapes.All, Counts = _counts };
    }
}
