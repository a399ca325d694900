using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet.Encodings;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>Reads one column chunk.</summary>
internal sealed partial class ParquetColumnReader(string where, Leaf leaf, Codec codec, int rows, ChunkWindow window, ChunkPruning pruning) : ColumnReader
{
    // A run-length page can claim any number of rows in a few bytes. Writers make pages of 20,000 rows, or of a whole
    // row group; this many would take minutes to write and is refused before memory is.
    private const int MostRowsOfPage = 1 << 24;
    private const int HeaderStep = 1 << 12;
    private const int MostHeaderBytes = 1 << 24;

    private PageDictionary? _dictionary;
    private PageHeader _header;
    private bool _hasHeader;
    private int _page = -1;
    private PageLocations? _locations;
    private bool _hasLocations;

    public override Column Column => leaf.Column;

    public override bool NextPage()
    {
        try
        {
            Page.End();
            while (NextDataHeader())
            {
                if (_header.Values == 0)
                {
                    PassBody();
                    continue;
                }
                ReadData();
                return true;
            }
            return false;
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
            throw Corrupt.At(Where, e);
        }
    }

    protected override bool SkipTo(int row)
    {
        try
        {
            Page.End();
            while (NextDataHeader())
            {
                if (row - Page.FirstRow < _header.Values)
                {
                    ReadData();
                    return true;
                }
                if (!JumpTo(row))
                {
                    Page.FirstRow += _header.Values;
                    PassBody();
                }
            }
            return false;
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
            throw Corrupt.At(Where, e);
        }
    }

    // Where the file says where its pages are, the headers of those between are not even read. The next header is one of a data page.
    private bool JumpTo(int row)
    {
        if (!_hasLocations)
        {
            _locations = pruning.Locations();
            _hasLocations = true;
        }
        if (_locations is null || row >= rows)
            return false;
        var page = _locations.PageOf(row);
        if (_locations.FirstRows[page] <= Page.FirstRow || _locations.Offsets[page] <= window.Position)
            return false;
        _page += page - _locations.PageOf(Page.FirstRow) - 1;
        Page.FirstRow = _locations.FirstRows[page];
        window.MoveTo(_locations.Offsets[page]);
        ReadHeader();
        if (!_header.IsData || _header.Values != _locations.FirstRows[page + 1] - Page.FirstRow)
            Corrupt.Throw("the page is not what the page index says");
        return true;
    }

    public override void Dispose()
    {
        Page.Return();
        _dictionary?.Return();
        _dictionary = null;
        Buffers.Return(ref _scratch);
        Buffers.Return(ref _lengths);
        window.Dispose();
    }

    private string Where => _page < 0 ? where : $"{where}, page {_page}";

    // Reads headers, and the dictionary, up to the next data page; false after the last row.
    private bool NextDataHeader()
    {
        while (Page.FirstRow < rows)
        {
            if (!_hasHeader)
                ReadHeader();
            if (_header.IsData)
            {
                if (_header.Values > rows - Page.FirstRow)
                    Corrupt.Throw("more values than the row group has rows");
                if (_header.Values > MostRowsOfPage)
                    Corrupt.Throw($"a page of {_header.Values} rows is not supported", Corrupt.Otherwise);
                return true;
            }
            if (_header.Type == PageType.Dictionary)
                ReadDictionary();
            else
                PassBody();
        }
        return false;
    }

    private void ReadHeader()
    {
        _page++;
        for (var size = HeaderStep; ; size *= 4)
        {
            var bytes = window.Peek(size);
            if (bytes.IsEmpty)
                Corrupt.Throw("the column ends before its last row");
            try
            {
                _header = PageHeader.Read(bytes, out var length);
                window.Advance(length);
                break;
            }
            catch (CorruptException) when (bytes.Length < window.Left && size < MostHeaderBytes)
            {
                // Statistics with long texts can make a header larger than what is looked at first.
            }
        }
        if (_header.CompressedSize > window.Left)
            Corrupt.Throw("page is truncated");
        _hasHeader = true;
    }

    private void PassBody()
    {
        window.Advance(_header.CompressedSize);
        _hasHeader = false;
    }

    // The page as it lies in the file; valid until the window moves.
    private ReadOnlySpan<byte> Body()
    {
        var body = window.Peek(_header.CompressedSize)[.._header.CompressedSize];
        if (_header.Crc is { } crc && Crc32.Of(body) != crc)
            Corrupt.Throw("checksum does not match");
        return body;
    }

    private void ReadDictionary()
    {
        if (_dictionary is not null)
            Corrupt.Throw("second dictionary");
        if (_header.Encoding is not (ParquetEncoding.Plain or ParquetEncoding.PlainDictionary))
            Corrupt.Throw($"dictionary encoding {_header.Encoding} is not supported", Corrupt.Otherwise);
        var dictionary = new PageDictionary();
        _dictionary = dictionary;
        Decompressor.Decode(codec, Body(), _header.UncompressedSize, ref dictionary.ByteBuffer);
        var count = _header.Values;
        // No value but a truth value takes less than a byte, so that the count is bounded by what is there.
        if (count > _header.UncompressedSize)
            Corrupt.Throw("dictionary of impossible size");
        var values = dictionary.ByteBuffer.AsSpan(0, _header.UncompressedSize);
        switch (leaf.Column.Kind)
        {
            case ColumnKind.Text:
                dictionary.OffsetBuffer = [];
                Buffers.Fit(ref dictionary.OffsetBuffer, count + 1);
                var offsets = dictionary.OffsetBuffer.AsSpan(0, count + 1);
                if (leaf.Form == Form.Bytes)
                {
                    Plain.Offsets(dictionary.ByteBuffer, 0, values.Length, default, offsets);
                    dictionary.Gap = Plain.LengthPrefix;
                }
                else
                {
                    Plain.FixedOffsets(0, values.Length, leaf.Width, default, offsets);
                }
                break;
            case ColumnKind.Integer:
                Buffers.Fit(ref dictionary.IntegerBuffer, count);
                Plain.Integers(leaf.Form, values, dictionary.IntegerBuffer.AsSpan(0, count));
                break;
            default:
                Buffers.Fit(ref dictionary.RealBuffer, count);
                Plain.Reals(leaf, values, dictionary.RealBuffer.AsSpan(0, count));
                break;
        }
        dictionary.Count = count;
        PassBody();
    }

    private void ReadData()
    {
        var count = _header.Values;
        var body = Body();
        var present = count;
        int start;
        int end;
        if (_header.Type == PageType.DataV2)
        {
            var levels = (long)_header.RepetitionBytes + _header.DefinitionBytes;
            if (levels > body.Length || levels > _header.UncompressedSize)
                Corrupt.Throw("levels longer than their page");
            if (leaf.Column.Optional)
                present = ReadLevels(body.Slice(_header.RepetitionBytes, _header.DefinitionBytes), ParquetEncoding.Rle, count);
            start = 0;
            end = _header.UncompressedSize - (int)levels;
            var values = body[(int)levels..];
            // A page of nulls only may say that it is compressed and have nothing to decompress.
            if (values.IsEmpty && present == 0)
                end = 0;
            Decompressor.Decode(_header.Compressed && end > 0 ? codec : Codec.None, end == 0 ? default : values, end, ref Page.ByteBuffer);
        }
        else
        {
            start = 0;
            end = _header.UncompressedSize;
            Decompressor.Decode(codec, body, end, ref Page.ByteBuffer);
            if (leaf.Column.Optional)
            {
                var bytes = Page.ByteBuffer.AsSpan(0, end);
                var length = (count + 7) / 8;
                if (_header.LevelEncoding == ParquetEncoding.Rle)
                {
                    if (end < 4)
                        Corrupt.Throw("levels are truncated");
                    length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes);
                    start = 4;
                }
                if ((uint)length > (uint)(end - start))
                    Corrupt.Throw("levels longer than their page");
                present = ReadLevels(bytes.Slice(start, length), _header.LevelEncoding, count);
                start += length;
            }
        }
        PassBody();
        Page.HasNulls = present < count;
        DecodeValues(start, end, count, present);
        Page.Count = count;
    }

    private int ReadLevels(ReadOnlySpan<byte> levels, ParquetEncoding encoding, int count)
    {
        // Where nothing is missing, one run says so, and nobody asks row by row.
        if (encoding == ParquetEncoding.Rle && Hybrid.IsOneRunOfOnes(levels, count))
            return count;
        Buffers.Fit(ref Page.ValidityBuffer, count);
        var validity = Page.ValidityBuffer.AsSpan(0, count);
        switch (encoding)
        {
            case ParquetEncoding.Rle:
                return Hybrid.DecodeLevels(levels, validity);
            case ParquetEncoding.BitPacked:
                // The oldest form: bits from the highest to the lowest.
                var ones = 0;
                for (var i = 0; i < count; i++)
                    ones += validity[i] = (byte)((levels[i >> 3] >> (7 - (i & 7))) & 1);
                return ones;
            default:
                throw Corrupt.Because($"level encoding {encoding} is not supported", Corrupt.Otherwise);
        }
    }
}
