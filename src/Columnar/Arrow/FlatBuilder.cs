using System.Buffers.Binary;

namespace Opportune.Columnar.Arrow;

/// <summary>
/// Builds one FlatBuffer, from its end to its start as the format wants it: what is referred to is written before what
/// refers to it. An offset counts from the end of the buffer.
/// </summary>
internal sealed class FlatBuilder
{
    private readonly int[] _fields = new int[8];
    private byte[] _bytes = new byte[1024];
    private int _head = 1024;
    private int _alignment = 1;
    private int _fieldCount;
    private int _tableStart;

    /// <summary>Bytes so far, which is the offset of what was written last.</summary>
    public int Offset => _bytes.Length - _head;

    public void Clear()
    {
        _head = _bytes.Length;
        _alignment = 1;
    }

    public void Byte(byte value)
    {
        Align(1, 0);
        _bytes[--_head] = value;
    }

    public void Int16(int value)
    {
        Align(2, 0);
        BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(_head -= 2), (short)value);
    }

    public void Int32(int value)
    {
        Align(4, 0);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_head -= 4), value);
    }

    public void Int64(long value)
    {
        Align(8, 0);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_head -= 8), value);
    }

    /// <summary>A reference to what lies at that offset.</summary>
    public void Reference(int offset)
    {
        Align(4, 0);
        Int32(Offset - offset + 4);
    }

    public int Text(ReadOnlySpan<byte> utf8)
    {
        Align(4, utf8.Length + 1);
        _bytes[--_head] = 0;
        _head -= utf8.Length;
        utf8.CopyTo(_bytes.AsSpan(_head));
        Int32(utf8.Length);
        return Offset;
    }

    /// <summary>Starts a vector; its elements are then written from the last to the first.</summary>
    public void StartVector(int elementSize, int count, int alignment)
    {
        Align(4, elementSize * count);
        Align(alignment, elementSize * count);
    }

    public int EndVector(int count)
    {
        Int32(count);
        return Offset;
    }

    public int References(ReadOnlySpan<int> offsets)
    {
        StartVector(4, offsets.Length, 4);
        for (var i = offsets.Length - 1; i >= 0; i--)
            Reference(offsets[i]);
        return EndVector(offsets.Length);
    }

    /// <summary>Starts a table. A field's value is written, then <see cref="Field"/> says which field it was.</summary>
    public void StartTable()
    {
        Array.Clear(_fields);
        _fieldCount = 0;
        _tableStart = Offset;
    }

    public void Field(int slot)
    {
        _fields[slot] = Offset;
        _fieldCount = Math.Max(_fieldCount, slot + 1);
    }

    public int EndTable()
    {
        Int32(0);
        var table = Offset;
        for (var slot = _fieldCount - 1; slot >= 0; slot--)
            Int16(_fields[slot] == 0 ? 0 : table - _fields[slot]);
        Int16(table - _tableStart);
        Int16((_fieldCount + 2) * 2);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_bytes.Length - table), Offset - table);
        return table;
    }

    /// <summary>Ends the buffer with that table as its root.</summary>
    public ReadOnlySpan<byte> Finish(int root)
    {
        Align(_alignment, 4);
        Reference(root);
        return _bytes.AsSpan(_head);
    }

    // Pads so that, after that many further bytes, a value of that size is aligned, and makes room for both.
    private void Align(int size, int further)
    {
        _alignment = Math.Max(_alignment, size);
        var padding = -(Offset + further) & (size - 1);
        var needed = padding + size + further;
        if (_head < needed)
        {
            var larger = new byte[Math.Max(_bytes.Length * 2, _bytes.Length + needed)];
            _bytes.AsSpan(_head).CopyTo(larger.AsSpan(larger.Length - Offset));
            _head += larger.Length - _bytes.Length;
            _bytes = larger;
        }
        _head -= padding;
        _bytes.AsSpan(_head, padding).Clear();
    }
}
