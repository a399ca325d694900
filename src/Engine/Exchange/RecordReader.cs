using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Opportune.Engine;

/// <summary>Reads back what a <see cref="RecordBuffer"/> wrote.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Bytes before a record's own fields: kind and length.</summary>
    public const int HeaderBytes = 1 + sizeof(int);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next field begins.</summary>
    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    public byte Byte() => _bytes[Position++];

    public int Length()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes[Position..]);
        Position += sizeof(int);
        return length;
    }

    public ulong UInt64()
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[Position..]);
        Position += sizeof(ulong);
        return value;
    }

    public double Real() => BitConverter.UInt64BitsToDouble(UInt64());

    // Most are below 128.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Number() => _bytes[Position] is < 0x80 and var only ? Only(only) : Long();

    private long Only(byte number)
    {
        Position++;
        return number;
    }

    private long Long()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)value;
        }
    }

    public long Day()
    {
        var folded = (ulong)Number();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    public ReadOnlySpan<byte> Text()
    {
        var length = (int)Number();
        var text = _bytes.Slice(Position, length);
        Position += length;
        return text;
    }

    public void Skip(int bytes) => Position += bytes;
}
