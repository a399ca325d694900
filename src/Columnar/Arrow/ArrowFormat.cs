namespace Opportune.Columnar.Arrow;

/// <summary>Numbers of Arrow's metadata: the members of its Type union.</summary>
internal enum ArrowType : byte
{
    None = 0,
    Null = 1,
    Int = 2,
    FloatingPoint = 3,
    Binary = 4,
    Utf8 = 5,
    Bool = 6,
    Decimal = 7,
    Date = 8,
    Time = 9,
    Timestamp = 10,
    Interval = 11,
    List = 12,
    Struct = 13,
    Union = 14,
    FixedSizeBinary = 15,
    FixedSizeList = 16,
    Map = 17,
    Duration = 18,
    LargeBinary = 19,
    LargeUtf8 = 20,
    LargeList = 21,
    RunEndEncoded = 22,
    BinaryView = 23,
    Utf8View = 24,
    ListView = 25,
    LargeListView = 26,
}

/// <summary>Slots of the tables in Arrow's metadata that are read or written here.</summary>
internal static class Slot
{
    public const int MessageVersion = 0, MessageHeaderType = 1, MessageHeader = 2, MessageBodyLength = 3;
    public const int SchemaEndianness = 0, SchemaFields = 1;
    public const int FieldName = 0, FieldNullable = 1, FieldTypeType = 2, FieldType = 3, FieldDictionary = 4, FieldChildren = 5;
    public const int DictionaryEncodingId = 0, DictionaryEncodingIndexType = 1;
    public const int BatchLength = 0, BatchNodes = 1, BatchBuffers = 2, BatchCompression = 3, BatchVariadicCounts = 4;
    public const int CompressionCodec = 0, CompressionMethod = 1;
    public const int DictionaryId = 0, DictionaryData = 1, DictionaryIsDelta = 2;
    public const int FooterVersion = 0, FooterSchema = 1, FooterDictionaries = 2, FooterBatches = 3;

    public const byte SchemaMessage = 1, DictionaryMessage = 2, BatchMessage = 3;

    /// <summary>The metadata version that is written (V5).</summary>
    public const int Version = 4;
}
