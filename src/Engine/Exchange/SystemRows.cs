using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>Patient and code system of a row group's rows, put in order of the patients' buckets once all are there.</summary>
internal sealed class SystemRows(int buckets)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly int[] _ends = new int[buckets];
    private List<(ulong Patient, int System)> _rows = [];
    private (ulong Patient, int System)[] _sorted = [];

    /// <summary>The number of a code system here.</summary>
    public int NumberOf(string system)
    {
        if (_numbers.TryAdd(system, _names.Count))
            _names.Add(system);
        return _numbers[system];
    }

    /// <summary>Takes a row.</summary>
    public void Add(ulong patient, int system) => _rows.Add((patient, system));

    /// <summary>Puts the rows in order; none is taken afterwards.</summary>
    public void Sort()
    {
        var places = new int[buckets];
        foreach (var (patient, _) in _rows)
            _ends[RecordBuffer.BucketOf(patient, buckets)]++;
        for (var bucket = 1; bucket < buckets; bucket++)
            _ends[bucket] += places[bucket] = _ends[bucket - 1];
        _sorted = new (ulong, int)[_rows.Count];
        foreach (var row in _rows)
            _sorted[places[RecordBuffer.BucketOf(row.Patient, buckets)]++] = row;
        _rows = [];
    }

    /// <summary>Asks about the patients of a bucket's rows.</summary>
    public void Ask(int bucket, PatientSites sites)
    {
        foreach (var (patient, _) in RowsOf(bucket))
            sites.Ask(patient);
    }

    /// <summary>Counts the rows of a bucket's patients by site and code system.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="sites">Where the patients are who were asked about.</param>
    /// <param name="to">Takes site, system and number.</param>
    public void Count(int bucket, PatientSites sites, Action<string, string, long> to)
    {
        var counted = new Dictionary<(int Site, int System), long>();
        foreach (var (patient, system) in RowsOf(bucket))
        {
            if (sites.Of(patient) is >= 0 and var site)
                CollectionsMarshal.GetValueRefOrAddDefault(counted, (site, system), out _)++;
        }
        foreach (var ((site, system), number) in counted)
            to(sites.Names[site], _names[system], number);
    }

    private ReadOnlySpan<(ulong Patient, int System)> RowsOf(int bucket) => _sorted.AsSpan((bucket == 0 ? 0 : _ends[bucket - 1]).._ends[bucket]);
}
