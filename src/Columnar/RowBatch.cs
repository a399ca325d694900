using System.Text;

namespace Opportune.Columnar;

/// <summary>Rows being gathered for a <see cref="TableWriter"/>: one growing buffer a column, filled a row at a time.</summary>
public sealed class RowBatch
{
    private readonly ColumnBuffer[] _columns;

    /// <summary>An empty batch for tables of that schema.</summary>
    public RowBatch(Schema schema)
    {
        Schema = schema;
        _columns = [.. schema.Columns.Select(c => new ColumnBuffer(c))];
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
    }

    /// <summary>Forgets all rows and keeps the buffers.</summary>
    public void Clear()
    {
        Count = 0;
        foreach (var column in _columns)
            column.Clear();
    }
}

/// <summary>The values of one column of a <see cref="RowBatch"/>.</summary>
public sealed class ColumnBuffer
{
    private byte[] _bytes = [];
    private readonly List<int> _offsets = [0];
    private readonly List<bool> _valid = [];
    private readonly List<long> _integers = [];
    private readonly List<double> _reals = [];

    internal ColumnBuffer(Column column) => Column = column;

    /// <summary>The column.</summary>
    public Column Column { get; }

    /// <summary>Values so far, nulls included.</summary>
    public int Count => _valid.Count;

    /// <summary>Number of nulls so far.</summary>
    public int NullCount { get; private set; }

    /// <summary>Whether value <paramref name="row"/> is there.</summary>
    public bool IsValid(int row) => _valid[row];

    /// <summary>Text of <paramref name="row"/>; empty where null.</summary>
    public ReadOnlySpan<byte> Text(int row) => _bytes.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>Integer of <paramref name="row"/>; 0 where null.</summary>
    public long Integer(int row) => _integers[row];

    /// <summary>Real of <paramref name="row"/>; 0 where null.</summary>
    public double Real(int row) => _reals[row];

    /// <summary>Appends a null.</summary>
    /// <exception cref="InvalidOperationException">The column is required.</exception>
    public void AddNull()
    {
        if (!Column.Optional)
            throw new InvalidOperationException($"column '{Column.Name}' is required and cannot hold a null");
        NullCount++;
        Append(false, default, 0, 0);
    }

    /// <summary>Appends UTF-8 text.</summary>
    public void Add(ReadOnlySpan<byte> utf8) => Append(true, utf8, 0, 0);

    /// <summary>Appends text, or a null.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            AddNull();
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, utf8);
        Append(true, utf8, 0, 0);
    }

    /// <summary>Appends an integer.</summary>
    public void Add(long value) => Append(true, default, value, 0);

    /// <summary>Appends a real.</summary>
    public void Add(double value) => Append(true, default, 0, value);

    /// <summary>Appends a real, or a null.</summary>
    public void Add(double? value)
    {
        if (value is { } real)
            Add(real);
        else
            AddNull();
    }

    /// <summary>Appends a date (days since 1970-01-01), or a null.</summary>
    public void Add(DateOnly? date)
    {
        if (date is { } day)
            Add((long)(day.DayNumber - UnixEpochDay));
        else
            AddNull();
    }

    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    internal void Clear()
    {
        NullCount = 0;
        _valid.Clear();
        _offsets.RemoveRange(1, _offsets.Count - 1);
        _integers.Clear();
        _reals.Clear();
    }

    private void Append(bool valid, ReadOnlySpan<byte> text, long integer, double real)
    {
        _valid.Add(valid);
        switch (Column.Kind)
        {
            case ColumnKind.Text:
                var start = _offsets[^1];
                if (start + text.Length > _bytes.Length)
                    Array.Resize(ref _bytes, Math.Max(start + text.Length, Math.Max(256, _bytes.Length * 2)));
                text.CopyTo(_bytes.AsSpan(start));
                _offsets.Add(start + text.Length);
                break;
            case ColumnKind.Integer:
                _integers.Add(integer);
                break;
            default:
                _reals.Add(real);
                break;
        }
    }
}
