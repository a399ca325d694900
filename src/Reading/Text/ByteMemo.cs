namespace Opportune.Reading.Text;

/// <summary>
/// What was made of bytes met before. Each has two places by its hash, and of more the one told last is kept, so memory is
/// bounded. Bytes are known by all of them and
/// by what else the answer depends on, never by a hash alone.
/// </summary>
/// <typeparam name="TOf">What the answer depends on beside the bytes.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
internal sealed class ByteMemo<TOf, TAnswer>(int shelves)
{
    private const int Places = 256;

    private readonly EqualityComparer<TOf> _same = EqualityComparer<TOf>.Default;
    // A reader that meets little needs few shelves.
    private readonly Kept[]?[] _shelves = new Kept[]?[shelves];

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
        ref var other = ref shelf[Place(hash) ^ 1];
        (kept, other) = (other, kept);
        if (kept.Bytes is null || kept.Bytes.Length < bytes.Length || kept.Bytes.Length > bytes.Length * 4)
            kept.Bytes = new byte[bytes.Length];
        bytes.CopyTo(kept.Bytes);
        (kept.Hash, kept.Length, kept.Of, kept.Answer) = (hash, bytes.Length, of, answer);
    }

    private bool Is(in Kept kept, ReadOnlySpan<byte> bytes, ulong hash, in TOf of) =>
        kept.Hash == hash && kept.Bytes is not null && bytes.SequenceEqual(kept.Bytes.AsSpan(0, kept.Length)) && _same.Equals(kept.Of, of);

    private int Shelf(ulong hash) => (int)((hash >> 8) % (ulong)_shelves.Length);

    private static int Place(ulong hash) => (int)(hash % Places);

    private struct Kept
    {
        public ulong Hash;
        public byte[]? Bytes;
        public int Length;
        public TOf Of;
        public TAnswer Answer;
        // The last hash to which this place belonged.
        public ulong Met;
    }
}
