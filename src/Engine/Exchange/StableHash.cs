using System.Buffers.Binary;

namespace Opportune.Engine;

/// <summary>
/// A 64-bit hash of bytes that is the same on every machine and in every version: it deals patients to buckets, names rows
/// without an id, and tells equal rows. It multiplies 64 by 64 bits and folds the halves, eight bytes at a time.
/// </summary>
internal static class StableHash
{
    private const ulong Start = 0x9E37_79B9_7F4A_7C15;
    private const ulong Step = 0xD6E8_FEB8_6659_FD93;
    private const ulong End = 0xA076_1D64_78BD_642F;

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = seed ^ Start;
        var rest = bytes;
        for (; rest.Length >= 8; rest = rest[8..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest), Step) + Start;
        return Mix(Mix(hash ^ Tail(bytes, rest.Length), Step) ^ (ulong)bytes.Length, End);
    }

    /// <summary>Two hashes of the same bytes that have nothing to do with each other, in the time of one.</summary>
    public static (ulong, ulong) Both(ReadOnlySpan<byte> bytes, ulong seed, ulong otherSeed)
    {
        var length = (ulong)bytes.Length;
        var rest = bytes;
        var (hash, other) = (seed ^ Start, otherSeed ^ End);
        for (; rest.Length >= 8; rest = rest[8..])
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            hash = Mix(hash ^ value, Step) + Start;
            other = Mix(other ^ value, End) + Start;
        }
        var tail = Tail(bytes, rest.Length);
        return (Mix(Mix(hash ^ tail, Step) ^ length, End), Mix(Mix(other ^ tail, End) ^ length, Step));
    }

    /// <summary>The hash of a value after what was hashed before.</summary>
    public static ulong With(ulong hash, ulong value) => Mix(hash ^ Start, Step ^ Mix(value ^ End, Start));

    // The last bytes, fewer than eight, as a number; read with those before them where there are any, in place of one by one.
    private static ulong Tail(ReadOnlySpan<byte> bytes, int count)
    {
        if (count == 0)
            return 0;
        if (bytes.Length >= 8)
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) >> (64 - (8 * count));
        if (count >= 4)
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << (8 * (count - 4)));
        return bytes[0] | ((ulong)bytes[count >> 1] << (8 * (count >> 1))) | ((ulong)bytes[^1] << (8 * (count - 1)));
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
