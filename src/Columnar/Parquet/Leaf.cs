using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>How a stored value becomes the value handed out.</summary>
internal enum Form
{
    Bytes,
    FixedBytes,
    Boolean,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Millis,
    Nanos,
    Int96,
    Float,
    Double,
    Half,
    Decimal32,
    Decimal64,
    DecimalBytes,
    DecimalFixed,
}

/// <summary>A flat column of a Parquet file.</summary>
/// <param name="Column">What callers see.</param>
/// <param name="Index">Position among all leaves of the schema, nested ones included: the chunk's position in a row group.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Form">How values are converted.</param>
/// <param name="Width">Bytes of a stored value, where all have the same number.</param>
/// <param name="Scale">Decimal places.</param>
internal sealed record Leaf(Column Column, int Index, PhysicalType Type, Form Form, int Width, int Scale)
{
    /// <summary>Splits the schema into flat columns and the names of what is nested or repeated.</summary>
    public static (List<Leaf> Leaves, List<string> Skipped, int LeafCount) Of(List<SchemaElement> schema)
    {
        if (schema.Count == 0)
            Corrupt.Throw("footer without a schema");
        var leaves = new List<Leaf>();
        var skipped = new List<string>();
        var leafCount = 0;
        var at = 1;
        for (var child = 0; child < schema[0].Children; child++)
        {
            if (at >= schema.Count)
                Corrupt.Throw("schema shorter than it says");
            var node = schema[at];
            if (node.Children == 0 && node.Type != PhysicalType.None)
            {
                if (node.Repetition is 0 or 1)
                    leaves.Add(Of(node, leafCount));
                else
                    skipped.Add(node.Name);
                leafCount++;
                at++;
                continue;
            }
            skipped.Add(node.Name);
            for (var open = 1L; open > 0; open--, at++)
            {
                if (at >= schema.Count || schema[at].Children < 0)
                    Corrupt.Throw("schema shorter than it says");
                open += schema[at].Children;
                if (schema[at].Children == 0 && schema[at].Type != PhysicalType.None)
                    leafCount++;
            }
        }
        return (leaves, skipped, leafCount);
    }

    private static Leaf Of(SchemaElement node, int index)
    {
        var (kind, logical, form) = Meaning(node);
        var width = node.Type switch
        {
            PhysicalType.Int32 or PhysicalType.Float => 4,
            PhysicalType.Int64 or PhysicalType.Double => 8,
            PhysicalType.Int96 => 12,
            PhysicalType.FixedLengthByteArray => node.TypeLength,
            _ => 0,
        };
        if (node.Type == PhysicalType.FixedLengthByteArray && width < 1)
            Corrupt.Throw($"column '{node.Name}' has values of {width} bytes");
        if (form is Form.Decimal32 or Form.Decimal64 or Form.DecimalBytes or Form.DecimalFixed && node.Scale is < 0 or > 300)
            Corrupt.Throw($"column '{node.Name}' has {node.Scale} decimal places");
        if (form == Form.Half && width != 2)
            Corrupt.Throw($"column '{node.Name}' is a two-byte float of {width} bytes");
        var column = new Column(node.Name, kind, logical, node.Repetition == 1);
        return new Leaf(column, index, node.Type, form, width, node.Scale);
    }

    private static (ColumnKind Kind, LogicalType Logical, Form Form) Meaning(SchemaElement node)
    {
        var isDecimal = node.Annotation == Annotation.Decimal || node.Converted == ConvertedType.Decimal;
        switch (node.Type)
        {
            case PhysicalType.Boolean:
                return (ColumnKind.Integer, LogicalType.Boolean, Form.Boolean);
            case PhysicalType.Int32 or PhysicalType.Int64 when isDecimal:
                return (ColumnKind.Real, LogicalType.None, node.Type == PhysicalType.Int32 ? Form.Decimal32 : Form.Decimal64);
            case PhysicalType.Int32:
                if (node.Annotation == Annotation.Date || node.Converted == ConvertedType.Date)
                    return (ColumnKind.Integer, LogicalType.Date, Form.Int32);
                return (ColumnKind.Integer, LogicalType.None, IsUnsigned(node) ? Form.UInt32 : Form.Int32);
            case PhysicalType.Int64:
                return Timestamp(node) ?? (ColumnKind.Integer, LogicalType.None, IsUnsigned(node) ? Form.UInt64 : Form.Int64);
            case PhysicalType.Int96:
                return (ColumnKind.Integer, LogicalType.LocalTimestamp, Form.Int96);
            case PhysicalType.Float:
                return (ColumnKind.Real, LogicalType.None, Form.Float);
            case PhysicalType.Double:
                return (ColumnKind.Real, LogicalType.None, Form.Double);
            case PhysicalType.ByteArray or PhysicalType.FixedLengthByteArray when isDecimal:
                return (ColumnKind.Real, LogicalType.None, node.Type == PhysicalType.ByteArray ? Form.DecimalBytes : Form.DecimalFixed);
            case PhysicalType.ByteArray:
                var isText = node.Annotation is Annotation.String or Annotation.Enum or Annotation.Json
                    || node.Converted is ConvertedType.Utf8 or ConvertedType.Enum or ConvertedType.Json;
                return (ColumnKind.Text, isText ? LogicalType.None : LogicalType.Binary, Form.Bytes);
            case PhysicalType.FixedLengthByteArray when node.Annotation == Annotation.Float16:
                return (ColumnKind.Real, LogicalType.None, Form.Half);
            case PhysicalType.FixedLengthByteArray:
                return (ColumnKind.Text, LogicalType.Binary, Form.FixedBytes);
            default:
                throw Corrupt.Because($"column '{node.Name}' is of an unknown type");
        }
    }

    private static bool IsUnsigned(SchemaElement node) => node.Annotation == Annotation.Integer
        ? !node.Signed
        : node.Converted is ConvertedType.UInt8 or ConvertedType.UInt16 or ConvertedType.UInt32 or ConvertedType.UInt64;

    private static (ColumnKind, LogicalType, Form)? Timestamp(SchemaElement node)
    {
        if (node.Annotation == Annotation.Timestamp)
        {
            var logical = node.Utc ? LogicalType.Instant : LogicalType.LocalTimestamp;
            return node.Unit switch
            {
                1 => (ColumnKind.Integer, logical, Form.Millis),
                2 => (ColumnKind.Integer, logical, Form.Int64),
                3 => (ColumnKind.Integer, logical, Form.Nanos),
                _ => throw Corrupt.Because($"column '{node.Name}' is a timestamp of an unknown unit"),
            };
        }
        // The older annotation means an instant: it was always written from one.
        return node.Converted switch
        {
            ConvertedType.TimestampMillis => (ColumnKind.Integer, LogicalType.Instant, Form.Millis),
            ConvertedType.TimestampMicros => (ColumnKind.Integer, LogicalType.Instant, Form.Int64),
            _ => null,
        };
    }
}
