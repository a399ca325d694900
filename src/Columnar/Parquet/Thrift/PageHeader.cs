namespace Opportune.Columnar.Parquet.Thrift;

/// <summary>What kind of page it is.</summary>
internal enum PageType
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>How values or levels are encoded.</summary>
internal enum ParquetEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    BitPacked = 4,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8,
    ByteStreamSplit = 9,
}

/// <summary>The header in front of a page.</summary>
internal struct PageHeader()
{
    public PageType Type { get; private set; } = (PageType)(-1);

    public int UncompressedSize { get; private set; } = -1;

    public int CompressedSize { get; private set; } = -1;

    /// <summary>CRC-32 of the page as it lies in the file, if there is one.</summary>
    public uint? Crc { get; private set; }

    /// <summary>Values, nulls included.</summary>
    public int Values { get; private set; } = -1;

    public ParquetEncoding Encoding { get; private set; }

    public ParquetEncoding LevelEncoding { get; private set; } = ParquetEncoding.Rle;

    public int DefinitionBytes { get; private set; }

    public int RepetitionBytes { get; private set; }

    public bool Compressed { get; private set; } = true;

    public readonly bool IsData => Type is PageType.Data or PageType.DataV2;

    /// <summary>Reads a header and says how many bytes it took.</summary>
    public static PageHeader Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new ThriftReader(bytes);
        var header = new PageHeader();
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    header.Type = (PageType)reader.Int32(type);
                    break;
                case 2:
                    header.UncompressedSize = reader.Int32(type);
                    break;
                case 3:
                    header.CompressedSize = reader.Int32(type);
                    break;
                case 4:
                    header.Crc = (uint)reader.Int(type);
                    break;
                case 5 or 7:
                    ThriftReader.Struct(type);
                    header.ReadDetails(ref reader);
                    break;
                case 8:
                    ThriftReader.Struct(type);
                    header.ReadDetailsV2(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        length = reader.Position;
        if (header.CompressedSize < 0 || header.UncompressedSize < 0 || header.DefinitionBytes < 0 || header.RepetitionBytes < 0)
            Corrupt.Throw("page header without sizes");
        if (header.Values < 0 && header.Type != PageType.Index)
            Corrupt.Throw("page header without a number of values");
        return header;
    }

    // A data page and a dictionary page have these in common.
    private void ReadDetails(ref ThriftReader reader)
    {
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    Values = reader.Int32(type);
                    break;
                case 2:
                    Encoding = (ParquetEncoding)reader.Int32(type);
                    break;
                case 3 when type == ThriftType.Int32:
                    LevelEncoding = (ParquetEncoding)reader.Int32(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    private void ReadDetailsV2(ref ThriftReader reader)
    {
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    Values = reader.Int32(type);
                    break;
                case 4:
                    Encoding = (ParquetEncoding)reader.Int32(type);
                    break;
                case 5:
                    DefinitionBytes = reader.Int32(type);
                    break;
                case 6:
                    RepetitionBytes = reader.Int32(type);
                    break;
                case 7:
                    Compressed = ThriftReader.Bool(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}
