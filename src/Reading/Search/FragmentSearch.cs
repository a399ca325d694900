using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Opportune.Reading.Search;

/// <summary>
/// Finds any of some hundred fragments at the beginnings of words, ASCII case ignored. A packed search: for each of the first
/// six bytes of the fragments tables say which of thirty-two buckets of fragments a byte may belong to; what survives all
/// look-ups is compared in full. Tables are by the six low bits of a byte where the processor has look-ups of that width, else
/// by its low and by its high half.
/// </summary>
internal sealed class FragmentSearch
{
    private const int Packed = 6;
    private const int Buckets = 32;
    private const int Tables = Buckets / 8;
    private const int Short = 3;
    private const int Longest = 8;
    private const int Widest = 64 + Packed - 1;
    private const int Wide = 32 + Packed - 1;
    private const int Narrow = 16 + Packed - 1;
    private const ulong Small = 0x2020202020202020;

    // Fragments by the first two letters, five bits each, the longest first: those of a group lie between two of the bounds.
    private readonly (ulong Letters, ulong Mask, int Length)[] _fragments;
    private readonly ushort[] _bounds = new ushort[(1 << 10) + 1];
    // Which three letters begin a fragment: five bits a letter are exact among letters.
    private readonly ulong[] _beginnings = new ulong[(1 << 15) / 64];
    // Of each place the tables of the first eight buckets, and then of the others: by six bits, by low half and by high half.
    private readonly Vector512<byte>[] _six = new Vector512<byte>[Tables * Packed];
    private readonly Vector256<byte>[] _low = new Vector256<byte>[Tables * Packed];
    private readonly Vector256<byte>[] _high = new Vector256<byte>[Tables * Packed];

    /// <param name="fragments">Lower-case ASCII letters and digits, two to eight bytes each.</param>
    public FragmentSearch(IReadOnlyList<byte[]> fragments)
    {
        _fragments = [.. fragments.OrderBy(f => Group(f[0], f[1])).ThenByDescending(f => f.Length).Select(f => (Packing(f), ulong.MaxValue >> 8 * (Longest - f.Length), f.Length))];
        foreach (var fragment in fragments)
        {
            for (var after = Group(fragment[0], fragment[1]) + 1; after < _bounds.Length; after++)
                _bounds[after]++;
            for (var third = 0; third < 32; third++)
            {
                if (fragment.Length == 2 || (fragment[2] & 31) == third)
                    Begin(Group(fragment[0], fragment[1]) << 5 | third);
            }
        }
        var (six, low, high) = (new byte[Tables * Packed, 64], new byte[Tables * Packed, 16], new byte[Tables * Packed, 16]);
        foreach (var (bucket, members) in new FragmentBuckets(fragments, Buckets, Packed, byHalves: !Avx512Vbmi.IsSupported).Deal().Index())
        {
            foreach (var fragment in members)
            {
                for (var at = 0; at < Packed; at++)
                    Allow(six, low, high, bucket / 8 * Packed + at, at < fragment.Length ? fragment[at] : null, (byte)(1 << bucket % 8));
            }
        }
        for (var table = 0; table < Tables * Packed; table++)
            (_six[table], _low[table], _high[table]) = (Vector512.LoadUnsafe(ref six[table, 0]), Twice(ref low[table, 0]), Twice(ref high[table, 0]));
    }

    /// <summary>
    /// Start of the first fragment at or after <paramref name="from"/> before which no letter stands, or -1; its length. Of
    /// fragments that begin there the longest is told.
    /// </summary>
    public int Next(ReadOnlySpan<byte> text, int from, out int length)
    {
        if (Avx512Vbmi.IsSupported && text.Length - from >= Widest)
            return NextWidest(text, from, out length);
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
            length = at == 0 || !IsLetter(text[at - 1]) ? At(text, at) : 0;
            if (length > 0)
                return at;
        }
        length = 0;
        return -1;
    }

    /// <summary>Length of the longest fragment that begins at the byte, whatever stands before it; 0 where none does.</summary>
    public int At(ReadOnlySpan<byte> text, int at)
    {
        if (!Begins(text, at))
            return 0;
        var letters = at + Longest <= text.Length ? BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) : Packing(text[at..]);
        letters |= Small;
        var group = Group((byte)letters, (byte)(letters >> 8));
        foreach (ref readonly var fragment in _fragments.AsSpan(_bounds[group].._bounds[group + 1]))
        {
            if ((letters & fragment.Mask) == fragment.Letters)
                return fragment.Length;
        }
        return 0;
    }

    /// <summary>
    /// Whether a hit is more than a chance: a fragment of three letters or less counts only as a whole word before
    /// <paramref name="high"/>, the end of its text.
    /// </summary>
    public static bool Stands(ReadOnlySpan<byte> text, int high, int hit, int length) => length > Short || hit + length >= high || !IsLetter(text[hit + length]);

    /// <summary>As <see cref="Next"/>, hits that do not stand passed over; the text is a whole one.</summary>
    public int NextStanding(ReadOnlySpan<byte> text, int from, out int length)
    {
        var hit = Next(text, from, out length);
        while (hit >= 0 && !Stands(text, text.Length, hit, length))
            hit = Next(text, hit + 1, out length);
        return hit;
    }

    /// <summary>Whether the byte is a letter of ASCII.</summary>
    public static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') < 26;

    private void Begin(int index) => _beginnings[index >> 6] |= 1UL << (index & 63);

    private static int Group(byte first, byte second) => (first & 31) << 5 | second & 31;

    private static ulong Packing(ReadOnlySpan<byte> letters)
    {
        var packed = 0UL;
        for (var i = Math.Min(letters.Length, Longest) - 1; i >= 0; i--)
            packed = packed << 8 | letters[i];
        return packed;
    }

    private bool Begins(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 >= text.Length)
            return true;
        var index = Group(text[at], text[at + 1]) << 5 | text[at + 2] & 31;
        return (_beginnings[index >> 6] & (1UL << (index & 63))) != 0;
    }

    private static void Allow(byte[,] six, byte[,] low, byte[,] high, int at, byte? letter, byte bit)
    {
        for (var bits = 0; bits < 64; bits++)
        {
            if (letter is null || bits == (letter & 63) || letter >= 'a' && bits == (letter & 31))
                six[at, bits] |= bit;
        }
        for (var half = 0; half < 16; half++)
        {
            if (letter is null || half == (letter & 15))
                low[at, half] |= bit;
            if (letter is null || half == letter >> 4)
                high[at, half] |= bit;
        }
    }

    // The first of the places that may begin a fragment and does; -1 where none does.
    private int FirstOf(ReadOnlySpan<byte> text, int block, ulong bits, out int length)
    {
        length = 0;
        for (; bits != 0; bits &= bits - 1)
        {
            var at = block + BitOperations.TrailingZeroCount(bits);
            length = At(text, at);
            if (length > 0)
                return at;
        }
        return -1;
    }

    private int NextWidest(ReadOnlySpan<byte> text, int from, out int length)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var six = ref MemoryMarshal.GetArrayDataReference(_six);
        var last = text.Length - Widest;
        for (var at = from; at <= text.Length - Packed; at += Vector512<byte>.Count)
        {
            // The end is looked at again in step with the last whole vector; what lies before it was judged.
            var block = Math.Min(at, last);
            var a = Vector512.LoadUnsafe(ref start, (nuint)block);
            var b = Vector512.LoadUnsafe(ref start, (nuint)block + 1);
            var c = Vector512.LoadUnsafe(ref start, (nuint)block + 2);
            var d = Vector512.LoadUnsafe(ref start, (nuint)block + 3);
            var e = Vector512.LoadUnsafe(ref start, (nuint)block + 4);
            var f = Vector512.LoadUnsafe(ref start, (nuint)block + 5);
            var any = Through(ref six, a, b, c, d, e, f) | Through(ref Unsafe.Add(ref six, Packed), a, b, c, d, e, f)
                | Through(ref Unsafe.Add(ref six, 2 * Packed), a, b, c, d, e, f) | Through(ref Unsafe.Add(ref six, 3 * Packed), a, b, c, d, e, f);
            var letters = Vector512.LessThan((a | Vector512.Create((byte)0x20)) - Vector512.Create((byte)'a'), Vector512.Create((byte)26)).ExtractMostSignificantBits();
            var inside = letters << 1 | (block > 0 && IsLetter(text[block - 1]) ? 1UL : 0);
            var bits = ~Vector512.Equals(any, Vector512<byte>.Zero).ExtractMostSignificantBits() & ~inside & ulong.MaxValue << (at - block);
            if (FirstOf(text, block, bits, out length) is var found and >= 0)
                return found;
        }
        return NextScalar(text, Math.Max(from, text.Length - Packed + 1), out length);
    }

    // Of eight buckets those whose tables let all six bytes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Through(
        ref Vector512<byte> six, Vector512<byte> a, Vector512<byte> b, Vector512<byte> c, Vector512<byte> d, Vector512<byte> e, Vector512<byte> f) =>
        Avx512Vbmi.PermuteVar64x8(six, a) & Avx512Vbmi.PermuteVar64x8(Unsafe.Add(ref six, 1), b) & Avx512Vbmi.PermuteVar64x8(Unsafe.Add(ref six, 2), c)
        & Avx512Vbmi.PermuteVar64x8(Unsafe.Add(ref six, 3), d) & Avx512Vbmi.PermuteVar64x8(Unsafe.Add(ref six, 4), e) & Avx512Vbmi.PermuteVar64x8(Unsafe.Add(ref six, 5), f);

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
            var block = Math.Min(at, last);
            var (first, second, third, fourth) = (Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet);
            var inside = block > 0 && IsLetter(text[block - 1]) ? 1u : 0;
            for (var i = 0; i < Packed; i++)
            {
                var bytes = Vector256.LoadUnsafe(ref start, (nuint)(block + i)) | small;
                if (i == 0)
                    inside |= Vector256.LessThan(bytes - Vector256.Create((byte)'a'), Vector256.Create((byte)26)).ExtractMostSignificantBits() << 1;
                var (l, h) = (bytes & half, (bytes >>> 4) & half);
                first &= Avx2.Shuffle(low[i], l) & Avx2.Shuffle(high[i], h);
                second &= Avx2.Shuffle(low[Packed + i], l) & Avx2.Shuffle(high[Packed + i], h);
                third &= Avx2.Shuffle(low[2 * Packed + i], l) & Avx2.Shuffle(high[2 * Packed + i], h);
                fourth &= Avx2.Shuffle(low[3 * Packed + i], l) & Avx2.Shuffle(high[3 * Packed + i], h);
            }
            var bits = ~Vector256.Equals(first | second | third | fourth, Vector256<byte>.Zero).ExtractMostSignificantBits() & ~inside & uint.MaxValue << (at - block);
            if (FirstOf(text, block, bits, out length) is var found and >= 0)
                return found;
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
            var (first, second, third, fourth) = (Vector128<byte>.AllBitsSet, Vector128<byte>.AllBitsSet, Vector128<byte>.AllBitsSet, Vector128<byte>.AllBitsSet);
            for (var i = 0; i < Packed; i++)
            {
                var bytes = Vector128.LoadUnsafe(ref start, (nuint)(block + i)) | small;
                var (l, h) = (bytes & half, (bytes >>> 4) & half);
                first &= Vector128.Shuffle(_low[i].GetLower(), l) & Vector128.Shuffle(_high[i].GetLower(), h);
                second &= Vector128.Shuffle(_low[Packed + i].GetLower(), l) & Vector128.Shuffle(_high[Packed + i].GetLower(), h);
                third &= Vector128.Shuffle(_low[2 * Packed + i].GetLower(), l) & Vector128.Shuffle(_high[2 * Packed + i].GetLower(), h);
                fourth &= Vector128.Shuffle(_low[3 * Packed + i].GetLower(), l) & Vector128.Shuffle(_high[3 * Packed + i].GetLower(), h);
            }
            var bits = ~Vector128.Equals(first | second | third | fourth, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFFu & 0xFFFFu << (at - block);
            for (; bits != 0; bits &= bits - 1)
            {
                var found = block + BitOperations.TrailingZeroCount(bits);
                length = found == 0 || !IsLetter(text[found - 1]) ? At(text, found) : 0;
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
}
