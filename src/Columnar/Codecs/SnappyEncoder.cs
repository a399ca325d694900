using System.Numerics;
using System.Runtime.CompilerServices;

namespace Opportune.Columnar.Codecs;

/// <summary>Encodes the Snappy block format, greedily and always alike.</summary>
internal sealed unsafe class SnappyEncoder
{
    // Blocks of 64 KiB keep every distance in two bytes.
    private const int BlockSize = 1 << 16;
    private const int HashBits = 14;
    private const int Tail = 15;

    // A short literal is copied with what follows it, of which there are as many bytes before the tail.
    private const int ShortLiteral = 16;

    private readonly ushort[] _positions = new ushort[1 << HashBits];

    /// <summary>Appends the encoded form of <paramref name="source"/> to <paramref name="target"/>.</summary>
    public void Encode(ReadOnlySpan<byte> source, ByteWriter target)
    {
        target.Varint((ulong)source.Length);
        for (var start = 0; start < source.Length; start += BlockSize)
        {
            var block = source.Slice(start, Math.Min(BlockSize, source.Length - start));
            // Four bytes become at most three, and one that stands alone two.
            var room = target.Reserve(block.Length + (block.Length / 6) + 32);
            fixed (byte* from = block, to = room)
            fixed (ushort* positions = _positions)
                target.Advance((int)(EncodeBlock(from, block.Length, to, positions) - to));
        }
    }

    // Returns the end of what it wrote.
    private static byte* EncodeBlock(byte* block, int length, byte* target, ushort* positions)
    {
        var literal = 0;
        if (length > Tail)
        {
            new Span<ushort>(positions, 1 << HashBits).Clear();
            var limit = length - Tail;
            var at = 1;
            var misses = 32;
            while (at < limit)
            {
                var word = Word(block + at);
                var slot = positions + Slot(word);
                int candidate = *slot;
                *slot = (ushort)at;
                if (Word(block + candidate) != word)
                {
                    // The longer nothing was found, the longer the steps: text that does not compress passes quickly.
                    at += misses++ >> 5;
                    continue;
                }
                misses = 32;
                if (at - literal <= ShortLiteral)
                    target = LiteralBeforeTail(block + literal, at - literal, target);
                else
                    target = Literal(block + literal, at - literal, target);
                var same = 4 + CommonLength(block + candidate + 4, block + at + 4, block + length);
                target = Copy(at - candidate, same, target);
                at += same;
                literal = at;
                if (at < limit)
                    positions[Slot(Word(block + at - 1))] = (ushort)(at - 1);
            }
        }
        return Literal(block + literal, length - literal, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(byte* at) => Unsafe.ReadUnaligned<uint>(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Slot(uint word) => (word * 0x1E35A7BDu) >> (32 - HashBits);

    private static int CommonLength(byte* a, byte* b, byte* end)
    {
        var start = b;
        for (; b + 8 <= end; a += 8, b += 8)
        {
            var difference = Unsafe.ReadUnaligned<ulong>(a) ^ Unsafe.ReadUnaligned<ulong>(b);
            if (difference != 0)
                return (int)(b - start) + (BitOperations.TrailingZeroCount(difference) >> 3);
        }
        for (; b < end && *a == *b; a++)
            b++;
        return (int)(b - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* LiteralBeforeTail(byte* bytes, int length, byte* target)
    {
        if (length == 0)
            return target;
        *target++ = (byte)((length - 1) << 2);
        Unsafe.CopyBlockUnaligned(target, bytes, ShortLiteral);
        return target + length;
    }

    private static byte* Literal(byte* bytes, int length, byte* target)
    {
        if (length == 0)
            return target;
        var n = length - 1;
        if (n < 60)
        {
            *target++ = (byte)(n << 2);
        }
        else if (n < 256)
        {
            *target++ = 60 << 2;
            *target++ = (byte)n;
        }
        else
        {
            *target++ = 61 << 2;
            *target++ = (byte)n;
            *target++ = (byte)(n >> 8);
        }
        Unsafe.CopyBlockUnaligned(target, bytes, (uint)length);
        return target + length;
    }

    private static byte* Copy(int distance, int length, byte* target)
    {
        // The last piece is kept at 4 bytes or more, the least the short form can say.
        for (; length >= 68; length -= 64)
            target = LongCopy(distance, 64, target);
        if (length > 64)
        {
            target = LongCopy(distance, 60, target);
            length -= 60;
        }
        if (length >= 12 || distance >= 2048)
            return LongCopy(distance, length, target);
        *target++ = (byte)(1 | (length - 4) << 2 | distance >> 8 << 5);
        *target++ = (byte)distance;
        return target;
    }

    private static byte* LongCopy(int distance, int length, byte* target)
    {
        *target++ = (byte)(2 | (length - 1) << 2);
        *target++ = (byte)distance;
        *target++ = (byte)(distance >> 8);
        return target;
    }
}
