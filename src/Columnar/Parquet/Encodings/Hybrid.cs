using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Parquet.Encodings;

/// <summary>
/// Parquet's hybrid of run lengths and bit packing: runs of one value, and groups of eight values of a fixed number of bits.
/// </summary>
internal static class Hybrid
{
    // A one in each byte.
    private const ulong Ones = 0x0101_0101_0101_0101;

    /// <summary>Decodes as many values as fit into <paramref name="target"/>; the bytes must hold them all.</summary>
    public static void Decode(ReadOnlySpan<byte> source, int bits, Span<int> target)
    {
        if (bits is < 0 or > 32)
            Corrupt.Throw($"{bits} bits a value");
        var valueBytes = (bits + 7) / 8;
        var at = 0;
        while (target.Length > 0)
        {
            var head = Head(source, ref at);
            if ((head & 1) == 0)
            {
                var run = (int)Math.Min(head >> 1, (uint)target.Length);
                if (source.Length - at < valueBytes)
                    Corrupt.Throw("run without its value");
                var value = 0u;
                for (var i = 0; i < valueBytes; i++)
                    value |= (uint)source[at++] << (8 * i);
                target[..run].Fill((int)value);
                target = target[run..];
                continue;
            }
            var count = (int)Math.Min((long)(head >> 1) * 8, target.Length);
            var bytes = (int)Math.Min((long)(head >> 1) * bits, source.Length - at);
            if ((long)bytes * 8 < (long)count * bits)
                Corrupt.Throw("packed values are truncated");
            // With what follows it: groups at its end can be read as quickly as the others.
            PackedBits.Unpack(source[at..], bits, target[..count]);
            at += bytes;
            target = target[count..];
        }
    }

    /// <summary>Whether one-bit levels begin with a run of ones that is as long as they are.</summary>
    public static bool IsOneRunOfOnes(ReadOnlySpan<byte> source, int count)
    {
        var at = 0;
        return Head(source, ref at) is var head && (head & 1) == 0 && head >> 1 >= count && at < source.Length && source[at] == 1;
    }

    /// <summary>Decodes one-bit levels into bytes of 0 and 1, and returns how many are 1.</summary>
    public static int DecodeLevels(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var at = 0;
        var ones = 0;
        while (target.Length > 0)
        {
            var head = Head(source, ref at);
            if ((head & 1) == 0)
            {
                var run = (int)Math.Min(head >> 1, (uint)target.Length);
                if (at >= source.Length)
                    Corrupt.Throw("run without its value");
                var value = source[at++];
                if (value > 1)
                    Corrupt.Throw("definition level out of range");
                target[..run].Fill(value);
                ones += value * run;
                target = target[run..];
                continue;
            }
            var count = (int)Math.Min((long)(head >> 1) * 8, target.Length);
            var bytes = (int)Math.Min(head >> 1, (uint)(source.Length - at));
            if ((long)bytes * 8 < count)
                Corrupt.Throw("levels are truncated");
            ones += UnpackBits(source.Slice(at, bytes), target[..count]);
            at += bytes;
            target = target[count..];
        }
        return ones;
    }

    /// <summary>Spreads bits, the lowest first, into bytes of 0 and 1, and returns how many are 1.</summary>
    public static int UnpackBits(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var ones = 0;
        var i = 0;
        for (; i + 8 <= target.Length; i += 8)
        {
            uint bits = source[i >> 3];
            ones += BitOperations.PopCount(bits);
            // Each product puts seven bits apart: bit k lands at bit 8k.
            var low = ((bits & 0xF) * 0x00204081u) & 0x01010101u;
            var high = ((bits >> 4) * 0x00204081u) & 0x01010101u;
            BinaryPrimitives.WriteUInt32LittleEndian(target[i..], low);
            BinaryPrimitives.WriteUInt32LittleEndian(target[(i + 4)..], high);
        }
        for (; i < target.Length; i++)
        {
            var bit = (source[i >> 3] >> (i & 7)) & 1;
            target[i] = (byte)bit;
            ones += bit;
        }
        return ones;
    }

    private static uint Head(ReadOnlySpan<byte> source, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= source.Length)
                Corrupt.Throw("runs end before the last value");
            var b = source[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                if (value > uint.MaxValue)
                    Corrupt.Throw("run of impossible length");
                return (uint)value;
            }
        }
        throw Corrupt.Because("run of impossible length");
    }

    /// <summary>The largest of some values, taken as unsigned; 0 of none.</summary>
    public static uint Largest(ReadOnlySpan<int> values)
    {
        var most = Vector256<uint>.Zero;
        var i = 0;
        for (; i + Vector256<uint>.Count <= values.Length; i += Vector256<uint>.Count)
            most = Vector256.Max(most, Vector256.Create(values.Slice(i, Vector256<uint>.Count)).AsUInt32());
        var largest = 0u;
        for (var lane = 0; lane < Vector256<uint>.Count; lane++)
            largest = Math.Max(largest, most[lane]);
        for (; i < values.Length; i++)
            largest = Math.Max(largest, (uint)values[i]);
        return largest;
    }

    /// <summary>Encodes values of that many bits.</summary>
    public static void Encode(ReadOnlySpan<int> values, int bits, ByteWriter target)
    {
        var packed = 0;
        var at = 0;
        while (at < values.Length)
        {
            var run = 1;
            while (at + run < values.Length && values[at + run] == values[at])
                run++;
            if (run < 8)
            {
                at += Math.Min(8, values.Length - at);
                continue;
            }
            Pack(values[packed..at], bits, target);
            target.Varint((ulong)run << 1);
            for (var i = 0; i < (bits + 7) / 8; i++)
                target.Byte((byte)(values[at] >> (8 * i)));
            at += run;
            packed = at;
        }
        Pack(values[packed..at], bits, target);
    }

    /// <summary>Encodes levels, each a byte of 0 or 1, as values of one bit.</summary>
    public static void EncodeLevels(ReadOnlySpan<byte> levels, ByteWriter target)
    {
        var packed = 0;
        var at = 0;
        while (at < levels.Length)
        {
            if (levels.Length - at < 8 || BinaryPrimitives.ReadUInt64LittleEndian(levels[at..]) != levels[at] * Ones)
            {
                at += Math.Min(8, levels.Length - at);
                continue;
            }
            PackLevels(levels[packed..at], target);
            var end = levels[at..].IndexOfAnyExcept(levels[at]);
            var run = end < 0 ? levels.Length - at : end;
            target.Varint((ulong)run << 1);
            target.Byte(levels[at]);
            at += run;
            packed = at;
        }
        PackLevels(levels[packed..at], target);
    }

    private static void Pack(ReadOnlySpan<int> values, int bits, ByteWriter target)
    {
        if (values.IsEmpty)
            return;
        var groups = (values.Length + 7) / 8;
        target.Varint((ulong)groups << 1 | 1);
        var bytes = target.Reserve((groups * bits) + sizeof(ulong));
        var (pending, filled, at) = (0UL, 0, 0);
        foreach (var value in values)
        {
            pending |= (ulong)(uint)value << filled;
            filled += bits;
            if (filled < 32)
                continue;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], (uint)pending);
            at += sizeof(uint);
            pending >>= 32;
            filled -= 32;
        }
        // What the last group lacks is zeros.
        bytes[at..(groups * bits)].Clear();
        for (; filled > 0; filled -= 8, pending >>= 8)
            bytes[at++] = (byte)pending;
        target.Advance(groups * bits);
    }

    // Bytes that are not full groups are filled up with zeros.
    private static void PackLevels(ReadOnlySpan<byte> levels, ByteWriter target)
    {
        if (levels.IsEmpty)
            return;
        var groups = (levels.Length + 7) / 8;
        target.Varint((ulong)groups << 1 | 1);
        var bytes = target.Reserve(groups);
        for (var group = 0; group < groups; group++)
        {
            var left = levels[(group * 8)..];
            var eight = 0UL;
            if (left.Length >= 8)
                eight = BinaryPrimitives.ReadUInt64LittleEndian(left);
            else
                left.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref eight)));
            // The product brings the lowest bit of byte k to bit 56 + k.
            bytes[group] = (byte)((eight * 0x0102_0408_1020_4080) >> 56);
        }
        target.Advance(groups);
    }
}
