using System.Text;

namespace Opportune.Columnar.Parquet.Thrift;

/// <summary>How values are stored.</summary>
internal enum PhysicalType
{
    None = -1,
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>The older way to say what values mean.</summary>
internal enum ConvertedType
{
    None = -1,
    Utf8 = 0,
    Enum = 4,
    Decimal = 5,
    Date = 6,
    TimestampMillis = 9,
    TimestampMicros = 10,
    UInt8 = 11,
    UInt16 = 12,
    UInt32 = 13,
    UInt64 = 14,
    Json = 19,
}

/// <summary>The newer way to say what values mean: the field numbers of Parquet's LogicalType.</summary>
internal enum Annotation
{
    None = 0,
    String = 1,
    Enum = 4,
    Decimal = 5,
    Date = 6,
    Timestamp = 8,
    Integer = 10,
    Json = 12,
    Float16 = 15,
}

/// <summary>A node of the schema tree, which lies flattened in depth-first order.</summary>
internal sealed class SchemaElement
{
    public PhysicalType Type { get; private set; } = PhysicalType.None;

    public int TypeLength { get; private set; }

    /// <summary>0 required, 1 optional, 2 repeated.</summary>
    public int Repetition { get; private set; }

    public string Name { get; private set; } = "";

    public int Children { get; private set; }

    public ConvertedType Converted { get; private set; } = ConvertedType.None;

    public Annotation Annotation { get; private set; }

    /// <summary>Decimal places.</summary>
    public int Scale { get; private set; }

    /// <summary>Of a timestamp: whether it counts from an instant, and its unit (1 milli-, 2 micro-, 3 nanoseconds).</summary>
    public bool Utc { get; private set; }

    public int Unit { get; private set; }

    /// <summary>Of an integer.</summary>
    public bool Signed { get; private set; } = true;

    public static SchemaElement Read(ref ThriftReader reader)
    {
        var node = new SchemaElement();
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    node.Type = (PhysicalType)reader.Int32(type);
                    break;
                case 2:
                    node.TypeLength = reader.Int32(type);
                    break;
                case 3:
                    node.Repetition = reader.Int32(type);
                    break;
                case 4:
                    node.Name = Encoding.UTF8.GetString(reader.Binary(type));
                    break;
                case 5:
                    node.Children = reader.Int32(type);
                    break;
                case 6:
                    node.Converted = (ConvertedType)reader.Int32(type);
                    break;
                case 7:
                    node.Scale = reader.Int32(type);
                    break;
                case 10:
                    ThriftReader.Struct(type);
                    node.ReadAnnotation(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return node;
    }

    private void ReadAnnotation(ref ThriftReader reader)
    {
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            Annotation = (Annotation)field;
            ThriftReader.Struct(type);
            var inner = 0;
            while (reader.Field(ref inner, out var innerType))
                ReadParameter(ref reader, inner, innerType);
        }
    }

    private void ReadParameter(ref ThriftReader reader, int field, ThriftType type)
    {
        switch (Annotation, field)
        {
            case (Annotation.Decimal, 1):
                Scale = reader.Int32(type);
                break;
            case (Annotation.Timestamp, 1):
                Utc = ThriftReader.Bool(type);
                break;
            case (Annotation.Timestamp, 2):
                ThriftReader.Struct(type);
                var unit = 0;
                while (reader.Field(ref unit, out var unitType))
                {
                    Unit = unit;
                    reader.Skip(unitType);
                }
                break;
            case (Annotation.Integer, 2):
                Signed = ThriftReader.Bool(type);
                break;
            default:
                reader.Skip(type);
                break;
        }
    }
}
