using System.Numerics;

namespace Opportune.Engine;

/// <summary>
/// The patients of whom the scan found what may be an index event, by hash: eight bytes each. One too many does no harm,
/// for buckets go by the exact id.
/// </summary>
public sealed class CandidateSet
{
    private readonly ulong[] _hashes;
    private readonly int _shift;

    // A bit for each, four times as many as there are places: most who are asked about are no candidates, and the bits are
    // near at hand where the hashes are not.
    private readonly ulong[] _bits;

    private CandidateSet(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        _hashes = new ulong[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        _bits = new ulong[size / 16];
    }

    /// <summary>Number of candidates.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The candidates of all scan partitions, in any order. Whoever was merged into one of them is one too, so that rows
    /// under the old id are found.
    /// </summary>
    public static CandidateSet From(WorkPlan plan, IEnumerable<PartitionOutput> scanned) => From(plan, [.. scanned.Select(o => o.Candidates)]);

    /// <inheritdoc cref="From(WorkPlan, IEnumerable{PartitionOutput})"/>
    /// <exception cref="StepFileException">A file is not what was written.</exception>
    public static CandidateSet From(WorkPlan plan, IEnumerable<PartitionFile> scanned) => From(plan, [.. scanned.Select(f => f.ReadCandidates())]);

    private static CandidateSet From(WorkPlan plan, IReadOnlyCollection<ulong>[] found)
    {
        var merged = plan.Merged.Hashes.ToList();
        var set = new CandidateSet(found.Sum(f => f.Count) + merged.Count);
        foreach (var hash in found.SelectMany(f => f))
            set.Add(hash);
        foreach (var (old, _) in merged.Where(m => set.Contains(m.Final)).ToList())
            set.Add(old);
        return set;
    }

    /// <summary>Whether the patient is one of them.</summary>
    internal bool Contains(ulong hash)
    {
        hash = NotZero(hash);
        var bit = BitOf(hash);
        if ((_bits[bit >> 6] & (1UL << (int)bit)) == 0)
            return false;
        for (var slot = (int)(hash >> _shift); ; slot = (slot + 1) & (_hashes.Length - 1))
        {
            var there = _hashes[slot];
            if (there == hash)
                return true;
            if (there == 0)
                return false;
        }
    }

    private void Add(ulong hash)
    {
        hash = NotZero(hash);
        var slot = (int)(hash >> _shift);
        for (; _hashes[slot] != 0; slot = (slot + 1) & (_hashes.Length - 1))
        {
            if (_hashes[slot] == hash)
                return;
        }
        _hashes[slot] = hash;
        var bit = BitOf(hash);
        _bits[bit >> 6] |= 1UL << (int)bit;
        Count++;
    }

    private ulong BitOf(ulong hash) => hash >> (_shift - 2);

    // Zero marks a free place.
    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;
}
