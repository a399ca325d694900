using System.Buffers.Binary;

namespace Opportune.Columnar;

/// <summary>A growing run of bytes, little-endian.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[256];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The same, to be changed in place.</summary>
    public Span<byte> Mutable => _bytes.AsSpan(0, Length);

    /// <summary>Forgets all and keeps the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Takes back the last bytes, down to that length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Room for at least that many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_bytes.Length - Length < size)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)Length + size, _bytes.Length * 2L)));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Counts bytes that were put where <see cref="Reserve"/> pointed.</summary>
    public void Advance(int size) => Length += size;

    public void Byte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Length += value.Length;
    }

    /// <summary>Bytes that are zero.</summary>
    public void Zeros(int count)
    {
        Reserve(count)[..count].Clear();
        Length += count;
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);
        Length += 4;
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
        Length += 8;
    }

    public void Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }
}
