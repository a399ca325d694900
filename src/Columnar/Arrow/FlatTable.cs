using System.Buffers.Binary;

namespace Opportune.Columnar.Arrow;

/// <summary>
/// A table in a FlatBuffer that nobody vouches for. References only lead forwards, and every access is bounds-checked by the
/// span, so that a corrupt one ends in an exception that <see cref="Corrupt.Is"/> knows.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _at;
    private readonly int _slots;
    private readonly int _slotCount;

    private FlatTable(ReadOnlySpan<byte> bytes, int at)
    {
        _bytes = bytes;
        _at = at;
        _slots = checked(at - BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]));
        _slotCount = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[_slots..]) - 4) / 2;
        _slots += 4;
    }

    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, Follow(bytes, 0));

    public bool Has(int slot) => Position(slot) != 0;

    public byte Byte(int slot, byte missing = 0) => Position(slot) is > 0 and var at ? _bytes[at] : missing;

    public int Int16(int slot, short missing = 0) => Position(slot) is > 0 and var at ? BinaryPrimitives.ReadInt16LittleEndian(_bytes[at..]) : missing;

    public int Int32(int slot, int missing = 0) => Position(slot) is > 0 and var at ? BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]) : missing;

    public long Int64(int slot, long missing = 0) => Position(slot) is > 0 and var at ? BinaryPrimitives.ReadInt64LittleEndian(_bytes[at..]) : missing;

    public FlatTable Table(int slot)
    {
        var at = Position(slot);
        if (at == 0)
            Corrupt.Throw("metadata is incomplete");
        return new FlatTable(_bytes, Follow(_bytes, at));
    }

    /// <summary>Number of elements of a vector; 0 if there is none. They are known to lie within the buffer.</summary>
    public int Count(int slot, int elementSize)
    {
        var at = Position(slot);
        if (at == 0)
            return 0;
        var vector = Follow(_bytes, at);
        var count = BinaryPrimitives.ReadInt32LittleEndian(_bytes[vector..]);
        if (count < 0 || (long)count * elementSize > _bytes.Length - vector - 4)
            Corrupt.Throw("metadata is truncated");
        return count;
    }

    /// <summary>A vector's bytes.</summary>
    public ReadOnlySpan<byte> Vector(int slot, int elementSize)
    {
        var count = Count(slot, elementSize);
        return count == 0 ? default : _bytes.Slice(Follow(_bytes, Position(slot)) + 4, count * elementSize);
    }

    /// <summary>An element of a vector of tables.</summary>
    public FlatTable Element(int slot, int index)
    {
        var at = Follow(_bytes, Position(slot)) + 4 + index * 4;
        return new FlatTable(_bytes, Follow(_bytes, at));
    }

    private int Position(int slot)
    {
        if (slot >= _slotCount)
            return 0;
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(_slots + slot * 2)..]);
        return offset == 0 ? 0 : _at + offset;
    }

    private static int Follow(ReadOnlySpan<byte> bytes, int at)
    {
        var target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        if (target >= bytes.Length)
            Corrupt.Throw("metadata is truncated");
        return (int)target;
    }
}
