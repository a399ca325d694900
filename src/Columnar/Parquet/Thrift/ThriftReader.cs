namespace Opportune.Columnar.Parquet.Thrift;

/// <summary>Types of the Thrift compact protocol.</summary>
internal enum ThriftType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Int8 = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
    Uuid = 13,
}

/// <summary>
/// Reads the Thrift compact protocol from bytes that nobody vouches for. A struct is read as
/// <c>var field = 0; while (reader.Field(ref field, out var type)) switch (field) ...; default: reader.Skip(type);</c>.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MostDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Reads a field's header; false at the end of the struct.</summary>
    public bool Field(ref int field, out ThriftType type)
    {
        var head = Byte();
        type = (ThriftType)(head & 0x0F);
        if (type == ThriftType.Stop)
            return false;
        field = head >> 4 == 0 ? (short)ZigZag() : field + (head >> 4);
        return true;
    }

    public long Int(ThriftType type)
    {
        if (type == ThriftType.Int8)
            return (sbyte)Byte();
        if (type is not (ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64))
            Corrupt.Throw("header: a number is expected");
        return ZigZag();
    }

    public int Int32(ThriftType type)
    {
        var value = Int(type);
        if (value != (int)value)
            Corrupt.Throw("header: number too large");
        return (int)value;
    }

    public static bool Bool(ThriftType type)
    {
        if (type is not (ThriftType.True or ThriftType.False))
            Corrupt.Throw("header: a truth value is expected");
        return type == ThriftType.True;
    }

    /// <summary>A truth value that is an element of a list.</summary>
    public bool BoolElement() => Byte() == (byte)ThriftType.True;

    public ReadOnlySpan<byte> Binary(ThriftType type)
    {
        if (type != ThriftType.Binary)
            Corrupt.Throw("header: text is expected");
        var length = Varint();
        if (length > (ulong)(_bytes.Length - Position))
            Corrupt.Throw("header: truncated");
        var value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    public static void Struct(ThriftType type)
    {
        if (type != ThriftType.Struct)
            Corrupt.Throw("header: a structure is expected");
    }

    /// <summary>Reads a list's header. The count is at most the bytes left, since no element takes less than one.</summary>
    public int List(ThriftType type, out ThriftType element)
    {
        if (type is not (ThriftType.List or ThriftType.Set))
            Corrupt.Throw("header: a list is expected");
        var head = Byte();
        element = (ThriftType)(head & 0x0F);
        var count = head >> 4 == 15 ? Varint() : (ulong)(head >> 4);
        if (count > (ulong)(_bytes.Length - Position))
            Corrupt.Throw("header: list longer than the header");
        return (int)count;
    }

    public void Skip(ThriftType type) => Skip(type, inList: false, 0);

    private void Skip(ThriftType type, bool inList, int depth)
    {
        if (depth > MostDepth)
            Corrupt.Throw("header: nested too deeply");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                // A field's truth value is its type; a list's elements are a byte each.
                if (inList)
                    Byte();
                break;
            case ThriftType.Int8:
                Byte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Varint();
                break;
            case ThriftType.Double:
                Pass(8);
                break;
            case ThriftType.Uuid:
                Pass(16);
                break;
            case ThriftType.Binary:
                Binary(type);
                break;
            case ThriftType.List or ThriftType.Set:
                for (var count = List(type, out var element); count > 0; count--)
                    Skip(element, inList: true, depth + 1);
                break;
            case ThriftType.Map:
                SkipMap(depth);
                break;
            case ThriftType.Struct:
                var field = 0;
                while (Field(ref field, out var inner))
                    Skip(inner, inList: false, depth + 1);
                break;
            default:
                Corrupt.Throw("header: unknown type");
                break;
        }
    }

    private void SkipMap(int depth)
    {
        var count = Varint();
        if (count == 0)
            return;
        if (count > (ulong)(_bytes.Length - Position))
            Corrupt.Throw("header: map longer than the header");
        var types = Byte();
        for (; count > 0; count--)
        {
            Skip((ThriftType)(types >> 4), inList: true, depth + 1);
            Skip((ThriftType)(types & 0x0F), inList: true, depth + 1);
        }
    }

    private void Pass(int count)
    {
        if (count > _bytes.Length - Position)
            Corrupt.Throw("header: truncated");
        Position += count;
    }

    private byte Byte()
    {
        if (Position >= _bytes.Length)
            Corrupt.Throw("header: truncated");
        return _bytes[Position++];
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
        throw Corrupt.Because("header: number too long");
    }

    private long ZigZag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
