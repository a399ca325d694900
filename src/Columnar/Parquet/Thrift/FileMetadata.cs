using System.Text;
using Opportune.Columnar.Codecs;

namespace Opportune.Columnar.Parquet.Thrift;

/// <summary>A Parquet footer, as far as reading flat columns needs it.</summary>
internal sealed class FileMetadata
{
    public List<SchemaElement> Schema { get; } = [];

    public List<RowGroupMetadata> RowGroups { get; } = [];

    public string CreatedBy { get; private set; } = "";

    /// <summary>Leaves, from the first on, whose smallest and largest values follow the order that their type defines.</summary>
    public List<bool> Ordered { get; } = [];

    public static FileMetadata Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ThriftReader(bytes);
        var metadata = new FileMetadata();
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 2:
                    for (var n = reader.List(type, out var element); n > 0; n--)
                    {
                        ThriftReader.Struct(element);
                        metadata.Schema.Add(SchemaElement.Read(ref reader));
                    }
                    break;
                case 4:
                    for (var n = reader.List(type, out var element); n > 0; n--)
                    {
                        ThriftReader.Struct(element);
                        metadata.RowGroups.Add(RowGroupMetadata.Read(ref reader));
                    }
                    break;
                case 6:
                    metadata.CreatedBy = Encoding.UTF8.GetString(reader.Binary(type));
                    break;
                case 7:
                    for (var n = reader.List(type, out var element); n > 0; n--)
                    {
                        ThriftReader.Struct(element);
                        metadata.Ordered.Add(ReadOrder(ref reader));
                    }
                    break;
                case 8:
                    throw Corrupt.Because("encrypted files are not supported", Corrupt.Otherwise);
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return metadata;
    }

    // Of the orders that the format knows, or will know, one is that of the type.
    private static bool ReadOrder(ref ThriftReader reader)
    {
        var isOfType = false;
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            isOfType |= field == 1;
            reader.Skip(type);
        }
        return isOfType;
    }
}

/// <summary>One row group: its columns and its number of rows.</summary>
internal sealed class RowGroupMetadata
{
    public List<ChunkMetadata> Chunks { get; } = [];

    public long Rows { get; private set; } = -1;

    public static RowGroupMetadata Read(ref ThriftReader reader)
    {
        var group = new RowGroupMetadata();
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    for (var n = reader.List(type, out var element); n > 0; n--)
                    {
                        ThriftReader.Struct(element);
                        group.Chunks.Add(ChunkMetadata.Read(ref reader));
                    }
                    break;
                case 3:
                    group.Rows = reader.Int(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return group;
    }
}

/// <summary>Where one column of one row group lies, and how it is compressed.</summary>
internal sealed class ChunkMetadata
{
    public bool Present { get; private set; }

    public bool Elsewhere { get; private set; }

    public bool Encrypted { get; private set; }

    public int Type { get; private set; }

    public Codec Codec { get; private set; }

    public long Values { get; private set; }

    public long CompressedSize { get; private set; }

    public long DataOffset { get; private set; }

    public long DictionaryOffset { get; private set; }

    /// <summary>Number of nulls; -1 where unknown.</summary>
    public long Nulls { get; private set; } = -1;

    /// <summary>Where in the footer a bound of its values is, in plain form; null where unknown. No value is less, or greater.</summary>
    public Range? Min { get; private set; }

    /// <inheritdoc cref="Min"/>
    public Range? Max { get; private set; }

    /// <summary>Where its Bloom filter is; 0 where there is none.</summary>
    public long BloomOffset { get; private set; }

    /// <summary>Where it is said what each of its pages holds; length 0 where it is not.</summary>
    public (long Offset, int Length) ColumnIndex { get; private set; }

    /// <summary>Where it is said where each of its pages is; length 0 where it is not.</summary>
    public (long Offset, int Length) OffsetIndex { get; private set; }

    /// <summary>Where its first page starts. Some writers put 0 for "no dictionary".</summary>
    public long Start => DictionaryOffset >= 4 && DictionaryOffset < DataOffset ? DictionaryOffset : DataOffset;

    public static ChunkMetadata Read(ref ThriftReader reader)
    {
        var chunk = new ChunkMetadata();
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    chunk.Elsewhere = !reader.Binary(type).IsEmpty;
                    break;
                case 3:
                    ThriftReader.Struct(type);
                    chunk.ReadDetails(ref reader);
                    break;
                case 4:
                    chunk.OffsetIndex = (reader.Int(type), chunk.OffsetIndex.Length);
                    break;
                case 5:
                    chunk.OffsetIndex = (chunk.OffsetIndex.Offset, reader.Int32(type));
                    break;
                case 6:
                    chunk.ColumnIndex = (reader.Int(type), chunk.ColumnIndex.Length);
                    break;
                case 7:
                    chunk.ColumnIndex = (chunk.ColumnIndex.Offset, reader.Int32(type));
                    break;
                case 8:
                    chunk.Encrypted = true;
                    reader.Skip(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return chunk;
    }

    private void ReadDetails(ref ThriftReader reader)
    {
        Present = true;
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    Type = reader.Int32(type);
                    break;
                case 4:
                    Codec = (Codec)reader.Int32(type);
                    break;
                case 5:
                    Values = reader.Int(type);
                    break;
                case 7:
                    CompressedSize = reader.Int(type);
                    break;
                case 9:
                    DataOffset = reader.Int(type);
                    break;
                case 11:
                    DictionaryOffset = reader.Int(type);
                    break;
                case 12:
                    ThriftReader.Struct(type);
                    ReadStatistics(ref reader);
                    break;
                case 14:
                    BloomOffset = reader.Int(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    // The older fields for bounds are passed over: what order they follow was never said.
    private void ReadStatistics(ref ThriftReader reader)
    {
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 3:
                    Nulls = reader.Int(type);
                    break;
                case 5:
                    Max = Place(ref reader, type);
                    break;
                case 6:
                    Min = Place(ref reader, type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    private static Range Place(ref ThriftReader reader, ThriftType type)
    {
        var length = reader.Binary(type).Length;
        return (reader.Position - length)..reader.Position;
    }
}
