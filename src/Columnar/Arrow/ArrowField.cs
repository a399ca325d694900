using System.Text;

namespace Opportune.Columnar.Arrow;

/// <summary>A flat column of an Arrow file: what callers see, and where in each record batch its buffers are.</summary>
internal sealed class ArrowField
{
    public required Column Column { get; init; }

    public required ArrowType Type { get; init; }

    /// <summary>Bytes of a value: of an integer, a float, a decimal or a fixed-size binary; of an offset, for text.</summary>
    public int Width { get; init; }

    public bool Signed { get; init; } = true;

    /// <summary>Of dates, times and timestamps, as the format numbers them.</summary>
    public int Unit { get; init; }

    /// <summary>Decimal places.</summary>
    public int Scale { get; init; }

    public int Node { get; init; }

    public int Buffer { get; init; }

    /// <summary>Views before it: each takes a number of buffers that every batch says anew.</summary>
    public int Views { get; init; }

    /// <summary>The column's ids, where it is dictionary-encoded; this field then describes the dictionary's values.</summary>
    public ArrowField? Ids { get; init; }

    public long DictionaryId { get; init; }
}

/// <summary>Reads the schema, and counts nodes and buffers so that each flat column's are known.</summary>
internal sealed class ArrowSchemaReader
{
    private const int MostFields = 1 << 16;
    private const int MostDepth = 64;

    private int _node;
    private int _buffer;
    private int _views;
    private int _fields;

    public List<ArrowField> Fields { get; } = [];

    public List<string> Skipped { get; } = [];

    public int Nodes => _node;

    public int Buffers => _buffer;

    public void Read(FlatTable schema)
    {
        if (schema.Int16(Slot.SchemaEndianness) != 0)
            Corrupt.Throw("big-endian files are not supported", Corrupt.Otherwise);
        for (var i = 0; i < schema.Count(Slot.SchemaFields, 4); i++)
        {
            var field = schema.Element(Slot.SchemaFields, i);
            var name = Encoding.UTF8.GetString(field.Vector(Slot.FieldName, 1));
            var (node, buffer, views) = (_node, _buffer, _views);
            Count(field, 0);
            if (Describe(field, name, node, buffer, views) is { } flat)
                Fields.Add(flat);
            else
                Skipped.Add(name);
        }
    }

    private void Count(FlatTable field, int depth)
    {
        if (++_fields > MostFields || depth > MostDepth)
            Corrupt.Throw("the schema is nested too deeply");
        _node++;
        if (field.Has(Slot.FieldDictionary))
        {
            _buffer += 2;
            return;
        }
        var type = (ArrowType)field.Byte(Slot.FieldTypeType);
        _buffer += type switch
        {
            ArrowType.Null or ArrowType.RunEndEncoded => 0,
            ArrowType.Struct or ArrowType.FixedSizeList => 1,
            ArrowType.Binary or ArrowType.Utf8 or ArrowType.LargeBinary or ArrowType.LargeUtf8 or ArrowType.ListView or ArrowType.LargeListView => 3,
            ArrowType.Union => field.Table(Slot.FieldType).Int16(0) == 1 ? 2 : 1,
            > ArrowType.None and <= ArrowType.LargeListView => 2,
            _ => throw Corrupt.Because("a column is of an unknown type"),
        };
        if (type is ArrowType.BinaryView or ArrowType.Utf8View)
            _views++;
        for (var i = 0; i < field.Count(Slot.FieldChildren, 4); i++)
            Count(field.Element(Slot.FieldChildren, i), depth + 1);
    }

    // Null if the column is of a type that cannot be handed out.
    private static ArrowField? Describe(FlatTable field, string name, int node, int buffer, int views)
    {
        var optional = field.Byte(Slot.FieldNullable) != 0;
        if (!field.Has(Slot.FieldDictionary))
            return Describe(field, name, optional, node, buffer, views, ids: null, 0);
        var encoding = field.Table(Slot.FieldDictionary);
        var (bits, signed) = (32, true);
        if (encoding.Has(Slot.DictionaryEncodingIndexType))
        {
            var index = encoding.Table(Slot.DictionaryEncodingIndexType);
            (bits, signed) = (index.Int32(0), index.Byte(1) != 0);
        }
        var ids = new ArrowField
        {
            Column = new Column(name, ColumnKind.Integer),
            Type = ArrowType.Int,
            Width = IntegerWidth(bits, name),
            Signed = signed,
            Node = node,
            Buffer = buffer,
            Views = views,
        };
        // Its values lie in a batch of their own, alone.
        return Describe(field, name, optional, 0, 0, 0, ids, encoding.Int64(Slot.DictionaryEncodingId));
    }

    private static ArrowField? Describe(FlatTable field, string name, bool optional, int node, int buffer, int views, ArrowField? ids, long dictionaryId)
    {
        var type = (ArrowType)field.Byte(Slot.FieldTypeType);
        var parameters = field.Table(Slot.FieldType);
        var (kind, logical, width) = (ColumnKind.Integer, LogicalType.None, 8);
        var (unit, scale, signed) = (0, 0, true);
        switch (type)
        {
            case ArrowType.Null:
                (kind, optional) = (ColumnKind.Text, true);
                break;
            case ArrowType.Int:
                width = IntegerWidth(parameters.Int32(0), name);
                signed = parameters.Byte(1) != 0;
                break;
            case ArrowType.FloatingPoint:
                kind = ColumnKind.Real;
                width = parameters.Int16(0) switch { 0 => 2, 1 => 4, 2 => 8, _ => throw Corrupt.Because($"column '{name}' is a float of unknown width") };
                break;
            case ArrowType.Decimal:
                kind = ColumnKind.Real;
                scale = parameters.Int32(1);
                width = parameters.Int32(2, 128) / 8;
                if (width is not (4 or 8 or 16 or 32) || scale is < -300 or > 300)
                    Corrupt.Throw($"column '{name}' is a decimal of unknown width or scale");
                break;
            case ArrowType.Utf8 or ArrowType.Binary:
                (kind, width) = (ColumnKind.Text, 4);
                break;
            case ArrowType.LargeUtf8 or ArrowType.LargeBinary:
                kind = ColumnKind.Text;
                break;
            case ArrowType.FixedSizeBinary:
                (kind, width) = (ColumnKind.Text, parameters.Int32(0));
                if (width < 1)
                    Corrupt.Throw($"column '{name}' has values of {width} bytes");
                break;
            case ArrowType.Bool:
                logical = LogicalType.Boolean;
                break;
            case ArrowType.Date:
                logical = LogicalType.Date;
                unit = parameters.Int16(0, 1);
                width = unit == 0 ? 4 : 8;
                break;
            case ArrowType.Time:
                width = IntegerWidth(parameters.Int32(1, 32), name);
                break;
            case ArrowType.Timestamp:
                logical = parameters.Count(1, 1) > 0 ? LogicalType.Instant : LogicalType.LocalTimestamp;
                unit = parameters.Int16(0);
                if (unit is < 0 or > 3)
                    Corrupt.Throw($"column '{name}' is a timestamp of an unknown unit");
                break;
            case ArrowType.Duration:
                break;
            default:
                return null;
        }
        if (type is ArrowType.Binary or ArrowType.LargeBinary or ArrowType.FixedSizeBinary)
            logical = LogicalType.Binary;
        return new ArrowField
        {
            Column = new Column(name, kind, logical, optional),
            Type = type,
            Width = width,
            Signed = signed,
            Unit = unit,
            Scale = scale,
            Node = node,
            Buffer = buffer,
            Views = views,
            Ids = ids,
            DictionaryId = dictionaryId,
        };
    }

    private static int IntegerWidth(int bits, string name) =>
        bits is 8 or 16 or 32 or 64 ? bits / 8 : throw Corrupt.Because($"column '{name}' is an integer of {bits} bits");
}
