using System.Numerics;

namespace Opportune.Engine;

/// <summary>
/// The patients of whom the scan found what may be an index event, by hash: eight bytes each. One too many does no harm,
/// for buckets go by the exact id.
/// </summary>
public sealed class CandidateSet
{
    // Sixteen places for hashes have one word of bits.
    private const int WordShift = 4;

    private readonly ulong[] _hashes;
    private readonly int _shift;

    // Three bits for each, in one word of at least eight bits a candidate: most who are asked about are no candidates, nearly all of
    // them lack one of the bits, and the words are near at hand where the hashes are not.
    private readonly ulong[] _bits;

    private CandidateSet(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        _hashes = new ulong[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        _bits = new ulong[size >> WordShift];
    }

    /// <summary>Nobody.</summary>
    public static CandidateSet Empty { get; } = new(0);

    /// <summary>Number of candidates.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The candidates of all scan partitions, in any order. Whoever was merged into one of them is one too, so that rows
    /// under the old id are found.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="scanned">What the partitions gave.</param>
    /// <param name="known">Others of whom it is known.</param>
    public static CandidateSet From(WorkPlan plan, IEnumerable<PartitionOutput> scanned, params IEnumerable<IReadOnlyCollection<ulong>> known) =>
        From(plan, [.. scanned.Select(o => o.Candidates), .. known]);

    /// <inheritdoc cref="From(WorkPlan, IEnumerable{PartitionOutput}, IEnumerable{IReadOnlyCollection{ulong}})"/>
    /// <exception cref="StepFileException">A file is not what was written.</exception>
    public static CandidateSet From(WorkPlan plan, IEnumerable<PartitionFile> scanned) => From(plan, [.. scanned.Select(f => f.ReadCandidates())]);

    /// <summary>Just those.</summary>
    internal static CandidateSet Of(IReadOnlyCollection<ulong> hashes) => Of(hashes.Count, hashes);

    private static CandidateSet Of(int atMost, IEnumerable<ulong> hashes)
    {
        var set = new CandidateSet(atMost);
        foreach (var hash in hashes)
            set.Add(hash);
        return set;
    }

    private static CandidateSet From(WorkPlan plan, IReadOnlyCollection<ulong>[] found)
    {
        var merged = plan.Merged.Hashes.ToList();
        var set = Of(found.Sum(f => f.Count) + merged.Count, found.SelectMany(f => f));
        foreach (var (old, _) in merged.Where(m => set.Contains(m.Final)).ToList())
            set.Add(old);
        return set;
    }

    /// <summary>Whether the patient is one of them.</summary>
    internal bool Contains(ulong hash)
    {
        hash = NotZero(hash);
        var bits = BitsOf(hash);
        if ((_bits[WordOf(hash)] & bits) != bits)
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

    /// <summary>Appends, ascending, at which places of a list those are who are candidates.</summary>
    /// <param name="hashes">The list, or a part of it.</param>
    /// <param name="from">The place of the part's first.</param>
    /// <param name="into">Takes the places.</param>
    internal void Find(ReadOnlySpan<ulong> hashes, int from, List<int> into)
    {
        var (words, shift) = (_bits, _shift);
        for (var i = 0; i < hashes.Length; i++)
        {
            var bits = BitsOf(hashes[i]);
            if ((words[(int)(hashes[i] >> shift) >> WordShift] & bits) == bits && Contains(hashes[i]))
                into.Add(from + i);
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
        _bits[WordOf(hash)] |= BitsOf(hash);
        Count++;
    }

    private int WordOf(ulong hash) => (int)(hash >> _shift) >> WordShift;

    // By the lowest bits, for the highest tell the word. Those of zero are among those of one, which stands for it.
    private static ulong BitsOf(ulong hash) => (1UL << (int)hash) | (1UL << (int)(hash >> 6)) | (1UL << (int)(hash >> 12));

    // Zero marks a free place.
    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;
}
