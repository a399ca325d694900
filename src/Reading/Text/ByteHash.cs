using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Opportune.Reading.Text;

/// <summary>A quick hash of bytes; no promise from one version to the next.</summary>
internal static class ByteHash
{
    private const ulong Odd = 0x9E3779B97F4A7C15;
    private const int Lane = 8;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Odd;
        if (bytes.Length >= Lane)
        {
            var rest = bytes;
            // Four at once: they do not wait for each other.
            for (var (b, c, d) = (hash + 1, hash + 2, hash + 3); rest.Length > 4 * Lane; rest = rest[(4 * Lane)..])
            {
                hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
                b = Mixed(b ^ BinaryPrimitives.ReadUInt64LittleEndian(rest[Lane..]));
                c = Mixed(c ^ BinaryPrimitives.ReadUInt64LittleEndian(rest[(2 * Lane)..]));
                d = Mixed(d ^ BinaryPrimitives.ReadUInt64LittleEndian(rest[(3 * Lane)..]));
                if (rest.Length <= 8 * Lane)
                    hash = Mixed(hash ^ Mixed(b ^ Mixed(c ^ Mixed(d))));
            }
            for (; rest.Length > Lane; rest = rest[Lane..])
                hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
            return Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[^Lane..]));
        }
        var last = 0UL;
        if (bytes.Length >= 4)
            last = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]);
        else if (bytes.Length > 0)
            last = (ulong)bytes[0] << 16 | (ulong)bytes[bytes.Length / 2] << 8 | bytes[^1];
        return Mixed(hash ^ last);
    }

    /// <summary>A number whose bits each depend on many of the given one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mixed(ulong value)
    {
        value *= Odd;
        return value ^ BitOperations.RotateRight(value, 29) ^ value >> 47;
    }
}
