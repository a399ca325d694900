using System.Buffers.Binary;

namespace Opportune.Columnar.Parquet.Encodings;

/// <summary>
/// Integers as differences: blocks, each with its smallest difference, of miniblocks, each with its own number of bits.
/// </summary>
internal static class DeltaBinaryPacked
{
    /// <summary>Decodes one value for each place of <paramref name="target"/> and returns the bytes used.</summary>
    public static int Decode(ReadOnlySpan<byte> source, Span<long> target)
    {
        var at = 0;
        var blockSize = Varint(source, ref at);
        var miniblocks = Varint(source, ref at);
        var count = Varint(source, ref at);
        var value = ZigZag(source, ref at);
        if (count != (ulong)target.Length)
            Corrupt.Throw("another number of values than the page has");
        if (miniblocks is 0 or > 1 << 16 || blockSize is 0 or > 1 << 24 || blockSize % miniblocks != 0 || blockSize / miniblocks % 8 != 0)
            Corrupt.Throw("impossible block size");
        if (target.IsEmpty)
            return at;
        target[0] = value;
        target = target[1..];
        var perMiniblock = (int)(blockSize / miniblocks);
        while (target.Length > 0)
        {
            var least = ZigZag(source, ref at);
            if ((ulong)(source.Length - at) < miniblocks)
                Corrupt.Throw("values are truncated");
            var widths = source.Slice(at, (int)miniblocks);
            at += (int)miniblocks;
            for (var i = 0; i < widths.Length && target.Length > 0; i++)
            {
                if (widths[i] > 64)
                    Corrupt.Throw($"{widths[i]} bits a value");
                var size = (int)((long)perMiniblock * widths[i] / 8);
                var here = Math.Min(perMiniblock, target.Length);
                // The last miniblock may be cut short by writers that do not fill it up.
                var available = Math.Min(size, source.Length - at);
                if ((long)available * 8 < (long)here * widths[i])
                    Corrupt.Throw("values are truncated");
                Add(source.Slice(at, available), widths[i], least, ref value, target[..here]);
                at += available;
                target = target[here..];
            }
        }
        return at;
    }

    // Sums wrap around, as the format has it.
    private static void Add(ReadOnlySpan<byte> source, int bits, long least, ref long value, Span<long> target)
    {
        var sum = value;
        var position = 0L;
        for (var i = 0; i < target.Length; i++, position += bits)
        {
            sum = unchecked(sum + least + (long)Bits(source, position, bits));
            target[i] = sum;
        }
        value = sum;
    }

    private static ulong Bits(ReadOnlySpan<byte> source, long position, int bits)
    {
        if (bits == 0)
            return 0;
        var start = (int)(position >> 3);
        var shift = (int)(position & 7);
        if (bits <= 56 && source.Length - start >= 8)
            return (BinaryPrimitives.ReadUInt64LittleEndian(source[start..]) >> shift) & ((1UL << bits) - 1);
        UInt128 word = 0;
        for (var i = 0; i < 9 && start + i < source.Length; i++)
            word |= (UInt128)source[start + i] << (8 * i);
        return (ulong)(word >> shift) & (ulong.MaxValue >> (64 - bits));
    }

    private static long ZigZag(ReadOnlySpan<byte> source, ref int at)
    {
        var value = Varint(source, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private static ulong Varint(ReadOnlySpan<byte> source, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= source.Length)
                Corrupt.Throw("values are truncated");
            var b = source[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
        throw Corrupt.Because("number too long");
    }
}
