using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Opportune.Columnar.Parquet.Encodings;
using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>
/// Which rows of a column chunk may have a wanted value, by what the file says of the chunk and of its pages: bounds, number
/// of nulls, Bloom filter, page index. What is missing or makes no sense rules nothing out.
/// </summary>
internal sealed class ChunkPruning(SafeFileHandle file, byte[] footer, long end, Leaf leaf, ChunkMetadata chunk, int rows, bool isOrdered)
{
    public IReadOnlyList<RowRange> RowsThatMayHold(ColumnFilter filter)
    {
        if (rows == 0 || leaf.Column.Optional && chunk.Nulls == rows)
            return [];
        try
        {
            if (isOrdered && chunk is { Min: { } min, Max: { } max } && !MayHold(filter, footer.AsSpan(min), footer.AsSpan(max)))
                return [];
            if (chunk.BloomOffset > 0 && !PassesBloom(filter))
                return [];
            return isOrdered && Bounds() is { } bounds && Locations() is { } pages && bounds.Count == pages.Count
                ? PagesThatMayHold(filter, bounds, pages)
                : RowRange.All(rows);
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
            return RowRange.All(rows);
        }
    }

    /// <summary>Where its pages are; null where the file does not say it, or says what cannot be.</summary>
    public PageLocations? Locations()
    {
        try
        {
            return Read(chunk.OffsetIndex) is { } bytes ? PageLocations.Read(bytes, chunk.Start, end, rows) : null;
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
            return null;
        }
    }

    private PageBounds? Bounds() => Read(chunk.ColumnIndex) is { } bytes ? new PageBounds(bytes) : null;

    private byte[]? Read((long Offset, int Length) place)
    {
        if (place.Length <= 0 || place.Offset < 4 || place.Offset > end - place.Length)
            return null;
        var bytes = new byte[place.Length];
        FileBytes.Read(file, place.Offset, bytes);
        return bytes;
    }

    private List<RowRange> PagesThatMayHold(ColumnFilter filter, PageBounds bounds, PageLocations pages)
    {
        var ranges = new List<RowRange>();
        for (var page = 0; page < pages.Count; page++)
        {
            var (start, after) = (pages.FirstRows[page], pages.FirstRows[page + 1]);
            // There are writers that call a page one of nulls when they know nothing of it.
            var mayHold = bounds.HasNoBounds(page)
                ? !leaf.Column.Optional || bounds.Nulls(page) is var nulls && nulls >= 0 && nulls != after - start
                : MayHold(filter, bounds.Min(page), bounds.Max(page));
            if (!mayHold)
                continue;
            if (ranges.Count > 0 && ranges[^1].End == start)
                ranges[^1] = new(ranges[^1].Start, after);
            else
                ranges.Add(new(start, after));
        }
        return ranges;
    }

    private bool MayHold(ColumnFilter filter, ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        switch (filter)
        {
            case TextFilter texts:
                return texts.MayHold(min, max);
            // What the order of a 96-bit timestamp is was never said.
            case IntegerFilter integers when leaf.Form != Form.Int96:
                Span<long> bounds = stackalloc long[2];
                Plain.Integers(leaf.Form, min, bounds[..1]);
                Plain.Integers(leaf.Form, max, bounds[1..]);
                return integers.MayHold(bounds[0], bounds[1]);
            case RealFilter reals:
                return !Real(min, out var least) || !Real(max, out var greatest) || reals.MayHold(least, greatest);
            default:
                return true;
        }
    }

    // False where it bounds nothing.
    private bool Real(ReadOnlySpan<byte> bound, out double value)
    {
        // A decimal of any length is a bound without the length that stands before it in a page.
        if (leaf.Form == Form.DecimalBytes)
        {
            value = 0;
            return false;
        }
        Span<double> one = stackalloc double[1];
        Plain.Reals(leaf, bound, one);
        value = one[0];
        return !double.IsNaN(value);
    }

    private bool PassesBloom(ColumnFilter filter)
    {
        if (filter is TextFilter { List: { } texts } && leaf.Column.Kind == ColumnKind.Text)
            return BloomFilter.Open(file, chunk.BloomOffset, end) is not { } bloom || texts.Any(text => bloom.MayHold(text));
        if (filter is IntegerFilter { List: { } integers } && leaf.Form is Form.Int32 or Form.Int64)
            return BloomFilter.Open(file, chunk.BloomOffset, end) is not { } bloom || integers.Any(value => MayHold(bloom, value));
        return true;
    }

    private bool MayHold(BloomFilter bloom, long value)
    {
        Span<byte> plain = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(plain, value);
        // A value that does not fit is nowhere.
        return leaf.Form == Form.Int64 ? bloom.MayHold(plain) : value == (int)value && bloom.MayHold(plain[..4]);
    }
}
