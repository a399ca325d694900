using Opportune.Columnar.Parquet.Encodings;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>Decoding a page's values; a further encoding is a further case here.</summary>
internal sealed partial class ParquetColumnReader
{
    private byte[] _scratch = [];
    private long[] _lengths = [];

    // start and end: where in the page's byte buffer the values lie; present: how many of its rows are not null.
    private void DecodeValues(int start, int end, int count, int present)
    {
        switch (_header.Encoding)
        {
            case ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary:
                DecodeIds(start, end, count, present);
                break;
            case ParquetEncoding.Plain:
                DecodePlain(start, end, count, present);
                break;
            case ParquetEncoding.ByteStreamSplit when leaf.Width > 0:
                var length = checked(present * leaf.Width);
                if (length > end - start)
                    Corrupt.Throw("values are truncated");
                Buffers.Fit(ref _scratch, length + Codecs.Decompressor.Slack);
                ByteStreamSplit.Decode(Page.ByteBuffer.AsSpan(start, end - start), leaf.Width, present, _scratch);
                (Page.ByteBuffer, _scratch) = (_scratch, Page.ByteBuffer);
                DecodePlain(0, length, count, present);
                break;
            case ParquetEncoding.Rle when leaf.Form == Form.Boolean:
                DecodeBooleans(start, end, count, present);
                break;
            case ParquetEncoding.DeltaBinaryPacked when leaf.Type is PhysicalType.Int32 or PhysicalType.Int64:
                DecodeDeltas(start, end, count, present);
                break;
            case ParquetEncoding.DeltaLengthByteArray when leaf.Form == Form.Bytes:
                Buffers.Fit(ref _lengths, present);
                DeltaText.Lengths(Page.ByteBuffer, start, end, Validity(count), _lengths.AsSpan(0, present), Page.FitOffsets(count));
                break;
            case ParquetEncoding.DeltaByteArray when leaf.Column.Kind == ColumnKind.Text:
                DecodePrefixes(start, end, count, present);
                break;
            default:
                Corrupt.Throw($"encoding {_header.Encoding} is not supported for a column of type {leaf.Type}", Corrupt.Otherwise);
                break;
        }
    }

    private ReadOnlySpan<byte> Validity(int count) => Page.HasNulls ? Page.ValidityBuffer.AsSpan(0, count) : default;

    private void DecodePlain(int start, int end, int count, int present)
    {
        switch (leaf.Column.Kind)
        {
            case ColumnKind.Text when leaf.Form == Form.Bytes:
                Plain.Offsets(Page.ByteBuffer, start, end, Validity(count), Page.FitOffsets(count));
                Page.Gap = Plain.LengthPrefix;
                break;
            case ColumnKind.Text:
                Plain.FixedOffsets(start, end, leaf.Width, Validity(count), Page.FitOffsets(count));
                break;
            case ColumnKind.Integer or ColumnKind.Real when present == count && Plain.IsAsHandedOut(leaf.Form):
                Plain.Need(Page.ByteBuffer.AsSpan(start, end - start), count * (long)sizeof(long));
                Page.NumbersAt = start;
                break;
            case ColumnKind.Integer:
                Buffers.Fit(ref Page.IntegerBuffer, count);
                Plain.Integers(leaf.Form, Page.ByteBuffer.AsSpan(start, end - start), Page.IntegerBuffer.AsSpan(0, present));
                Spread(Page.IntegerBuffer, count, present, 0);
                break;
            default:
                Buffers.Fit(ref Page.RealBuffer, count);
                Plain.Reals(leaf, Page.ByteBuffer.AsSpan(start, end - start), Page.RealBuffer.AsSpan(0, present));
                Spread(Page.RealBuffer, count, present, 0);
                break;
        }
    }

    private void DecodeDeltas(int start, int end, int count, int present)
    {
        Buffers.Fit(ref Page.IntegerBuffer, count);
        var values = Page.IntegerBuffer.AsSpan(0, present);
        DeltaBinaryPacked.Decode(Page.ByteBuffer.AsSpan(start, end - start), values);
        if (leaf.Type == PhysicalType.Int32)
        {
            // Differences wrap around at 32 bits.
            foreach (ref var value in values)
                value = leaf.Form == Form.UInt32 ? (uint)value : (int)value;
        }
        Plain.Convert(leaf.Form, values);
        if (leaf.Column.Kind == ColumnKind.Integer)
        {
            Spread(Page.IntegerBuffer, count, present, 0);
            return;
        }
        Buffers.Fit(ref Page.RealBuffer, count);
        Plain.Decimals(leaf, values, Page.RealBuffer.AsSpan(0, present));
        Spread(Page.RealBuffer, count, present, 0);
    }

    private void DecodePrefixes(int start, int end, int count, int present)
    {
        Buffers.Fit(ref _lengths, present);
        Buffers.Fit(ref Page.IntegerBuffer, present);
        var offsets = Page.FitOffsets(count);
        DeltaText.Prefixes(Page.ByteBuffer.AsSpan(start, end - start), Validity(count), _lengths.AsSpan(0, present), Page.IntegerBuffer.AsSpan(0, present), ref _scratch, offsets);
        (Page.ByteBuffer, _scratch) = (_scratch, Page.ByteBuffer);
        if (leaf.Width == 0)
            return;
        for (var row = 0; row < count; row++)
        {
            if (!Page.IsNull(row) && offsets[row + 1] - offsets[row] != leaf.Width)
                Corrupt.Throw("a value of another width than the column has");
        }
    }

    private void DecodeIds(int start, int end, int count, int present)
    {
        if (_dictionary is null)
            Corrupt.Throw("dictionary ids without a dictionary");
        Buffers.Fit(ref Page.IdBuffer, count);
        var ids = Page.IdBuffer.AsSpan(0, present);
        if (present > 0)
        {
            if (start >= end)
                Corrupt.Throw("values are truncated");
            Hybrid.Decode(Page.ByteBuffer.AsSpan(start + 1, end - start - 1), Page.ByteBuffer[start], ids);
            if (Hybrid.Largest(ids) >= (uint)_dictionary.Count)
                Corrupt.Throw("id beyond the dictionary");
        }
        Spread(Page.IdBuffer, count, present, -1);
        Page.Dictionary = _dictionary;
    }

    private void DecodeBooleans(int start, int end, int count, int present)
    {
        Buffers.Fit(ref Page.IntegerBuffer, count);
        Buffers.Fit(ref _scratch, present);
        if (present > 0)
        {
            if (end - start < 4)
                Corrupt.Throw("values are truncated");
            Hybrid.DecodeLevels(Page.ByteBuffer.AsSpan(start + 4, end - start - 4), _scratch.AsSpan(0, present));
            for (var i = 0; i < present; i++)
                Page.IntegerBuffer[i] = _scratch[i];
        }
        Spread(Page.IntegerBuffer, count, present, 0);
    }

    // Moves the values, which lie at the front, to their rows, from the back so that none is overwritten before it moves.
    private void Spread<T>(T[] values, int count, int present, T missing)
    {
        if (present == count)
            return;
        var validity = Page.ValidityBuffer.AsSpan(0, count);
        for (var row = count - 1; row >= 0; row--)
            values[row] = validity[row] != 0 ? values[--present] : missing;
    }
}
