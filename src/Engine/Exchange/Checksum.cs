using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Opportune.Engine;

/// <summary>
/// Tells whether bytes came back as they were written. Four sums side by side, for a single one waits for each of its steps
/// and is then no faster than a slow disk.
/// </summary>
public static class Checksum
{
    private const ulong Step = 0xD6E8_FEB8_6659_FD93;

    /// <summary>The checksum of bytes after what came before them.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong before = 0)
    {
        ulong a = before, b = 1, c = 2, d = 3;
        for (; bytes.Length >= 32; bytes = bytes[32..])
        {
            a = Mix(a ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            b = Mix(b ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            c = Mix(c ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
            d = Mix(d ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        }
        return StableHash.Of(bytes, StableHash.With(StableHash.With(StableHash.With(a, b), c), d));
    }

    // The added constant keeps a sum from staying at zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Step, out var low);
        return (high ^ low) + Step;
    }
}
