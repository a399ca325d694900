using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Opportune.Columnar.Parquet.Encodings;

/// <summary>
/// Values of a fixed number of bits, one after the other, the lowest bit first. Eight values take as many bytes as one has
/// bits, so that each group of eight begins with a byte: where the processor can, a group is spread by one shuffle for each
/// half and one shift.
/// </summary>
internal static class PackedBits
{
    // With more, four values reach over more than sixteen bytes' worth of what one lane can take.
    private const int MostBitsAtOnce = 25;

    private static readonly (Vector256<byte> Shuffle, Vector256<uint> Shift)[] Groups = [.. Enumerable.Range(0, MostBitsAtOnce + 1).Select(Group)];

    /// <summary>Spreads as many values as <paramref name="target"/> has places.</summary>
    /// <param name="source">The packed values; all that are asked for.</param>
    /// <param name="bits">Bits of a value, 0 to 32.</param>
    /// <param name="target">One place a value.</param>
    public static void Unpack(ReadOnlySpan<byte> source, int bits, Span<int> target)
    {
        if (bits == 0)
        {
            target.Clear();
            return;
        }
        var done = Avx2.IsSupported && bits <= MostBitsAtOnce ? UnpackGroups(source, bits, target) : 0;
        UnpackSome(source, bits, target, done);
    }

    // Whole groups, as long as sixteen bytes can be read from the middle of each. Returns how many values that were.
    private static int UnpackGroups(ReadOnlySpan<byte> source, int bits, Span<int> target)
    {
        const int Width = 16;
        var (shuffle, shift) = Groups[bits];
        var mask = Vector256.Create((1 << bits) - 1);
        var middle = bits / 2;
        var last = source.Length - middle - Width;
        var done = 0;
        for (var at = 0; at <= last && target.Length - done >= 8; at += bits, done += 8)
        {
            var bytes = Vector256.Create(Vector128.Create(source.Slice(at, Width)), Vector128.Create(source.Slice(at + middle, Width)));
            var values = Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(bytes, shuffle).AsInt32(), shift) & mask;
            values.CopyTo(target[done..]);
        }
        return done;
    }

    private static void UnpackSome(ReadOnlySpan<byte> source, int bits, Span<int> target, int from)
    {
        var mask = (1UL << bits) - 1;
        for (var i = from; i < target.Length; i++)
        {
            var position = (long)i * bits;
            var rest = source[(int)(position >> 3)..];
            // A value spans at most five bytes.
            var word = 0UL;
            if (rest.Length >= 8)
            {
                word = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            }
            else
            {
                for (var k = 0; k < rest.Length; k++)
                    word |= (ulong)rest[k] << (8 * k);
            }
            target[i] = (int)((word >> (int)(position & 7)) & mask);
        }
    }

    // Of each of eight values: which four bytes hold it, counted from the start of its half, and by how much it is shifted there.
    private static (Vector256<byte>, Vector256<uint>) Group(int bits)
    {
        Span<byte> shuffle = stackalloc byte[32];
        Span<uint> shift = stackalloc uint[8];
        for (var i = 0; i < 8; i++)
        {
            var bit = i < 4 ? i * bits : i * bits - bits / 2 * 8;
            for (var k = 0; k < 4; k++)
                shuffle[i * 4 + k] = (byte)(bit / 8 + k);
            shift[i] = (uint)bit % 8;
        }
        return (MemoryMarshal.Read<Vector256<byte>>(shuffle), MemoryMarshal.Read<Vector256<uint>>(MemoryMarshal.AsBytes(shift)));
    }
}
