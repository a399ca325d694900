using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>Writes a Parquet file.</summary>
internal sealed class ParquetWriter : GroupingWriter
{
    private readonly ChunkEncoder _encoder = new();
    private readonly ByteWriter _bytes = new();
    private readonly List<WrittenGroup> _groups = [];
    private readonly int[] _order;

    /// <param name="path">The file.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="order">Positions of columns by which rows are believed to be sorted; each row group says how far that is true of it.</param>
    public ParquetWriter(string path, Schema schema, int[] order) : base(path, schema)
    {
        _order = order;
        Put("PAR1"u8);
    }

    protected override void WriteGroup(RowBatch group)
    {
        var chunks = new WrittenChunk[Schema.Columns.Count];
        for (var i = 0; i < chunks.Length; i++)
        {
            _bytes.Clear();
            chunks[i] = _encoder.Encode(group[i], _bytes);
            chunks[i].Offset = Position;
            Put(_bytes.Written);
        }
        _groups.Add(new(group.Count, chunks, SortedBy(group)));
    }

    // The longest beginning of the order in which the rows are, smallest first and nulls last.
    private int SortedBy(RowBatch group)
    {
        var length = _order.Length;
        for (var row = 1; row < group.Count && length > 0; row++)
        {
            for (var i = 0; i < length; i++)
            {
                var step = Step(group[_order[i]], row);
                if (step > 0)
                    length = i;
                if (step != 0)
                    break;
            }
        }
        return length;
    }

    // How the row before compares with a row.
    private static int Step(ColumnBuffer values, int row) => (values.IsValid(row - 1), values.IsValid(row)) switch
    {
        (true, true) => Statistics.Compare(values, row - 1, row),
        (true, false) => -1,
        (false, true) => 1,
        _ => 0,
    };

    protected override void WriteEnd()
    {
        _bytes.Clear();
        PageIndexWriter.Write(_groups, Position, _bytes);
        Put(_bytes.Written);
        _bytes.Clear();
        var footer = new ThriftWriter(_bytes);
        footer.Begin();
        footer.Int32(1, 1);
        WriteSchema(footer);
        footer.Int64(3, _groups.Sum(g => (long)g.Rows));
        footer.List(4, ThriftType.Struct, _groups.Count);
        foreach (var group in _groups)
            WriteGroup(footer, group);
        footer.Text(6, "Opportune");
        // Says that minimum and maximum follow the order that each column's type defines.
        footer.List(7, ThriftType.Struct, Schema.Columns.Count);
        foreach (var _ in Schema.Columns)
        {
            footer.Begin();
            footer.Empty(1);
            footer.End();
        }
        footer.End();
        _bytes.Int32(_bytes.Length);
        _bytes.Bytes("PAR1"u8);
        Put(_bytes.Written);
    }

    private void WriteSchema(ThriftWriter footer)
    {
        footer.List(2, ThriftType.Struct, Schema.Columns.Count + 1);
        footer.Begin();
        footer.Text(4, "schema");
        footer.Int32(5, Schema.Columns.Count);
        footer.End();
        foreach (var column in Schema.Columns)
        {
            footer.Begin();
            footer.Int32(1, (int)TypeOf(column));
            footer.Int32(3, column.Optional ? 1 : 0);
            footer.Text(4, column.Name);
            WriteMeaning(footer, column);
            footer.End();
        }
    }

    // Says what values mean twice, as the format asks, for readers old and new.
    private static void WriteMeaning(ThriftWriter footer, Column column)
    {
        switch (column.Kind, column.Logical)
        {
            case (ColumnKind.Text, not LogicalType.Binary):
                footer.Int32(6, (int)ConvertedType.Utf8);
                footer.Begin(10);
                footer.Empty((int)Annotation.String);
                footer.End();
                break;
            case (ColumnKind.Integer, LogicalType.Date):
                footer.Int32(6, (int)ConvertedType.Date);
                footer.Begin(10);
                footer.Empty((int)Annotation.Date);
                footer.End();
                break;
            case (ColumnKind.Integer, LogicalType.Instant or LogicalType.LocalTimestamp):
                var utc = column.Logical == LogicalType.Instant;
                if (utc)
                    footer.Int32(6, (int)ConvertedType.TimestampMicros);
                footer.Begin(10);
                footer.Begin((int)Annotation.Timestamp);
                footer.Bool(1, utc);
                footer.Begin(2);
                footer.Empty(2);
                footer.End();
                footer.End();
                footer.End();
                break;
        }
    }

    private void WriteGroup(ThriftWriter footer, WrittenGroup group)
    {
        var chunks = group.Chunks;
        footer.Begin();
        footer.List(1, ThriftType.Struct, chunks.Length);
        foreach (var chunk in chunks)
            WriteChunk(footer, chunk);
        footer.Int64(2, chunks.Sum(c => c.UncompressedSize));
        footer.Int64(3, group.Rows);
        if (group.SortedBy > 0)
        {
            footer.List(4, ThriftType.Struct, group.SortedBy);
            foreach (var column in _order.AsSpan(0, group.SortedBy))
            {
                footer.Begin();
                footer.Int32(1, column);
                footer.Bool(2, false);
                footer.Bool(3, false);
                footer.End();
            }
        }
        footer.Int64(5, chunks.Length == 0 ? 4 : chunks[0].Offset);
        footer.Int64(6, chunks.Sum(c => c.CompressedSize));
        footer.End();
    }

    private static void WriteChunk(ThriftWriter footer, WrittenChunk chunk)
    {
        footer.Begin();
        footer.Int64(2, 0);
        footer.Begin(3);
        footer.Int32(1, (int)TypeOf(chunk.Column));
        var hasDictionary = chunk.DictionaryLength > 0;
        footer.List(2, ThriftType.Int32, hasDictionary ? 3 : 2);
        footer.Element((int)ParquetEncoding.Plain);
        footer.Element((int)ParquetEncoding.Rle);
        if (hasDictionary)
            footer.Element((int)ParquetEncoding.RleDictionary);
        footer.List(3, ThriftType.Binary, 1);
        footer.Element(System.Text.Encoding.UTF8.GetBytes(chunk.Column.Name));
        footer.Int32(4, (int)Codec.Snappy);
        footer.Int64(5, chunk.Values);
        footer.Int64(6, chunk.UncompressedSize);
        footer.Int64(7, chunk.CompressedSize);
        footer.Int64(9, chunk.Offset + chunk.DictionaryLength);
        if (hasDictionary)
            footer.Int64(11, chunk.Offset);
        footer.Begin(12);
        footer.Int64(3, chunk.Nulls);
        if (chunk.Bounds is { } bounds)
        {
            footer.Binary(5, bounds.Max);
            footer.Binary(6, bounds.Min);
        }
        footer.End();
        footer.End();
        footer.Int64(4, chunk.OffsetIndex.Offset);
        footer.Int32(5, chunk.OffsetIndex.Length);
        if (chunk.ColumnIndex.Length > 0)
        {
            footer.Int64(6, chunk.ColumnIndex.Offset);
            footer.Int32(7, chunk.ColumnIndex.Length);
        }
        footer.End();
    }

    private static PhysicalType TypeOf(Column column) => column switch
    {
        { Kind: ColumnKind.Text } => PhysicalType.ByteArray,
        { Kind: ColumnKind.Real } => PhysicalType.Double,
        { Logical: LogicalType.Boolean } => PhysicalType.Boolean,
        { Logical: LogicalType.Date } => PhysicalType.Int32,
        _ => PhysicalType.Int64,
    };
}
