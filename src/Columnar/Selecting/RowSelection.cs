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
        var judged = new JudgedDictionary(filter);
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
        var judged = new JudgedDictionary(filter);
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
    private sealed class JudgedDictionary(ColumnFilter filter)
    {
        private PageDictionary? _dictionary;
        private bool[] _isWanted = [];
        private bool _isAny;

        public bool Holds(Page page, int row)
        {
            Judge(page.Dictionary!);
            return page.Ids[row] is var id and >= 0 && _isWanted[id];
        }

        public int Select(Page page, int start, int end, Span<int> rows)
        {
            Judge(page.Dictionary!);
            if (!_isAny)
                return 0;
            var isWanted = _isWanted;
            var count = 0;
            var first = page.FirstRow;
            var ids = page.Ids[..end];
            for (var row = start; row < ids.Length; row++)
            {
                var id = ids[row];
                rows[count] = row + first;
                count += (uint)id < (uint)isWanted.Length && isWanted[id] ? 1 : 0;
            }
            return count;
        }

        private void Judge(PageDictionary dictionary)
        {
            if (ReferenceEquals(_dictionary, dictionary))
                return;
            _dictionary = dictionary;
            if (_isWanted.Length < dictionary.Count)
                _isWanted = new bool[dictionary.Count];
            _isAny = false;
            for (var id = 0; id < dictionary.Count; id++)
                _isAny |= _isWanted[id] = filter.Holds(dictionary, id);
        }
    }
}
