using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Hashes consecutive rows of which every one is kept, column by column and not row by row: most of them have nothing wrong
/// with them, and of these no value need be copied.
/// </summary>
/// <param name="layout">The table.</param>
internal sealed class WholeRows(TableLayout layout)
{
    /// <summary>As many rows as stay near the processor while column after column is added to them.</summary>
    private const int Most = 4096;

    // In place of a hash: there is no value, or none that can be used.
    private const ulong Missing = 0;
    private const ulong Unsound = 1;

    private readonly CanonicalColumn[] _columns = [.. layout.Definition.Columns];
    private readonly DictionaryMemo<ulong>[] _memos = [.. layout.Every.Select(_ => new DictionaryMemo<ulong>())];
    private readonly ulong[] _contents = new ulong[Most];
    private readonly bool[] _isSound = new bool[Most];
    private int _from;

    /// <summary>Hashes the rows from <paramref name="from"/> to the nearest end of a page; the readers stay on those pages.</summary>
    /// <returns>The row after the last one.</returns>
    public int Read(RowReader rows, int from, int limit)
    {
        _from = from;
        var to = Math.Min(limit, from + Most);
        foreach (var column in layout.Every)
            to = Math.Min(to, CodeCursor.EndOfPage(rows.Column(column), from));
        _contents.AsSpan(0, to - from).Clear();
        _isSound.AsSpan(0, to - from).Fill(true);
        foreach (var column in layout.Every)
        {
            if (rows.Column(column) is { } reader)
                Add(column, reader.Page, from - reader.Page.FirstRow, to - from);
            else if (_columns[column].Required)
                _isSound.AsSpan(0, to - from).Clear();
        }
        return to;
    }

    /// <summary>Turns to a row group.</summary>
    public void Open()
    {
        foreach (var memo in _memos)
            memo.Forget();
    }

    /// <summary>Whether nothing is wrong with any value of the row, so that none is refused or forgotten.</summary>
    public bool IsSound(int row) => _isSound[row - _from];

    /// <summary>Of a sound row, <see cref="RowValues.Content"/>.</summary>
    public ulong Content(int row) => _contents[row - _from];

    private void Add(int column, Page page, int at, int count)
    {
        var seed = (ulong)column + 1;
        var isText = _columns[column].Type is CanonicalType.Id or CanonicalType.Text;
        if (page.Dictionary is { } dictionary)
        {
            var known = _memos[column].Of(dictionary, 0);
            var ids = page.Ids.Slice(at, count);
            for (var i = 0; i < ids.Length; i++)
            {
                if (ids[i] < 0)
                {
                    Miss(column, i);
                    continue;
                }
                ref var entry = ref known[ids[i]];
                if (!entry.Known)
                    entry = (true, isText ? OfText(seed, dictionary.Text(ids[i])) : OfNumber(seed, column, page, at + i));
                Add(column, i, entry.Value);
            }
        }
        else if (isText)
        {
            for (var i = 0; i < count; i++)
                Add(column, i, OfText(seed, page.Text(at + i)));
        }
        else
        {
            for (var i = 0; i < count; i++)
                Add(column, i, page.IsNull(at + i) ? Missing : OfNumber(seed, column, page, at + i));
        }
    }

    private void Add(int column, int i, ulong hash)
    {
        if (hash == Missing)
            Miss(column, i);
        else if (hash == Unsound)
            _isSound[i] = false;
        else if (column != layout.Id)
            _contents[i] += hash;
    }

    private void Miss(int column, int i) => _isSound[i] &= !_columns[column].Required;

    private static ulong OfText(ulong seed, ReadOnlySpan<byte> text) => text.IsEmpty ? Missing : Of(seed, StableHash.Of(text));

    private ulong OfNumber(ulong seed, int column, Page page, int i)
    {
        if (_columns[column].Type == CanonicalType.Number)
            return page.Real(i) is var real && double.IsNaN(real) ? Unsound : Of(seed, BitConverter.DoubleToUInt64Bits(real));
        var value = page.Integer(i);
        var isSound = _columns[column].Type == CanonicalType.Date ? value >= CanonicalValue.FirstDay && value <= CanonicalValue.LastDay : value != CanonicalValue.Invalid;
        return isSound ? Of(seed, (ulong)value) : Unsound;
    }

    // Where chance makes a hash one of the two that mean something else, the row is read the longer way.
    private static ulong Of(ulong seed, ulong value) => StableHash.With(seed, value) is > Unsound and var hash ? hash : Unsound;
}
