using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Codecs;

/// <summary>Decodes LZ4: single blocks (Parquet's LZ4_RAW), blocks behind Hadoop's lengths (Parquet's older LZ4), and frames (Arrow).</summary>
internal static unsafe class Lz4Decoder
{
    /// <summary>Most bytes of output one byte of input can make.</summary>
    public const int MostExpansion = 255;

    private const uint Magic = 0x184D2204;
    private const int WildCopy = 16;
    private const int LeastMatch = 4;
    private const int HadoopHeader = 8;

    /// <summary>Decodes one block into <paramref name="target"/>, which it must fill; up to <see cref="Decompressor.Slack"/> bytes behind it are written, too.</summary>
    /// <exception cref="CorruptException">Corrupt, or of another length.</exception>
    public static void Block(ReadOnlySpan<byte> source, byte[] target, int length)
    {
        fixed (byte* t = target)
        {
            if (Block(source, t, t, t + length) != t + length)
                Corrupt.Throw("lz4: corrupt block");
        }
    }

    /// <summary>Decodes blocks with their lengths before them (decoded, then encoded, the highest byte first); or one bare block, as some wrote under the same name.</summary>
    /// <inheritdoc cref="Block(ReadOnlySpan{byte}, byte[], int)"/>
    public static void Hadoop(ReadOnlySpan<byte> source, byte[] target, int length)
    {
        fixed (byte* t = target)
        {
            if (!TryHadoop(source, t, t + length))
                Block(source, target, length);
        }
    }

    /// <summary>Decodes frames.</summary>
    /// <inheritdoc cref="Block(ReadOnlySpan{byte}, byte[], int)"/>
    public static void Frames(ReadOnlySpan<byte> source, byte[] target, int length)
    {
        fixed (byte* t = target)
        {
            var at = t;
            while (!source.IsEmpty)
                at = Frame(ref source, at, t + length);
            if (at != t + length)
                Corrupt.Throw("lz4: shorter than its header says");
        }
    }

    private static bool TryHadoop(ReadOnlySpan<byte> source, byte* target, byte* end)
    {
        for (; source.Length >= HadoopHeader;)
        {
            var (decoded, encoded) = (BinaryPrimitives.ReadUInt32BigEndian(source), BinaryPrimitives.ReadUInt32BigEndian(source[sizeof(uint)..]));
            source = source[HadoopHeader..];
            if (decoded > end - target || encoded > source.Length || Block(source[..(int)encoded], target, target, target + decoded) != target + decoded)
                return false;
            target += decoded;
            source = source[(int)encoded..];
        }
        return target == end && source.IsEmpty;
    }

    private static byte* Frame(ref ReadOnlySpan<byte> source, byte* target, byte* end)
    {
        if (Take(ref source, sizeof(uint)) is var magic && BinaryPrimitives.ReadUInt32LittleEndian(magic) != Magic)
            Corrupt.Throw("lz4: no frame");
        var flags = Take(ref source, 2)[0];
        if (flags >> 6 != 1 || (flags & 1) != 0)
            Corrupt.Throw("lz4: a frame of an unknown kind, or with a dictionary, is not supported", Corrupt.Otherwise);
        var (hasBlockChecksum, hasSize, hasChecksum) = ((flags & 16) != 0, (flags & 8) != 0, (flags & 4) != 0);
        // The size, which the caller knows, and a check of the header.
        Take(ref source, (hasSize ? sizeof(ulong) : 0) + 1);
        var at = target;
        for (; ; )
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref source, sizeof(uint)));
            if (size == 0)
                break;
            var isStored = size > int.MaxValue;
            var block = Take(ref source, (int)(size & int.MaxValue));
            if (hasBlockChecksum && BinaryPrimitives.ReadUInt32LittleEndian(Take(ref source, sizeof(uint))) != XxHash.Of32(block))
                Corrupt.Throw("lz4: checksum does not match");
            if (!isStored)
            {
                at = Block(block, target, at, end);
                if (at is null)
                    Corrupt.Throw("lz4: corrupt block");
                continue;
            }
            if (block.Length > end - at)
                Corrupt.Throw("lz4: longer than its header says");
            block.CopyTo(new Span<byte>(at, block.Length));
            at += block.Length;
        }
        if (hasChecksum && BinaryPrimitives.ReadUInt32LittleEndian(Take(ref source, sizeof(uint))) != XxHash.Of32(new(target, (int)(at - target))))
            Corrupt.Throw("lz4: checksum does not match");
        return at;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> source, int count)
    {
        if (count > source.Length)
            Corrupt.Throw("lz4: truncated");
        var taken = source[..count];
        source = source[count..];
        return taken;
    }

    // Returns where it stopped, or null. Copies may reach back to begin. Every pointer is compared as a remaining length before it moves.
    private static byte* Block(ReadOnlySpan<byte> block, byte* begin, byte* at, byte* end)
    {
        fixed (byte* start = block)
        {
            var s = start;
            var sourceEnd = start + block.Length;
            while (s < sourceEnd)
            {
                int token = *s++;
                nint taken = token >> 4;
                if (taken == 15 && !Extend(ref s, sourceEnd, ref taken) || taken > sourceEnd - s || taken > end - at)
                    return null;
                if (sourceEnd - s >= taken + WildCopy)
                {
                    // What is written beyond is overwritten by what follows, or lies in the slack.
                    for (nint i = 0; i < taken; i += WildCopy)
                        Vector128.Load(s + i).Store(at + i);
                }
                else
                {
                    Unsafe.CopyBlockUnaligned(at, s, (uint)taken);
                }
                s += taken;
                at += taken;
                if (s == sourceEnd)
                    return at;
                if (sourceEnd - s < 2)
                    return null;
                nint distance = Unsafe.ReadUnaligned<ushort>(s);
                s += 2;
                nint copied = token & 15;
                if (copied == 15 && !Extend(ref s, sourceEnd, ref copied))
                    return null;
                copied += LeastMatch;
                if (distance == 0 || distance > at - begin || copied > end - at)
                    return null;
                Overlapping.Copy(at, distance, copied);
                at += copied;
            }
            return null;
        }
    }

    private static bool Extend(ref byte* s, byte* end, ref nint length)
    {
        for (; s < end;)
        {
            var more = *s++;
            length += more;
            if (more != 255)
                return true;
        }
        return false;
    }
}
