using System.Buffers.Binary;
using System.Numerics;

namespace Opportune.Columnar.Codecs;

/// <summary>The checksums of Zstandard and LZ4 frames: xxHash of 64 and of 32 bits, without a seed.</summary>
internal static class XxHash
{
    private const ulong A64 = 0x9E3779B185EBCA87, B64 = 0xC2B2AE3D27D4EB4F, C64 = 0x165667B19E3779F9, D64 = 0x85EBCA77C2B2AE63, E64 = 0x27D4EB2F165667C5;
    private const uint A32 = 0x9E3779B1, B32 = 0x85EBCA77, C32 = 0xC2B2AE3D, D32 = 0x27D4EB2F, E32 = 0x165667B1;

    public static ulong Of64(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        var hash = E64;
        if (rest.Length >= 32)
        {
            var (a, b, c, d) = (unchecked(A64 + B64), B64, 0UL, unchecked(0 - A64));
            for (; rest.Length >= 32; rest = rest[32..])
                (a, b, c, d) = (Round(a, Long(rest)), Round(b, Long(rest[8..])), Round(c, Long(rest[16..])), Round(d, Long(rest[24..])));
            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            foreach (var lane in (ReadOnlySpan<ulong>)[a, b, c, d])
                hash = (hash ^ Round(0, lane)) * A64 + D64;
        }
        hash += (ulong)bytes.Length;
        for (; rest.Length >= 8; rest = rest[8..])
            hash = BitOperations.RotateLeft(hash ^ Round(0, Long(rest)), 27) * A64 + D64;
        if (rest.Length >= 4)
        {
            hash = BitOperations.RotateLeft(hash ^ Int(rest) * A64, 23) * B64 + C64;
            rest = rest[4..];
        }
        foreach (var b in rest)
            hash = BitOperations.RotateLeft(hash ^ b * E64, 11) * A64;
        hash = (hash ^ hash >> 33) * B64;
        hash = (hash ^ hash >> 29) * C64;
        return hash ^ hash >> 32;

        static ulong Round(ulong lane, ulong value) => BitOperations.RotateLeft(lane + value * B64, 31) * A64;
    }

    public static uint Of32(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        var hash = E32;
        if (rest.Length >= 16)
        {
            var (a, b, c, d) = (unchecked(A32 + B32), B32, 0U, unchecked(0 - A32));
            for (; rest.Length >= 16; rest = rest[16..])
                (a, b, c, d) = (Round(a, Int(rest)), Round(b, Int(rest[4..])), Round(c, Int(rest[8..])), Round(d, Int(rest[12..])));
            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        }
        hash += (uint)bytes.Length;
        for (; rest.Length >= 4; rest = rest[4..])
            hash = BitOperations.RotateLeft(hash + Int(rest) * C32, 17) * D32;
        foreach (var b in rest)
            hash = BitOperations.RotateLeft(hash + b * E32, 11) * A32;
        hash = (hash ^ hash >> 15) * B32;
        hash = (hash ^ hash >> 13) * C32;
        return hash ^ hash >> 16;

        static uint Round(uint lane, uint value) => BitOperations.RotateLeft(lane + value * B32, 13) * A32;
    }

    private static ulong Long(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static uint Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
