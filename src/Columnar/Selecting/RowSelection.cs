using System.Buffers;

namespace Opportune.Columnar;

/// <summary>
/// The rows of a row group whose values are wanted. The first column is decoded only where a wanted value may be, and
/// judged once per distinct value where pages have a dictionary; the others only at the rows that are left. Whoever goes
/// on to read further columns moves to these rows (<see cref="ColumnReader.MoveTo"/>), and pages without one are passed over.
/// </summary>
public sealed class RowSelection : IDisposable
{
    private int[] _rows;
    private int _count;

    private RowSelection(int most) => _rows = ArrayPool<int>.Shared.Rent(most);

    /// <summary>Counted within the row group, rising.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Finds the rows of a row group that all of the filters want; without a filter, all rows.</summary>
    /// <param name="file">The table.</param>
    /// <param name="rowGroup">From 0.</param>
    /// <param name="wanted">What is wanted of which column: positions in the file's schema.</param>
    /// <exception cref="ArgumentException">A filter is for another kind of column.</exception>
    /// <exception cref="TableFileException">A page is corrupt or of a kind not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RowSelection Of(TableFile file, int rowGroup, params IReadOnlyList<(int Column, ColumnFilter Filter)> wanted)
    {
        var ranges = RowRange.All(file.RowGroups[rowGroup]);
        foreach (var (column, filter) in wanted)
        {
            if (file.Schema.Columns[column].Kind != filter.Kind)
                throw new ArgumentException($"column '{file.Schema.Columns[column].Name}' holds {file.Schema.Columns[column].Kind}, not {filter.Kind}", nameof(wanted));
            if (ranges.Count > 0)
                ranges = RowRange.Intersect(ranges, file.RowsThatMayHold(rowGroup, column, filter));
        }
        var selection = new RowSelection(ranges.Sum(r => r.End - r.Start));
        try
        {
            if (wanted.Count == 0)
                selection.TakeAll(ranges);
            else if (ranges.Count > 0)
                selection.Find(file.OpenColumn(rowGroup, wanted[0].Column), wanted[0].Filter, ranges);
            for (var i = 1; i < wanted.Count && selection._count > 0; i++)
                selection.Narrow(file.OpenColumn(rowGroup, wanted[i].Column), wanted[i].Filter);
            return selection;
        }
        catch
        {
            selection.Dispose();
            throw;
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        Buffers.Return(ref _rows);
        _count = 0;
    }

    private void TakeAll(IReadOnlyList<RowRange> ranges)
    {
        foreach (var range in ranges)
        {
            for (var row = range.Start; row < range.End; row++)
                _rows[_count++] = row;
        }
    }

    private void Find(ColumnReader column, ColumnFilter filter, IReadOnlyList<RowRange> ranges)
    {
        using var reader = column;
        using var judged = new JudgedDictionary(filter);
        foreach (var range in ranges)
        {
            for (var row = range.Start; row < range.End;)
            {
                var start = reader.MoveTo(row);
                var page = reader.Page;
                var end = Math.Min(page.Count, range.End - page.FirstRow);
                var rows = _rows.AsSpan(_count);
                _count += page.Dictionary is null ? filter.Select(page, start, end, page.FirstRow, rows) : judged.Select(page, start, end, rows);
                row = page.FirstRow + end;
            }
        }
    }

    private void Narrow(ColumnReader column, ColumnFilter filter)
    {
        using var reader = column;
        using var judged = new JudgedDictionary(filter);
        var kept = 0;
        foreach (var row in Rows)
        {
            var at = reader.MoveTo(row);
            if (reader.Page.Dictionary is null ? filter.Holds(reader.Page, at) : judged.Holds(reader.Page, at))
                _rows[kept++] = row;
        }
        _count = kept;
    }

    /// <summary>What a filter says of each value of a dictionary, asked once.</summary>
    private sealed class JudgedDictionary(ColumnFilter filter) : IDisposable
    {
        private const int AtOnce = 8;

        private PageDictionary? _dictionary;

        // By id and one: 1 where wanted. The first is that of a null, which never is.
        private byte[] _isWanted = [];
        private bool _isAny;

        public bool Holds(Page page, int row)
        {
            Judge(page.Dictionary!);
            return _isWanted[page.Ids[row] + 1] != 0;
        }

        public int Select(Page page, int start, int end, Span<int> rows)
        {
            Judge(page.Dictionary!);
            if (!_isAny)
                return 0;
            var wanted = _isWanted;
            var count = 0;
            var (row, first) = (start, page.FirstRow);
            var ids = page.Ids[..end];
            while (row < ids.Length)
            {
                var some = ids[row..Math.Min(row + AtOnce, ids.Length)];
                // Mostly few are wanted: eight rows are passed over at once.
                if (some.Length == AtOnce && (wanted[some[0] + 1] | wanted[some[1] + 1] | wanted[some[2] + 1] | wanted[some[3] + 1]
                    | wanted[some[4] + 1] | wanted[some[5] + 1] | wanted[some[6] + 1] | wanted[some[7] + 1]) == 0)
                {
                    row += AtOnce;
                    continue;
                }
                foreach (var id in some)
                {
                    rows[count] = first + row++;
                    count += wanted[id + 1];
                }
            }
            return count;
        }

        public void Dispose() => Buffers.Return(ref _isWanted);

        private void Judge(PageDictionary dictionary)
        {
            if (ReferenceEquals(_dictionary, dictionary))
                return;
            _dictionary = dictionary;
            Buffers.Fit(ref _isWanted, dictionary.Count + 1);
            _isWanted[0] = 0;
            filter.Judge(dictionary, _isWanted.AsSpan(1, dictionary.Count));
            _isAny = _isWanted.AsSpan(1, dictionary.Count).ContainsAnyExcept((byte)0);
        }
    }
}
