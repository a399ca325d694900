using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Opportune.Columnar.Codecs;

/// <summary>Encodes the Snappy block format, greedily and always alike.</summary>
internal sealed class SnappyEncoder
{
    // Blocks of 64 KiB keep every distance in two bytes.
    private const int BlockSize = 1 << 16;
    private const int HashBits = 14;
    private const int Tail = 15;

    private readonly ushort[] _positions = new ushort[1 << HashBits];

    /// <summary>Appends the encoded form of <paramref name="source"/> to <paramref name="target"/>.</summary>
    public void Encode(ReadOnlySpan<byte> source, ByteWriter target)
    {
        target.Varint((ulong)source.Length);
        for (var start = 0; start < source.Length; start += BlockSize)
            EncodeBlock(source.Slice(start, Math.Min(BlockSize, source.Length - start)), target);
    }

    private void EncodeBlock(ReadOnlySpan<byte> block, ByteWriter target)
    {
        var literal = 0;
        if (block.Length > Tail)
        {
            Array.Clear(_positions);
            var limit = block.Length - Tail;
            var at = 1;
            var misses = 32;
            while (at < limit)
            {
                var word = Word(block, at);
                ref var slot = ref _positions[(word * 0x1E35A7BDu) >> (32 - HashBits)];
                int candidate = slot;
                slot = (ushort)at;
                if (Word(block, candidate) != word)
                {
                    // The longer nothing was found, the longer the steps: text that does not compress passes quickly.
                    at += misses++ >> 5;
                    continue;
                }
                misses = 32;
                Literal(block[literal..at], target);
                var length = 4 + CommonLength(block, candidate + 4, at + 4);
                Copy(at - candidate, length, target);
                at += length;
                literal = at;
                if (at < limit)
                    _positions[(Word(block, at - 1) * 0x1E35A7BDu) >> (32 - HashBits)] = (ushort)(at - 1);
            }
        }
        Literal(block[literal..], target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(ReadOnlySpan<byte> block, int at) => MemoryMarshal.Read<uint>(block[at..]);

    private static int CommonLength(ReadOnlySpan<byte> block, int a, int b)
    {
        var start = b;
        while (b + 8 <= block.Length)
        {
            var difference = MemoryMarshal.Read<ulong>(block[a..]) ^ MemoryMarshal.Read<ulong>(block[b..]);
            if (difference != 0)
                return b - start + (BitOperations.TrailingZeroCount(difference) >> 3);
            a += 8;
            b += 8;
        }
        while (b < block.Length && block[a] == block[b])
        {
            a++;
            b++;
        }
        return b - start;
    }

    private static void Literal(ReadOnlySpan<byte> bytes, ByteWriter target)
    {
        if (bytes.IsEmpty)
            return;
        var n = bytes.Length - 1;
        if (n < 60)
        {
            target.Byte((byte)(n << 2));
        }
        else if (n < 256)
        {
            target.Byte(60 << 2);
            target.Byte((byte)n);
        }
        else
        {
            target.Byte(61 << 2);
            target.Byte((byte)n);
            target.Byte((byte)(n >> 8));
        }
        target.Bytes(bytes);
    }

    private static void Copy(int distance, int length, ByteWriter target)
    {
        // The last piece is kept at 4 bytes or more, the least the short form can say.
        while (length >= 68)
        {
            LongCopy(distance, 64, target);
            length -= 64;
        }
        if (length > 64)
        {
            LongCopy(distance, 60, target);
            length -= 60;
        }
        if (length >= 12 || distance >= 2048)
        {
            LongCopy(distance, length, target);
            return;
        }
        target.Byte((byte)(1 | (length - 4) << 2 | distance >> 8 << 5));
        target.Byte((byte)distance);
    }

    private static void LongCopy(int distance, int length, ByteWriter target)
    {
        target.Byte((byte)(2 | (length - 1) << 2));
        target.Byte((byte)distance);
        target.Byte((byte)(distance >> 8));
    }
}
