using System.Numerics;
using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet.Encodings;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>What the footer says of a column chunk. Offsets count from the chunk's start.</summary>
internal sealed class WrittenChunk
{
    public required Column Column { get; init; }

    public required int Values { get; init; }

    public required int Nulls { get; init; }

    public int DictionaryLength { get; set; }

    public long CompressedSize { get; set; }

    public long UncompressedSize { get; set; }

    /// <summary>Plain form of the smallest and the largest value; null where unknown.</summary>
    public (byte[] Min, byte[] Max)? Bounds { get; set; }

    /// <summary>Its data pages.</summary>
    public List<WrittenPage> Pages { get; } = [];

    /// <summary>Whether each page's bounds are at least those of the page before; pages of nulls only do not count.</summary>
    public bool IsRising { get; set; } = true;

    /// <summary>Where the chunk starts in the file.</summary>
    public long Offset { get; set; }

    /// <summary>Where in the file it is said what its pages hold; length 0 where it is not.</summary>
    public (long Offset, int Length) ColumnIndex { get; set; }

    /// <summary>Where in the file it is said where its pages are.</summary>
    public (long Offset, int Length) OffsetIndex { get; set; }
}

/// <summary>A row group as it was written.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Chunks">Its columns.</param>
/// <param name="SortedBy">By how many columns of the file's order its rows are sorted.</param>
internal sealed record WrittenGroup(int Rows, WrittenChunk[] Chunks, int SortedBy);

/// <summary>What the page index says of a data page.</summary>
/// <param name="Offset">Where it starts, counted from the chunk's start.</param>
/// <param name="Size">Its bytes in the file, with its header.</param>
/// <param name="FirstRow">Its first row, counted within the row group.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Nulls">Its nulls.</param>
/// <param name="Bounds">Plain form of the smallest and the largest value; null where unknown.</param>
internal readonly record struct WrittenPage(long Offset, int Size, int FirstRow, int Rows, int Nulls, (byte[] Min, byte[] Max)? Bounds);

/// <summary>
/// Encodes column chunks: a dictionary where it pays, else plain values; pages of at most 20,000 rows and about a mebibyte;
/// Snappy. Buffers are reused from chunk to chunk.
/// </summary>
internal sealed class ChunkEncoder
{
    private const int RowsPerPage = 20_000;
    private const int BytesPerPage = 1 << 20;

    private readonly DictionaryBuilder _dictionary = new();
    private readonly SnappyEncoder _snappy = new();
    private readonly ByteWriter _raw = new();
    private readonly ByteWriter _levels = new();
    private readonly ByteWriter _packed = new();
    private readonly int[] _ids;
    private readonly MetValues _met;
    private readonly int[] _dense = new int[TableWriter.RowsPerGroup];

    public ChunkEncoder()
    {
        _ids = new int[TableWriter.RowsPerGroup];
        _met = new(_ids);
    }

    /// <summary>Appends the chunk's pages to <paramref name="target"/>.</summary>
    public WrittenChunk Encode(ColumnBuffer values, ByteWriter target)
    {
        var chunk = new WrittenChunk { Column = values.Column, Values = values.Count, Nulls = values.NullCount };
        var all = new Statistics(0, -1, -1, true);
        var before = all;
        var hasDictionary = _dictionary.TryBuild(values, _ids);
        if (hasDictionary)
        {
            _raw.Clear();
            for (var id = 0; id < _dictionary.Count; id++)
                PlainValue(values, _dictionary.FirstRow(id), _raw);
            WritePage(chunk, target, PageType.Dictionary, _dictionary.Count, ParquetEncoding.Plain);
            chunk.DictionaryLength = target.Length;
            _met.Fit(_dictionary.Count);
        }
        for (var start = 0; start < values.Count;)
        {
            var end = PageEnd(values, start, hasDictionary);
            _raw.Clear();
            if (values.Column.Optional)
                Levels(values.Validity[start..end]);
            if (hasDictionary)
                Ids(values.Validity[start..end], _ids.AsSpan(start, end - start));
            else
                PlainValues(values, start, end);
            var offset = target.Length;
            WritePage(chunk, target, PageType.Data, end - start, hasDictionary ? ParquetEncoding.RleDictionary : ParquetEncoding.Plain);
            var page = Statistics.Of(values, start, end, hasDictionary ? _met : null);
            chunk.Pages.Add(new(offset, target.Length - offset, start, end - start, page.Nulls, page.Bounds(values)));
            if (page.Least >= 0)
            {
                chunk.IsRising &= before.Least < 0 || Statistics.Compare(values, before.Least, page.Least) <= 0 && Statistics.Compare(values, before.Greatest, page.Greatest) <= 0;
                before = page;
            }
            all = all.With(values, page);
            start = end;
        }
        chunk.Bounds = all.Bounds(values);
        return chunk;
    }

    private static int PageEnd(ColumnBuffer values, int start, bool hasDictionary)
    {
        var end = Math.Min(values.Count, start + RowsPerPage);
        if (hasDictionary || values.Column.Kind != ColumnKind.Text)
            return end;
        var offsets = values.Offsets;
        var last = start + 1;
        while (last < end && (long)offsets[last + 1] - offsets[start] <= BytesPerPage)
            last++;
        return last;
    }

    private void Levels(ReadOnlySpan<byte> validity)
    {
        _levels.Clear();
        Hybrid.EncodeLevels(validity, _levels);
        _raw.Int32(_levels.Length);
        _raw.Bytes(_levels.Written);
    }

    private void Ids(ReadOnlySpan<byte> validity, ReadOnlySpan<int> ids)
    {
        if (validity.Contains((byte)0))
        {
            var count = 0;
            for (var i = 0; i < ids.Length; i++)
            {
                if (validity[i] != 0)
                    _dense[count++] = ids[i];
            }
            ids = _dense.AsSpan(0, count);
        }
        var bits = 32 - BitOperations.LeadingZeroCount((uint)_dictionary.Count - 1);
        _raw.Byte((byte)bits);
        Hybrid.Encode(ids, bits, _raw);
    }

    private void PlainValues(ColumnBuffer values, int start, int end)
    {
        if (values.Column.Logical == LogicalType.Boolean)
        {
            PlainBooleans(values, start, end);
            return;
        }
        for (var row = start; row < end; row++)
        {
            if (values.IsValid(row))
                PlainValue(values, row, _raw);
        }
    }

    private void PlainBooleans(ColumnBuffer values, int start, int end)
    {
        var pending = 0;
        var filled = 0;
        for (var row = start; row < end; row++)
        {
            if (!values.IsValid(row))
                continue;
            pending |= (values.Integer(row) != 0 ? 1 : 0) << filled;
            if (++filled < 8)
                continue;
            _raw.Byte((byte)pending);
            pending = filled = 0;
        }
        if (filled > 0)
            _raw.Byte((byte)pending);
    }

    private static void PlainValue(ColumnBuffer values, int row, ByteWriter target)
    {
        switch (values.Column.Kind)
        {
            case ColumnKind.Text:
                var text = values.Text(row);
                target.Int32(text.Length);
                target.Bytes(text);
                break;
            case ColumnKind.Real:
                target.Double(values.Real(row));
                break;
            case ColumnKind.Integer when values.Column.Logical == LogicalType.Date:
                target.Int32(values.Day(row));
                break;
            default:
                target.Int64(values.Integer(row));
                break;
        }
    }

    private void WritePage(WrittenChunk chunk, ByteWriter target, PageType type, int count, ParquetEncoding encoding)
    {
        _packed.Clear();
        _snappy.Encode(_raw.Written, _packed);
        var start = target.Length;
        var header = new ThriftWriter(target);
        header.Begin();
        header.Int32(1, (int)type);
        header.Int32(2, _raw.Length);
        header.Int32(3, _packed.Length);
        header.Begin(type == PageType.Dictionary ? 7 : 5);
        header.Int32(1, count);
        header.Int32(2, (int)encoding);
        if (type == PageType.Data)
        {
            header.Int32(3, (int)ParquetEncoding.Rle);
            header.Int32(4, (int)ParquetEncoding.Rle);
        }
        header.End();
        header.End();
        chunk.UncompressedSize += target.Length - start + _raw.Length;
        target.Bytes(_packed.Written);
        chunk.CompressedSize += target.Length - start;
    }
}
