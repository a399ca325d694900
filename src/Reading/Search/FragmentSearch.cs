using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Opportune.Reading.Search;

/// <summary>
/// Finds any of a few dozen fragments in bytes, ASCII case ignored. A packed search: for each of the first four bytes
/// of the fragments two tables, by low and by high half of a byte, say which of eight buckets of fragments it may begin;
/// what survives all look-ups is compared in full.
/// </summary>
internal sealed class FragmentSearch
{
    private const int Packed = 4;
    private const int ShortBucket = 7;
    private const int Short = 3;

    private readonly byte[][] _fragments;
    private readonly int[][] _buckets = new int[8][];
    // Which three letters begin a fragment: five bits a letter are exact among letters.
    private readonly ulong[] _beginnings = new ulong[(1 << 15) / 64];
    private readonly Vector128<byte>[] _low = new Vector128<byte>[Packed];
    private readonly Vector128<byte>[] _high = new Vector128<byte>[Packed];

    /// <param name="fragments">Lower-case ASCII letters and digits, at least two bytes each.</param>
    public FragmentSearch(IReadOnlyList<byte[]> fragments)
    {
        _fragments = [.. fragments.OrderBy(f => System.Text.Encoding.ASCII.GetString(f), StringComparer.Ordinal)];
        var low = new byte[Packed, 16];
        var high = new byte[Packed, 16];
        // Neighbours in the alphabet share bytes and so share a bucket without making it more permissive; short ones
        // leave their fourth byte open and would spoil every bucket but their own.
        int[] full = [.. Enumerable.Range(0, _fragments.Length).Where(i => _fragments[i].Length > Short)];
        for (var bucket = 0; bucket < 8; bucket++)
        {
            _buckets[bucket] = bucket == ShortBucket
                ? [.. Enumerable.Range(0, _fragments.Length).Where(i => _fragments[i].Length <= Short)]
                : [.. full.Where((_, i) => i * ShortBucket / full.Length == bucket)];
            foreach (var fragment in _buckets[bucket].Select(i => _fragments[i]))
            {
                for (var at = 0; at < Packed; at++)
                    Allow(low, high, at, at < fragment.Length ? fragment[at] : null, (byte)(1 << bucket));
            }
        }
        foreach (var fragment in _fragments)
        {
            for (var third = 0; third < 32; third++)
            {
                if (fragment.Length == 2 || (fragment[2] & 31) == third)
                    Begin((fragment[0] & 31) << 10 | (fragment[1] & 31) << 5 | third);
            }
        }
        for (var at = 0; at < Packed; at++)
        {
            _low[at] = MemoryMarshal.Read<Vector128<byte>>(MemoryMarshal.CreateReadOnlySpan(ref low[at, 0], 16));
            _high[at] = MemoryMarshal.Read<Vector128<byte>>(MemoryMarshal.CreateReadOnlySpan(ref high[at, 0], 16));
        }
    }

    /// <summary>Start of the first fragment at or after <paramref name="from"/>, or -1; its length.</summary>
    public int Next(ReadOnlySpan<byte> text, int from, out int length)
    {
        if (Avx2.IsSupported && text.Length - from >= Vector256<byte>.Count + Packed)
            return NextWide(text, from, out length);
        if (Vector128.IsHardwareAccelerated && text.Length - from >= Vector128<byte>.Count + Packed)
            return NextNarrow(text, from, out length);
        return NextScalar(text, from, out length);
    }

    /// <summary>The same, byte by byte.</summary>
    public int NextScalar(ReadOnlySpan<byte> text, int from, out int length)
    {
        for (var at = from; at < text.Length; at++)
        {
            length = Begins(text, at) ? Longest(text, at, 0xFF) : 0;
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
        var (l0, l1, l2, l3) = (Twice(_low[0]), Twice(_low[1]), Twice(_low[2]), Twice(_low[3]));
        var (h0, h1, h2, h3) = (Twice(_high[0]), Twice(_high[1]), Twice(_high[2]), Twice(_high[3]));
        var last = text.Length - Vector256<byte>.Count - (Packed - 1);
        var at = from;
        for (; at <= last; at += Vector256<byte>.Count)
        {
            var a = Vector256.LoadUnsafe(ref start, (nuint)at) | small;
            var b = Vector256.LoadUnsafe(ref start, (nuint)at + 1) | small;
            var c = Vector256.LoadUnsafe(ref start, (nuint)at + 2) | small;
            var d = Vector256.LoadUnsafe(ref start, (nuint)at + 3) | small;
            var may = Avx2.Shuffle(l0, a & half) & Avx2.Shuffle(h0, (a >>> 4) & half)
                & Avx2.Shuffle(l1, b & half) & Avx2.Shuffle(h1, (b >>> 4) & half)
                & Avx2.Shuffle(l2, c & half) & Avx2.Shuffle(h2, (c >>> 4) & half)
                & Avx2.Shuffle(l3, d & half) & Avx2.Shuffle(h3, (d >>> 4) & half);
            if (may == Vector256<byte>.Zero)
                continue;
            var bits = ~Vector256.Equals(may, Vector256<byte>.Zero).ExtractMostSignificantBits();
            for (; bits != 0; bits &= bits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(bits);
                if (!Begins(text, at + lane))
                    continue;
                length = Longest(text, at + lane, may.GetElement(lane));
                if (length > 0)
                    return at + lane;
            }
        }
        return NextScalar(text, at, out length);
    }

    private int NextNarrow(ReadOnlySpan<byte> text, int from, out int length)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var half = Vector128.Create((byte)15);
        var small = Vector128.Create((byte)0x20);
        var last = text.Length - Vector128<byte>.Count - (Packed - 1);
        var at = from;
        for (; at <= last; at += Vector128<byte>.Count)
        {
            var may = Vector128<byte>.AllBitsSet;
            for (var i = 0; i < Packed; i++)
            {
                var bytes = Vector128.LoadUnsafe(ref start, (nuint)(at + i)) | small;
                may &= Vector128.Shuffle(_low[i], bytes & half) & Vector128.Shuffle(_high[i], (bytes >>> 4) & half);
            }
            if (may == Vector128<byte>.Zero)
                continue;
            for (var lane = 0; lane < Vector128<byte>.Count; lane++)
            {
                length = may.GetElement(lane) == 0 || !Begins(text, at + lane) ? 0 : Longest(text, at + lane, may.GetElement(lane));
                if (length > 0)
                    return at + lane;
            }
        }
        return NextScalar(text, at, out length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Twice(Vector128<byte> table) => Vector256.Create(table, table);

    // Of fragments that begin here the longest is told: the end of a row must not cut a shorter one off, so callers ask
    // again from the next byte when it does not fit, and shorter ones are found by their own start.
    private int Longest(ReadOnlySpan<byte> text, int at, int buckets)
    {
        var longest = 0;
        for (; buckets != 0; buckets &= buckets - 1)
        {
            foreach (var index in _buckets[BitOperations.TrailingZeroCount(buckets)])
            {
                var fragment = _fragments[index];
                if (fragment.Length > longest && Same(text, at, fragment))
                    longest = fragment.Length;
            }
        }
        return longest;
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
