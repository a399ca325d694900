namespace Opportune.Columnar.Parquet.Thrift;

/// <summary>Where each data page of a column chunk is: Parquet's OffsetIndex.</summary>
internal sealed class PageLocations
{
    private PageLocations(long[] offsets, int[] firstRows) => (Offsets, FirstRows) = (offsets, firstRows);

    /// <summary>Where in the file each page's header starts, rising.</summary>
    public long[] Offsets { get; }

    /// <summary>The first row of each page, counted within the row group; the number of rows after the last.</summary>
    public int[] FirstRows { get; }

    public int Count => Offsets.Length;

    /// <summary>The page that holds a row of the row group.</summary>
    public int PageOf(int row)
    {
        var at = Array.BinarySearch(FirstRows, row);
        return at >= 0 ? at : ~at - 1;
    }

    /// <param name="bytes">The index as it lies in the file.</param>
    /// <param name="start">Where the chunk starts in the file: no page is before.</param>
    /// <param name="end">Where all chunks end: no page is behind.</param>
    /// <param name="rows">Rows of the row group.</param>
    public static PageLocations Read(ReadOnlySpan<byte> bytes, long start, long end, int rows)
    {
        var reader = new ThriftReader(bytes);
        var field = 0;
        long[] offsets = [];
        int[] firstRows = [];
        while (reader.Field(ref field, out var type))
        {
            if (field != 1)
            {
                reader.Skip(type);
                continue;
            }
            var count = reader.List(type, out var element);
            ThriftReader.Struct(element);
            (offsets, firstRows) = (new long[count], new int[count + 1]);
            for (var page = 0; page < count; page++)
                (offsets[page], firstRows[page]) = ReadLocation(ref reader);
            firstRows[count] = rows;
        }
        if (offsets.Length == 0 || firstRows[0] != 0)
            Corrupt.Throw("page index without a first page");
        for (var page = 0; page < offsets.Length; page++)
        {
            // A page of no rows has nowhere to be found; whoever writes one gets no help from the index.
            if (firstRows[page + 1] <= firstRows[page] || offsets[page] < (page == 0 ? start : offsets[page - 1] + 1) || offsets[page] >= end)
                Corrupt.Throw("page index out of order");
        }
        return new(offsets, firstRows);
    }

    private static (long Offset, int FirstRow) ReadLocation(ref ThriftReader reader)
    {
        var (offset, firstRow) = (-1L, -1);
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    offset = reader.Int(type);
                    break;
                case 3:
                    firstRow = reader.Int32(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        return (offset, firstRow);
    }
}

/// <summary>What the values of each data page of a column chunk lie between: Parquet's ColumnIndex.</summary>
internal sealed class PageBounds
{
    private readonly byte[] _bytes;
    private readonly List<bool> _onlyNulls = [];
    private readonly List<Range> _min = [];
    private readonly List<Range> _max = [];
    private readonly List<long> _nulls = [];

    /// <param name="bytes">The index as it lies in the file; kept.</param>
    public PageBounds(byte[] bytes)
    {
        _bytes = bytes;
        var reader = new ThriftReader(bytes);
        var field = 0;
        while (reader.Field(ref field, out var type))
        {
            switch (field)
            {
                case 1:
                    for (var n = reader.List(type, out _); n > 0; n--)
                        _onlyNulls.Add(reader.BoolElement());
                    break;
                case 2:
                    ReadBounds(ref reader, type, _min);
                    break;
                case 3:
                    ReadBounds(ref reader, type, _max);
                    break;
                case 5:
                    for (var n = reader.List(type, out var element); n > 0; n--)
                        _nulls.Add(reader.Int(element));
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (_min.Count != _onlyNulls.Count || _max.Count != _onlyNulls.Count)
            Corrupt.Throw("page index without all bounds");
    }

    public int Count => _onlyNulls.Count;

    /// <summary>Whether a page is said to hold nulls only: it has no bounds then.</summary>
    public bool HasNoBounds(int page) => _onlyNulls[page];

    /// <summary>Number of nulls of a page; -1 where it is not said.</summary>
    public long Nulls(int page) => page < _nulls.Count ? _nulls[page] : -1;

    /// <summary>In plain form; no value of the page is less.</summary>
    public ReadOnlySpan<byte> Min(int page) => _bytes.AsSpan(_min[page]);

    /// <summary>In plain form; no value of the page is greater.</summary>
    public ReadOnlySpan<byte> Max(int page) => _bytes.AsSpan(_max[page]);

    private static void ReadBounds(ref ThriftReader reader, ThriftType type, List<Range> bounds)
    {
        for (var n = reader.List(type, out var element); n > 0; n--)
        {
            var length = reader.Binary(element).Length;
            bounds.Add((reader.Position - length)..reader.Position);
        }
    }
}
