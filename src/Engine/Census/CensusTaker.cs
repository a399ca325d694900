using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>
/// Takes a census of a run's people: where the records of each lie in the harvests that are kept, what they are counted as, and until when that
/// holds. First all harvests are gone through, side by side, and then all buckets are written.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="candidates">The run's.</param>
/// <param name="reported">Of whom reviewers entered rows, which are in no harvest.</param>
/// <param name="keys">The keys of the harvests, by number.</param>
/// <param name="places">An exchange of its own, for what is found.</param>
public sealed class CensusTaker(WorkPlan plan, CandidateSet candidates, IEnumerable<string> reported, IReadOnlyList<string> keys, Exchange places)
{
    private readonly CensusShapes _shapes = new();
    private readonly HashSet<ulong> _always =
        [.. reported.Select(id => StableHash.Of(Encoding.UTF8.GetBytes(id))), .. plan.Merged.Hashes.SelectMany(m => new[] { m.Merged, m.Final })];
    private readonly (HarvestEnding, HarvestTail)[] _endings = new (HarvestEnding, HarvestTail)[keys.Count];
    private CensusTotals? _totals;

    /// <summary>Makes what goes through harvests; one a thread.</summary>
    /// <returns>Takes a partition, the number of its harvest, and that.</returns>
    public Action<Partition, int, SafeFileHandle> Scanner()
    {
        var scan = new CensusScan(plan, candidates, _shapes);
        return (partition, number, file) =>
        {
            var harvest = HarvestFile.Open(file, keys[number], () => file);
            scan.Run(partition, number, harvest, places);
            _endings[number] = (harvest.Ending, harvest.Tail);
        };
    }

    /// <summary>Turns to the buckets, once all harvests were gone through.</summary>
    public void BeginBuckets() => _totals = new(candidates, _shapes);

    /// <summary>Makes what writes buckets; one a thread.</summary>
    /// <returns>
    /// Takes a bucket, where it goes, the rows of each candidate of whom they alone say what comes of the patient, and the hashes of those who are
    /// to be looked at each night. Throws an <see cref="OverflowException"/> where there is more than a census can number.
    /// </returns>
    public Action<int, Stream, IEnumerable<RowsName>, IEnumerable<ulong>> Writer()
    {
        var writer = new CensusWriter(_totals!);
        return (bucket, to, regular, irregular) =>
        {
            using var records = places.OpenBucket(bucket);
            writer.Write(to, records.Segments, [.. regular], [.. irregular, .. _always]);
        };
    }

    /// <summary>What all buckets share, once all are written.</summary>
    public CensusHead Head() => _totals!.Head(plan.Rules.AsOfDay, keys, _endings);
}
