using System.Buffers;
using System.Text;

namespace Opportune.Columnar;

/// <summary>The values of one column of a <see cref="RowBatch"/>.</summary>
public sealed class ColumnBuffer
{
    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private byte[] _valid = [];
    private byte[] _bytes = [];
    private int[] _offsets = [0];
    private long[] _integers = [];
    private double[] _reals = [];

    internal ColumnBuffer(Column column) => Column = column;

    /// <summary>The column.</summary>
    public Column Column { get; }

    /// <summary>Values so far, nulls included.</summary>
    public int Count { get; private set; }

    /// <summary>Number of nulls so far.</summary>
    public int NullCount { get; private set; }

    /// <summary>Whether value <paramref name="row"/> is there.</summary>
    public bool IsValid(int row) => Validity[row] != 0;

    /// <summary>Text of <paramref name="row"/>; empty where null.</summary>
    public ReadOnlySpan<byte> Text(int row) => _bytes.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>Integer of <paramref name="row"/>; 0 where null.</summary>
    public long Integer(int row) => Integers[row];

    /// <summary>Real of <paramref name="row"/>; 0 where null.</summary>
    public double Real(int row) => Reals[row];

    /// <summary>Bytes of all text so far.</summary>
    internal int TextBytes => Column.Kind == ColumnKind.Text ? _offsets[Count] : 0;

    /// <summary>One byte a row: 1 where there is a value.</summary>
    internal ReadOnlySpan<byte> Validity => _valid.AsSpan(0, Count);

    /// <summary>All text, without gaps.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Start of each row's text in <see cref="Bytes"/>, and the end of the last.</summary>
    internal ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    internal ReadOnlySpan<long> Integers => _integers.AsSpan(0, Count);

    internal ReadOnlySpan<double> Reals => _reals.AsSpan(0, Count);

    /// <summary>The arrays that the values lie in, from the first on; longer than they need to be.</summary>
    internal byte[] ByteArray => _bytes;

    /// <inheritdoc cref="ByteArray"/>
    internal int[] OffsetArray => _offsets;

    /// <inheritdoc cref="ByteArray"/>
    internal long[] IntegerArray => _integers;

    /// <inheritdoc cref="ByteArray"/>
    internal double[] RealArray => _reals;

    /// <summary>A date as files store it, in 32 bits.</summary>
    /// <exception cref="InvalidOperationException">The date does not fit.</exception>
    internal int Day(int row)
    {
        var day = Integer(row);
        return day == (int)day ? (int)day : throw new InvalidOperationException($"column '{Column.Name}': day {day} is out of range");
    }

    /// <summary>Appends what a row of a page holds; the page's column is of this buffer's kind.</summary>
    /// <param name="page">The page.</param>
    /// <param name="index">Row within the page.</param>
    /// <exception cref="InvalidOperationException">A null for a required column.</exception>
    public void Add(Page page, int index)
    {
        if (page.IsNull(index))
            AddNull();
        else if (Column.Kind == ColumnKind.Text)
            Add(page.Text(index));
        else if (Column.Kind == ColumnKind.Real)
            Add(page.Real(index));
        else
            Add(page.Integer(index));
    }

    /// <summary>Appends a null.</summary>
    /// <exception cref="InvalidOperationException">The column is required.</exception>
    public void AddNull()
    {
        if (!Column.Optional)
            throw new InvalidOperationException($"column '{Column.Name}' is required and cannot hold a null");
        switch (Column.Kind)
        {
            case ColumnKind.Text:
                AppendText(default);
                break;
            case ColumnKind.Integer:
                AppendInteger(0);
                break;
            default:
                AppendReal(0);
                break;
        }
        _valid[Count - 1] = 0;
        NullCount++;
    }

    /// <summary>Appends UTF-8 text.</summary>
    /// <exception cref="InvalidOperationException">The column does not hold text.</exception>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Expect(ColumnKind.Text);
        AppendText(utf8);
    }

    /// <summary>Appends text, or a null.</summary>
    /// <exception cref="InvalidOperationException">The column does not hold text.</exception>
    public void Add(string? text)
    {
        if (text is null)
        {
            AddNull();
            return;
        }
        Expect(ColumnKind.Text);
        Room();
        var start = _offsets[Count];
        RoomForBytes(start, Encoding.UTF8.GetByteCount(text));
        _valid[Count++] = 1;
        _offsets[Count] = start + Encoding.UTF8.GetBytes(text, _bytes.AsSpan(start));
    }

    /// <summary>Appends an integer.</summary>
    /// <exception cref="InvalidOperationException">The column does not hold integers.</exception>
    public void Add(long value)
    {
        Expect(ColumnKind.Integer);
        AppendInteger(value);
    }

    /// <summary>Appends a real.</summary>
    /// <exception cref="InvalidOperationException">The column does not hold reals.</exception>
    public void Add(double value)
    {
        Expect(ColumnKind.Real);
        AppendReal(value);
    }

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

    /// <summary>Reads the values so far; nothing may be appended while they are read.</summary>
    public ColumnReader Open() => new BufferReader(this);

    internal void ShowOn(Page page)
    {
        (page.Count, page.HasNulls) = (Count, NullCount > 0);
        (page.ValidityBuffer, page.ByteBuffer, page.OffsetBuffer) = (_valid, _bytes, _offsets);
        (page.IntegerBuffer, page.RealBuffer) = (_integers, _reals);
    }

    internal void DropLast()
    {
        Count--;
        NullCount -= 1 - _valid[Count];
    }

    internal void Clear()
    {
        Count = 0;
        NullCount = 0;
    }

    private void Expect(ColumnKind kind)
    {
        if (Column.Kind != kind)
            Refuse(kind);
    }

    private void Refuse(ColumnKind kind) => throw new InvalidOperationException($"column '{Column.Name}' holds {Column.Kind}, not {kind}");

    private void AppendText(ReadOnlySpan<byte> text)
    {
        Room();
        var start = _offsets[Count];
        RoomForBytes(start, text.Length);
        text.CopyTo(_bytes.AsSpan(start));
        _valid[Count++] = 1;
        _offsets[Count] = start + text.Length;
    }

    private void AppendInteger(long value)
    {
        Room();
        _integers[Count] = value;
        _valid[Count++] = 1;
    }

    private void AppendReal(double value)
    {
        Room();
        _reals[Count] = value;
        _valid[Count++] = 1;
    }

    // Nearly always there is room: asking is made in line, and growing is not.
    private void Room()
    {
        if (Count >= _valid.Length)
            Grow();
    }

    private void Grow()
    {
        var size = Math.Max(64, _valid.Length * 2);
        Grow(ref _valid, Count, size);
        switch (Column.Kind)
        {
            case ColumnKind.Text:
                Grow(ref _offsets, Count + 1, _valid.Length + 1);
                break;
            case ColumnKind.Integer:
                Grow(ref _integers, Count, _valid.Length);
                break;
            default:
                Grow(ref _reals, Count, _valid.Length);
                break;
        }
    }

    private void RoomForBytes(int used, int more)
    {
        if (more > _bytes.Length - used)
            GrowBytes(used, (long)used + more);
    }

    private void GrowBytes(int used, long needed)
    {
        if (needed > Array.MaxLength)
            throw new InvalidOperationException($"column '{Column.Name}': more than 2 GB of text in one row group");
        Grow(ref _bytes, used, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(256, _bytes.Length * 2L))));
    }

    // Memory that is new is the dearest: what a column has outgrown, the next one grows into.
    private static void Grow<T>(ref T[] values, int used, int size)
    {
        var larger = ArrayPool<T>.Shared.Rent(size);
        values.AsSpan(0, used).CopyTo(larger);
        if (values.Length > 1)
            ArrayPool<T>.Shared.Return(values);
        values = larger;
    }
}
