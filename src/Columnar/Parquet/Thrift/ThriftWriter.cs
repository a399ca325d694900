using System.Text;

namespace Opportune.Columnar.Parquet.Thrift;

/// <summary>Writes the Thrift compact protocol. Fields of a struct are written in rising order.</summary>
internal sealed class ThriftWriter(ByteWriter target)
{
    private readonly Stack<int> _outer = new();
    private int _field;

    /// <summary>Starts a struct that is no field: the outermost one, or an element of a list.</summary>
    public void Begin()
    {
        _outer.Push(_field);
        _field = 0;
    }

    /// <summary>Starts a struct that is a field.</summary>
    public void Begin(int field)
    {
        Head(field, ThriftType.Struct);
        Begin();
    }

    public void End()
    {
        target.Byte(0);
        _field = _outer.Pop();
    }

    /// <summary>A field that is a struct without fields.</summary>
    public void Empty(int field)
    {
        Begin(field);
        End();
    }

    public void Int8(int field, sbyte value)
    {
        Head(field, ThriftType.Int8);
        target.Byte((byte)value);
    }

    public void Int32(int field, int value)
    {
        Head(field, ThriftType.Int32);
        ZigZag(value);
    }

    public void Int64(int field, long value)
    {
        Head(field, ThriftType.Int64);
        ZigZag(value);
    }

    public void Bool(int field, bool value) => Head(field, value ? ThriftType.True : ThriftType.False);

    public void Binary(int field, ReadOnlySpan<byte> value)
    {
        Head(field, ThriftType.Binary);
        Element(value);
    }

    public void Text(int field, string value) => Binary(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Starts a list; its elements follow.</summary>
    public void List(int field, ThriftType element, int count)
    {
        Head(field, ThriftType.List);
        if (count < 15)
        {
            target.Byte((byte)(count << 4 | (int)element));
            return;
        }
        target.Byte((byte)(0xF0 | (int)element));
        target.Varint((ulong)count);
    }

    /// <summary>A list's element.</summary>
    public void Element(ReadOnlySpan<byte> value)
    {
        target.Varint((ulong)value.Length);
        target.Bytes(value);
    }

    /// <inheritdoc cref="Element(ReadOnlySpan{byte})"/>
    public void Element(int value) => ZigZag(value);

    /// <inheritdoc cref="Element(ReadOnlySpan{byte})"/>
    public void Element(bool value) => target.Byte((byte)(value ? ThriftType.True : ThriftType.False));

    private void Head(int field, ThriftType type)
    {
        var step = field - _field;
        _field = field;
        if (step is > 0 and < 16)
        {
            target.Byte((byte)(step << 4 | (int)type));
            return;
        }
        target.Byte((byte)type);
        ZigZag(field);
    }

    private void ZigZag(long value) => target.Varint((ulong)((value << 1) ^ (value >> 63)));
}
