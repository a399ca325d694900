using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Opportune.Reading.Search;

/// <summary>
/// Finds any of some hundred fragments in bytes, ASCII case ignored. A packed search: for each of the first four bytes
/// of the fragments tables, by low and by high half of a byte, say which of sixteen buckets of fragments it may begin; what
/// survives all look-ups is compared in full.
/// </summary>
internal sealed class FragmentSearch
{
    private const int Packed = 4;
    private const int Buckets = 16;
    private const int Short = 3;
    private const int Wide = 32 + Packed - 1;
    private const int Narrow = 16 + Packed - 1;
    private const uint Small = 0x20202020;

    // Fragments of four letters and more by their first four, the longest first; shorter ones are few.
    private readonly Dictionary<uint, byte[][]> _long;
    private readonly byte[][] _short;
    // Which three letters begin a fragment: five bits a letter are exact among letters.
    private readonly ulong[] _beginnings = new ulong[(1 << 15) / 64];
    // Of each place the tables of the first eight buckets, and then of the others: by low half and by high half.
    private readonly Vector256<byte>[] _low = new Vector256<byte>[2 * Packed];
    private readonly Vector256<byte>[] _high = new Vector256<byte>[2 * Packed];

    /// <param name="fragments">Lower-case ASCII letters and digits, at least two bytes each.</param>
    public FragmentSearch(IReadOnlyList<byte[]> fragments)
    {
        _long = fragments.Where(f => f.Length > Short).GroupBy(f => MemoryMarshal.Read<uint>(f))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(f => f.Length).ToArray());
        _short = [.. fragments.Where(f => f.Length <= Short).OrderByDescending(f => f.Length)];
        var low = new byte[2 * Packed, 16];
        var high = new byte[2 * Packed, 16];
        foreach (var (bucket, members) in FragmentBuckets.Deal(fragments, Buckets, Packed).Index())
        {
            foreach (var fragment in members)
            {
                for (var at = 0; at < Packed; at++)
                    Allow(low, high, 2 * at + bucket / 8, at < fragment.Length ? fragment[at] : null, (byte)(1 << bucket % 8));
            }
        }
        foreach (var fragment in fragments)
        {
            for (var third = 0; third < 32; third++)
            {
                if (fragment.Length == 2 || (fragment[2] & 31) == third)
                    Begin((fragment[0] & 31) << 10 | (fragment[1] & 31) << 5 | third);
            }
        }
        for (var table = 0; table < 2 * Packed; table++)
            (_low[table], _high[table]) = (Twice(ref low[table, 0]), Twice(ref high[table, 0]));
    }

    /// <summary>Start of the first fragment at or after <paramref name="from"/>, or -1; its length.</summary>
    public int Next(ReadOnlySpan<byte> text, int from, out int length)
    {
        if (Avx2.IsSupported && text.Length >= Wide)
            return NextWide(text, from, out length);
        if (Vector128.IsHardwareAccelerated && text.Length >= Narrow)
            return NextNarrow(text, from, out length);
        return NextScalar(text, from, out length);
    }

    /// <summary>The same, byte by byte.</summary>
    public int NextScalar(ReadOnlySpan<byte> text, int from, out int length)
    {
        for (var at = from; at < text.Length; at++)
        {
            length = Begins(text, at) ? Longest(text, at) : 0;
            if (length > 0)
                return at;
        }
        length = 0;
        return -1;
    }

    /// <summary>
    /// Whether a hit is more than a chance: a fragment of three letters or less counts only as a whole word between
    /// <paramref name="low"/> and <paramref name="high"/>, the bounds of its text.
    /// </summary>
    public static bool Stands(ReadOnlySpan<byte> text, int low, int high, int hit, int length) =>
        length > Short || (hit == low || !char.IsAsciiLetter((char)text[hit - 1])) && (hit + length >= high || !char.IsAsciiLetter((char)text[hit + length]));

    /// <summary>As <see cref="Next"/>, hits that do not stand passed over; the text is a whole one.</summary>
    public int NextStanding(ReadOnlySpan<byte> text, int from, out int length)
    {
        var hit = Next(text, from, out length);
        while (hit >= 0 && !Stands(text, 0, text.Length, hit, length))
            hit = Next(text, hit + 1, out length);
        return hit;
    }

    private void Begin(int index) => _beginnings[index >> 6] |= 1UL << (index & 63);

    private bool Begins(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 >= text.Length)
            return true;
        var index = (text[at] & 31) << 10 | (text[at + 1] & 31) << 5 | (text[at + 2] & 31);
        return (_beginnings[index >> 6] & (1UL << (index & 63))) != 0;
    }

    private static void Allow(byte[,] low, byte[,] high, int at, byte? letter, byte bit)
    {
        for (var half = 0; half < 16; half++)
        {
            if (letter is null || half == (letter & 15))
                low[at, half] |= bit;
            if (letter is null || half == letter >> 4)
                high[at, half] |= bit;
        }
    }

    private int NextWide(ReadOnlySpan<byte> text, int from, out int length)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var half = Vector256.Create((byte)15);
        var small = Vector256.Create((byte)0x20);
        ReadOnlySpan<Vector256<byte>> low = _low;
        ReadOnlySpan<Vector256<byte>> high = _high;
        var last = text.Length - Wide;
        for (var at = from; at <= text.Length - Packed; at += Vector256<byte>.Count)
        {
            // The end is looked at again in step with the last whole vector; what lies before it was judged.
            var block = Math.Min(at, last);
            var a = Vector256.LoadUnsafe(ref start, (nuint)block) | small;
            var (l, h) = (a & half, (a >>> 4) & half);
            var first = Avx2.Shuffle(low[0], l) & Avx2.Shuffle(high[0], h);
            var second = Avx2.Shuffle(low[1], l) & Avx2.Shuffle(high[1], h);
            a = Vector256.LoadUnsafe(ref start, (nuint)block + 1) | small;
            (l, h) = (a & half, (a >>> 4) & half);
            first &= Avx2.Shuffle(low[2], l) & Avx2.Shuffle(high[2], h);
            second &= Avx2.Shuffle(low[3], l) & Avx2.Shuffle(high[3], h);
            a = Vector256.LoadUnsafe(ref start, (nuint)block + 2) | small;
            (l, h) = (a & half, (a >>> 4) & half);
            first &= Avx2.Shuffle(low[4], l) & Avx2.Shuffle(high[4], h);
            second &= Avx2.Shuffle(low[5], l) & Avx2.Shuffle(high[5], h);
            a = Vector256.LoadUnsafe(ref start, (nuint)block + 3) | small;
            (l, h) = (a & half, (a >>> 4) & half);
            first &= Avx2.Shuffle(low[6], l) & Avx2.Shuffle(high[6], h);
            second &= Avx2.Shuffle(low[7], l) & Avx2.Shuffle(high[7], h);
            var may = first | second;
            if (may == Vector256<byte>.Zero)
                continue;
            var bits = ~Vector256.Equals(may, Vector256<byte>.Zero).ExtractMostSignificantBits() & uint.MaxValue << (at - block);
            for (; bits != 0; bits &= bits - 1)
            {
                var found = block + BitOperations.TrailingZeroCount(bits);
                length = Begins(text, found) ? Longest(text, found) : 0;
                if (length > 0)
                    return found;
            }
        }
        return NextScalar(text, Math.Max(from, text.Length - Packed + 1), out length);
    }

    private int NextNarrow(ReadOnlySpan<byte> text, int from, out int length)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var half = Vector128.Create((byte)15);
        var small = Vector128.Create((byte)0x20);
        var last = text.Length - Narrow;
        for (var at = from; at <= text.Length - Packed; at += Vector128<byte>.Count)
        {
            var block = Math.Min(at, last);
            var (first, second) = (Vector128<byte>.AllBitsSet, Vector128<byte>.AllBitsSet);
            for (var i = 0; i < Packed; i++)
            {
                var bytes = Vector128.LoadUnsafe(ref start, (nuint)(block + i)) | small;
                var (l, h) = (bytes & half, (bytes >>> 4) & half);
                first &= Vector128.Shuffle(_low[2 * i].GetLower(), l) & Vector128.Shuffle(_high[2 * i].GetLower(), h);
                second &= Vector128.Shuffle(_low[2 * i + 1].GetLower(), l) & Vector128.Shuffle(_high[2 * i + 1].GetLower(), h);
            }
            var may = first | second;
            var bits = ~Vector128.Equals(may, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFFu & 0xFFFFu << (at - block);
            for (; bits != 0; bits &= bits - 1)
            {
                var found = block + BitOperations.TrailingZeroCount(bits);
                length = Begins(text, found) ? Longest(text, found) : 0;
                if (length > 0)
                    return found;
            }
        }
        return NextScalar(text, Math.Max(from, text.Length - Packed + 1), out length);
    }

    private static Vector256<byte> Twice(ref byte table)
    {
        var half = Vector128.LoadUnsafe(ref table);
        return Vector256.Create(half, half);
    }

    // Of fragments that begin here the longest is told: the end of a row must not cut a shorter one off, so callers ask
    // again from the next byte when it does not fit, and shorter ones are found by their own start.
    private int Longest(ReadOnlySpan<byte> text, int at)
    {
        if (at + Short < text.Length && _long.TryGetValue(MemoryMarshal.Read<uint>(text[at..]) | Small, out var fragments))
        {
            foreach (var fragment in fragments)
            {
                if (Same(text, at, fragment))
                    return fragment.Length;
            }
        }
        foreach (var fragment in _short)
        {
            if (Same(text, at, fragment))
                return fragment.Length;
        }
        return 0;
    }

    private static bool Same(ReadOnlySpan<byte> text, int at, byte[] fragment)
    {
        if (at + fragment.Length > text.Length)
            return false;
        for (var i = 0; i < fragment.Length; i++)
        {
            if ((text[at + i] | 0x20) != fragment[i])
                return false;
        }
        return true;
    }
}
