using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources.Conversions;

namespace Opportune.Sources.Snapshots;

/// <summary>
/// One part of one canonical table being written. Cells come in any order, each at most once a row; what is not set is null.
/// A column is named by its position in <see cref="CanonicalTable.Columns"/>. Not thread-safe: one a source file.
/// </summary>
public sealed class PartWriter : IDisposable
{
    private readonly CanonicalTable _table;
    private readonly TableWriter? _writer;
    private readonly long[] _nulls;
    private readonly RowBatch _rows;

    internal PartWriter(string path, CanonicalTable table)
    {
        _table = table;
        _nulls = new long[table.Columns.Count];
        _writer = TableFiles.Create(path, CanonicalSchema.Of(table.Table));
        _rows = _writer.Rows;
    }

    /// <summary>A part that stays in memory.</summary>
    internal PartWriter(RowBatch rows, CanonicalTable table) => (_table, _nulls, _rows) = (table, new long[table.Columns.Count], rows);

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The first required column that the row has no value for yet; null when it may end.</summary>
    public CanonicalColumn? Missing
    {
        get
        {
            for (var i = 0; i < _nulls.Length; i++)
            {
                if (_table.Columns[i].Required && !IsSet(i))
                    return _table.Columns[i];
            }
            return null;
        }
    }

    /// <summary>Whether the row has a value in that column.</summary>
    public bool IsSet(int column) => _rows[column].Count > _rows.Count;

    /// <summary>Sets an Id or Text column; empty is null.</summary>
    public void Text(int column, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty)
            _rows[column].Add(utf8);
    }

    /// <summary>Sets a Date column.</summary>
    public void Day(int column, int daysSince1970) => _rows[column].Add((long)daysSince1970);

    /// <summary>Sets a Number column.</summary>
    public void Number(int column, double value) => _rows[column].Add(value);

    /// <summary>Sets an Integer or Flag column.</summary>
    public void Integer(int column, long value) => _rows[column].Add(value);

    /// <summary>Writes the row.</summary>
    /// <exception cref="InvalidOperationException">A required column has no value (<see cref="Missing"/>), or a column was set twice.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void EndRow()
    {
        for (var i = 0; i < _nulls.Length; i++)
            _nulls[i] += IsSet(i) ? 0 : 1;
        _rows.EndSparseRow();
        Rows++;
    }

    /// <summary>Forgets what was set.</summary>
    public void DropRow() => _rows.DropRow();

    internal TakenPart Finish(string name)
    {
        if (Enumerable.Range(0, _nulls.Length).Any(IsSet))
            throw new InvalidOperationException($"{name}: a row was begun and neither ended nor dropped");
        var file = _writer!.Finish();
        return new(_table.Name, name, file.Rows, file.Bytes, [.. _nulls]);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
