namespace Opportune.Columnar;

/// <summary>Rows being gathered, as those of a <see cref="TableWriter"/> are: one growing buffer a column, filled a row at a time.</summary>
public sealed class RowBatch
{
    // Rows are much alike in length, so that their bytes need not be added up after each.
    private const int LookEvery = 64;

    private ColumnBuffer[] _columns;
    private readonly int _most;
    private readonly long _mostText;
    private readonly Action _whenFull;

    /// <summary>An empty batch for tables of that schema.</summary>
    public RowBatch(Schema schema) : this(schema, int.MaxValue, long.MaxValue, () => { })
    {
    }

    /// <summary>A batch that says when so many rows are in it, or about so many bytes of text.</summary>
    internal RowBatch(Schema schema, int most, long mostText, Action whenFull)
    {
        (Schema, _most, _mostText, _whenFull) = (schema, most, mostText, whenFull);
        _columns = new ColumnBuffer[schema.Columns.Count];
        for (var i = 0; i < _columns.Length; i++)
            _columns[i] = new ColumnBuffer(schema.Columns[i]);
    }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>Complete rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>The buffer of the column at <paramref name="index"/>; each row appends exactly one value to each.</summary>
    public ColumnBuffer this[int index] => _columns[index];

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">A column got no value, or more than one.</exception>
    public void EndRow()
    {
        Count++;
        foreach (var column in _columns)
        {
            if (column.Count != Count)
                throw new InvalidOperationException($"row {Count} of '{column.Column.Name}' has {column.Count - Count + 1} values");
        }
        if (Count == _most || (Count % LookEvery == 0 && _columns.Sum(c => (long)c.TextBytes) >= _mostText))
            _whenFull();
    }

    /// <summary>Ends a row whose columns were filled in any order; each that got no value gets a null.</summary>
    /// <exception cref="InvalidOperationException">A required column got no value, or one got more than one.</exception>
    public void EndSparseRow()
    {
        foreach (var column in _columns)
        {
            if (column.Count == Count)
                column.AddNull();
        }
        EndRow();
    }

    /// <summary>Forgets what the columns got since the last row ended.</summary>
    public void DropRow()
    {
        foreach (var column in _columns)
        {
            while (column.Count > Count)
                column.DropLast();
        }
    }

    /// <summary>Gives its rows to another batch of the same columns, and takes those of that.</summary>
    internal void Swap(RowBatch other) => (_columns, other._columns, Count, other.Count) = (other._columns, _columns, other.Count, Count);

    /// <summary>Gives the columns away with their rows, and goes on with new ones.</summary>
    internal ColumnBuffer[] Take()
    {
        var taken = _columns;
        _columns = [.. Schema.Columns.Select(c => new ColumnBuffer(c))];
        Count = 0;
        return taken;
    }

    /// <summary>Forgets all rows and keeps the buffers.</summary>
    public void Clear()
    {
        Count = 0;
        foreach (var column in _columns)
            column.Clear();
    }
}
