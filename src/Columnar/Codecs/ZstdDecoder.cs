using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Codecs;

/// <summary>Decodes Zstandard frames (RFC 8878), without dictionaries. Not thread-safe, since it reuses its tables.</summary>
internal sealed unsafe class ZstdDecoder
{
    private const uint Magic = 0xFD2FB528;
    private const uint Skippable = 0x184D2A50;
    private const int LargestBlock = 1 << 17;
    private const int BlockHeader = 3;
    private const int WildCopy = 16;

    [ThreadStatic]
    private static ZstdDecoder? t_own;

    private readonly HuffmanTable _huffman = new();
    private readonly ZstdSequences _sequences = new();
    private readonly byte[] _literals = new byte[LargestBlock + 2 * WildCopy];
    private int _literalCount;
    // The last three distances.
    private uint _first, _second, _third;

    private enum BlockType
    {
        Raw,
        Repeated,
        Compressed,
        Reserved,
    }

    /// <summary>The most that the frames can hold, by their blocks' headers alone.</summary>
    public static long Most(ReadOnlySpan<byte> source)
    {
        var most = 0L;
        while (!source.IsEmpty)
        {
            if (!FrameHeader.TryRead(ref source, out var header))
                continue;
            for (var last = false; !last;)
            {
                (last, var type, var size) = Block(ref source);
                most += type == BlockType.Compressed ? LargestBlock : size;
                source = Rest(source, type == BlockType.Repeated ? 1 : size);
            }
            source = Rest(source, header.HasChecksum ? sizeof(uint) : 0);
        }
        return most;
    }

    /// <summary>Decodes all frames into <paramref name="target"/>, which they must fill; up to <see cref="Decompressor.Slack"/> bytes behind it are written, too.</summary>
    /// <exception cref="CorruptException">Corrupt, or of another length.</exception>
    public static void Decode(ReadOnlySpan<byte> source, byte[] target, int length)
    {
        var decoder = t_own ??= new();
        fixed (byte* t = target)
        {
            var at = t;
            while (!source.IsEmpty)
            {
                if (FrameHeader.TryRead(ref source, out var header))
                    at = decoder.Frame(ref source, header, at, t + length);
            }
            if (at != t + length)
                Corrupt.Throw("zstd: a page shorter than its header says");
        }
    }

    private byte* Frame(ref ReadOnlySpan<byte> source, FrameHeader header, byte* target, byte* end)
    {
        (_first, _second, _third) = (1, 4, 8);
        _huffman.Forget();
        _sequences.Forget();
        var at = target;
        for (var last = false; !last;)
        {
            (last, var type, var size) = Block(ref source);
            var body = source[..(source.Length - Rest(source, type == BlockType.Repeated ? 1 : size).Length)];
            source = source[body.Length..];
            if (type == BlockType.Compressed)
            {
                at = Compressed(body, target, at, end);
                continue;
            }
            if (size > end - at)
                Corrupt.Throw("zstd: a page longer than its header says");
            if (type == BlockType.Raw)
                body.CopyTo(new Span<byte>(at, size));
            else
                new Span<byte>(at, size).Fill(body[0]);
            at += size;
        }
        if (header.Size is { } size2 && (ulong)(at - target) != size2)
            Corrupt.Throw("zstd: a frame of another length than its header says");
        if (header.HasChecksum)
        {
            var after = Rest(source, sizeof(uint));
            if (BinaryPrimitives.ReadUInt32LittleEndian(source) != (uint)XxHash.Of64(new(target, (int)(at - target))))
                Corrupt.Throw("zstd: checksum does not match");
            source = after;
        }
        return at;
    }

    private static (bool Last, BlockType Type, int Size) Block(ref ReadOnlySpan<byte> source)
    {
        var rest = Rest(source, BlockHeader);
        var header = source[0] | source[1] << 8 | source[2] << 16;
        source = rest;
        var (type, size) = ((BlockType)((header >> 1) & 3), header >> 3);
        if (type == BlockType.Reserved || size > LargestBlock)
            Corrupt.Throw("zstd: corrupt block");
        return ((header & 1) != 0, type, size);
    }

    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> source, int taken)
    {
        if (taken > source.Length)
            Corrupt.Throw("zstd: truncated");
        return source[taken..];
    }

    private byte* Compressed(ReadOnlySpan<byte> body, byte* begin, byte* at, byte* end)
    {
        body = body[Literals(body)..];
        body = body[_sequences.ReadHeader(body, out var count)..];
        fixed (byte* literals = _literals)
        fixed (byte* s = body)
        {
            var literal = literals;
            var literalsEnd = literals + _literalCount;
            if (count > 0)
                at = Execute(s, body.Length, count, begin, at, end, ref literal, literalsEnd);
            else if (!body.IsEmpty)
                Corrupt.Throw("zstd: bytes behind a block");
            var left = literalsEnd - literal;
            if (left > end - at)
                Corrupt.Throw("zstd: a page longer than its header says");
            Unsafe.CopyBlockUnaligned(at, literal, (uint)left);
            return at + left;
        }
    }

    // Each sequence: so many literals, then a copy of what was written before.
    private byte* Execute(byte* source, int length, int count, byte* begin, byte* at, byte* end, ref byte* literals, byte* literalsEnd)
    {
        var bits = new BackwardBits(source, length);
        var literal = literals;
        fixed (ZstdSequences.Cell* literalCells = _sequences.Literals.Cells, matchCells = _sequences.Matches.Cells, offsetCells = _sequences.Offsets.Cells)
        {
            var l = (nuint)bits.Read(_sequences.Literals.Log);
            var o = (nuint)bits.Read(_sequences.Offsets.Log);
            bits.Refill();
            var m = (nuint)bits.Read(_sequences.Matches.Log);
            var (first, second, third) = (_first, _second, _third);
            for (; ; )
            {
                var (lc, mc, oc) = (literalCells[l], matchCells[m], offsetCells[o]);
                bits.Refill();
                var offset = oc.Value + (uint)bits.Read(oc.More);
                var copied = mc.Value + (uint)bits.Read(mc.More);
                bits.Refill();
                var taken = lc.Value + (uint)bits.Read(lc.More);
                // One of the last three distances, or a new one.
                uint distance;
                if (offset > 3)
                {
                    distance = offset - 3;
                    (first, second, third) = (distance, first, second);
                }
                else
                {
                    var which = offset - 1 + (taken == 0 ? 1u : 0);
                    distance = which switch { 0 => first, 1 => second, 2 => third, _ => first - 1 };
                    if (which > 0)
                        (first, second, third) = (distance, first, which == 1 ? third : second);
                }
                if (taken > literalsEnd - literal || taken + copied > end - at || distance == 0 || distance > at + taken - begin)
                    Corrupt.Throw("zstd: corrupt block");
                // What is written beyond the end is overwritten by what follows, or lies in the slack.
                for (uint i = 0; i < taken; i += WildCopy)
                    Vector128.Load(literal + i).Store(at + i);
                literal += taken;
                at += taken;
                Overlapping.Copy(at, (nint)distance, (nint)copied);
                at += copied;
                if (--count == 0)
                    break;
                l = lc.Next + (nuint)bits.Read(lc.Bits);
                m = mc.Next + (nuint)bits.Read(mc.Bits);
                o = oc.Next + (nuint)bits.Read(oc.Bits);
            }
            (_first, _second, _third) = (first, second, third);
        }
        bits.Refill();
        if (!bits.IsEmpty)
            Corrupt.Throw("zstd: corrupt sequences");
        literals = literal;
        return at;
    }

    // Returns how many bytes of the block they took.
    private int Literals(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            Corrupt.Throw("zstd: an empty block");
        var (type, format) = (body[0] & 3, (body[0] >> 2) & 3);
        if (type < 2)
        {
            var header = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
            _literalCount = (int)(Head(body, header) >> (header == 1 ? 3 : 4));
            if (_literalCount > LargestBlock)
                Corrupt.Throw("zstd: corrupt literals");
            var stored = type == 0 ? _literalCount : 1;
            var bytes = body[header..(body.Length - Rest(body, header + stored).Length)];
            if (type == 0)
                bytes.CopyTo(_literals);
            else
                _literals.AsSpan(0, _literalCount).Fill(bytes[0]);
            return header + stored;
        }
        var (size, width) = format switch { 0 or 1 => (3, 10), 2 => (4, 14), _ => (5, 18) };
        var head = Head(body, size) >> 4;
        _literalCount = (int)(head & ((1UL << width) - 1));
        var compressed = (int)(head >> width);
        if (_literalCount > LargestBlock)
            Corrupt.Throw("zstd: corrupt literals");
        var part = body[size..(body.Length - Rest(body, size + compressed).Length)];
        if (type == 2)
            part = part[_huffman.Fill(part)..];
        else if (!_huffman.IsFilled)
            Corrupt.Throw("zstd: literals without a code");
        _huffman.Decode(part, isOne: format == 0, _literals.AsSpan(0, _literalCount));
        return size + compressed;
    }

    private static ulong Head(ReadOnlySpan<byte> body, int bytes)
    {
        if (bytes > body.Length)
            Corrupt.Throw("zstd: truncated");
        var value = 0UL;
        for (var i = 0; i < bytes; i++)
            value |= (ulong)body[i] << (8 * i);
        return value;
    }

    /// <summary>What a frame says of itself.</summary>
    private readonly record struct FrameHeader(ulong? Size, bool HasChecksum)
    {
        /// <summary>Reads it; false for a frame that is to be passed over, and was.</summary>
        public static bool TryRead(ref ReadOnlySpan<byte> source, out FrameHeader header)
        {
            header = default;
            var magic = (uint)Head(source, sizeof(uint));
            source = source[sizeof(uint)..];
            if ((magic & 0xFFFFFFF0) == Skippable)
            {
                var size = Head(source, sizeof(uint));
                source = Rest(source[sizeof(uint)..], (int)Math.Min(size, int.MaxValue));
                return false;
            }
            if (magic != Magic)
                Corrupt.Throw("zstd: no frame");
            var descriptor = (int)Head(source, 1);
            var isSingle = (descriptor & 32) != 0;
            if ((descriptor & 8) != 0)
                Corrupt.Throw("zstd: a frame of an unknown kind");
            source = Rest(source, isSingle ? 1 : 2);
            var named = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
            if (Head(source, named) != 0)
                Corrupt.Throw("zstd: a frame with a dictionary is not supported", Corrupt.Otherwise);
            source = source[named..];
            var bytes = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
            var value = Head(source, bytes);
            source = source[bytes..];
            header = new(bytes == 0 ? null : bytes == 2 ? value + 256 : value, (descriptor & 4) != 0);
            return true;
        }
    }
}
