using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Opportune.Reading.Text;

/// <summary>
/// What was made of bytes met before. Each has two places by its hash, and of more the one told last is kept, so memory is
/// bounded. Bytes are known by all of them and by what else the answer depends on, never by a hash alone.
/// </summary>
/// <typeparam name="TOf">What the answer depends on beside the bytes.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
/// <param name="shelves">A power of two.</param>
internal sealed class ByteMemo<TOf, TAnswer>(int shelves)
{
    private const int Places = 256;

    // A reader that meets little needs few shelves.
    private readonly Kept[]?[] _shelves = new Kept[]?[shelves];

    /// <summary>Begins to bring near what <see cref="Find"/> will look at: elsewhere it would wait for memory.</summary>
    public void Fetch(ulong hash)
    {
        if (Sse.IsSupported && _shelves[Shelf(hash)] is { } shelf)
            Touch(ref shelf[Place(hash)]);
    }

    /// <summary>Looks the bytes up; false where they are not known.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="hash">Of the bytes.</param>
    /// <param name="of">What else the answer depends on.</param>
    /// <param name="answer">What was made of them.</param>
    public bool Find(ReadOnlySpan<byte> bytes, ulong hash, in TOf of, out TAnswer answer)
    {
        if (_shelves[Shelf(hash)] is { } shelf)
        {
            var place = Place(hash);
            if (Is(in shelf[place], bytes, hash, of) || Is(in shelf[place ^= 1], bytes, hash, of))
            {
                answer = shelf[place].Answer;
                return true;
            }
        }
        answer = default!;
        return false;
    }

    /// <summary>Whether bytes of that hash, which are not known, were asked for before: what is met once is not kept.</summary>
    public bool IsMetAgain(ulong hash)
    {
        ref var met = ref (_shelves[Shelf(hash)] ??= new Kept[Places])[Place(hash)].Met;
        var isAgain = met == hash;
        met = hash;
        return isAgain;
    }

    /// <summary>Keeps what was made of the bytes.</summary>
    public void Keep(ReadOnlySpan<byte> bytes, ulong hash, in TOf of, TAnswer answer)
    {
        var shelf = _shelves[Shelf(hash)] ??= new Kept[Places];
        ref var kept = ref shelf[Place(hash)];
        shelf[Place(hash) ^ 1] = kept with { Met = shelf[Place(hash) ^ 1].Met };
        kept = new() { Hash = hash, Bytes = bytes.ToArray(), Of = of, Answer = answer, Met = kept.Met };
    }

    /// <summary>Puts another answer in the place of the one that is kept.</summary>
    public void Change(ReadOnlySpan<byte> bytes, ulong hash, in TOf of, TAnswer answer)
    {
        var (shelf, place) = (_shelves[Shelf(hash)]!, Place(hash));
        shelf[Is(in shelf[place], bytes, hash, of) ? place : place ^ 1].Answer = answer;
    }

    private static bool Is(in Kept kept, ReadOnlySpan<byte> bytes, ulong hash, in TOf of) =>
        kept.Hash == hash && kept.Bytes is not null && bytes.SequenceEqual(kept.Bytes) && EqualityComparer<TOf>.Default.Equals(kept.Of, of);

    private int Shelf(ulong hash) => (int)(hash >> 8) & (_shelves.Length - 1);

    private static int Place(ulong hash) => (int)(hash % Places);

    private static unsafe void Touch(ref Kept kept) => Sse.Prefetch0(Unsafe.AsPointer(ref kept));

    private struct Kept
    {
        public ulong Hash;
        // The last hash that was asked for at this place: it is looked at where nothing is found, and lies near then.
        public ulong Met;
        public byte[]? Bytes;
        public TOf Of;
        public TAnswer Answer;
    }
}
