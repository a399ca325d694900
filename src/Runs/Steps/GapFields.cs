using System.Buffers.Binary;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// Reads what <see cref="GapCodec"/> wrote of a gap where it lies, field by field: texts stay UTF-8, for the outputs are made
/// of nothing else.
/// </summary>
internal ref struct GapFields(ReadOnlySpan<byte> gap)
{
    private ReadOnlySpan<byte> _left = gap;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _left.Length;

    public byte Byte()
    {
        var value = _left[0];
        _left = _left[1..];
        return value;
    }

    public bool Flag() => Byte() != 0;

    public int Integer()
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(_left);
        _left = _left[sizeof(int)..];
        return value;
    }

    public ulong Long()
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_left);
        _left = _left[sizeof(ulong)..];
        return value;
    }

    /// <summary>So many bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        var bytes = _left[..count];
        _left = _left[count..];
        return bytes;
    }

    public double Real()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_left);
        _left = _left[sizeof(double)..];
        return value;
    }

    public double? OptionalReal() => Flag() ? Real() : null;

    public DateOnly Date() => DateOnly.FromDayNumber(Integer());

    public DateOnly? OptionalDate() => Integer() is var day and >= 0 ? DateOnly.FromDayNumber(day) : null;

    public Table? OptionalTable() => (sbyte)Byte() is var table and >= 0 ? (Table)table : null;

    public ReadOnlySpan<byte> Text()
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
                break;
        }
        var text = _left[..length];
        _left = _left[length..];
        return text;
    }

    public OptionalText Optional() => Flag() ? new(true, Text()) : default;
}

/// <summary>Text that may not be there.</summary>
internal readonly ref struct OptionalText(bool isThere, ReadOnlySpan<byte> text)
{
    public bool IsThere { get; } = isThere;

    public ReadOnlySpan<byte> Text { get; } = text;
}
