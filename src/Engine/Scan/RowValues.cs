using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// The values of one row, copied out of the pages that held them, with the first thing that is wrong with them. Reused
/// from row to row; only a row that a rule uses ever gets here.
/// </summary>
internal sealed class RowValues
{
    private readonly TableLayout _layout;
    private readonly State[] _states;
    private readonly long[] _integers;
    private readonly double[] _reals;
    private readonly (int Start, int Length)[] _texts;
    private byte[] _bytes = new byte[512];
    private int _used;

    public RowValues(TableLayout layout)
    {
        var columns = layout.Definition.Columns.Count;
        _layout = layout;
        _states = new State[columns];
        _integers = new long[columns];
        _reals = new double[columns];
        _texts = new (int, int)[columns];
    }

    /// <summary>The row within its table, from 0.</summary>
    public long Row { get; private set; }

    /// <summary>What is wrong with it, the first by column; null when nothing is.</summary>
    public RowFault? Fault { get; set; }

    /// <summary>How many of its optional values could not be read and are taken as missing.</summary>
    public int Forgotten { get; set; }

    /// <summary>
    /// Hash of all its values but the row id, forgotten ones among them: what makes two rows equal, and the name of one without an id, which is
    /// published. Summed when asked for, since most rows are not kept.
    /// </summary>
    public ulong Content
    {
        get
        {
            // The column's number keeps a value from counting as another's.
            ulong sum = 0;
            for (var column = 0; column < _states.Length; column++)
            {
                if (_states[column] != State.Missing && column != _layout.Id)
                    sum += StableHash.With((ulong)column + 1, HashOf(column));
            }
            return sum;
        }
    }

    public bool Has(int column) => column >= 0 && _states[column] == State.There;

    public long Integer(int column) => _integers[column];

    public double Real(int column) => _reals[column];

    /// <summary>The text; empty where there is none.</summary>
    public ReadOnlySpan<byte> Text(int column) =>
        Has(column) ? _bytes.AsSpan(_texts[column].Start, _texts[column].Length) : default;

    /// <summary>The text, valid until the next row begins.</summary>
    public ReadOnlyMemory<byte> Memory(int column) =>
        Has(column) ? _bytes.AsMemory(_texts[column].Start, _texts[column].Length) : default;

    public DateOnly Date(int column) => CanonicalValue.DateOf(_integers[column]);

    public void Begin(long row)
    {
        (Row, Fault, Forgotten, _used) = (row, null, 0, 0);
        _states.AsSpan().Clear();
    }

    /// <summary>Treats the value as missing.</summary>
    public void Forget(int column) => _states[column] = State.Forgotten;

    public void Set(int column, long value)
    {
        _states[column] = State.There;
        _integers[column] = value;
    }

    public void Set(int column, double value)
    {
        _states[column] = State.There;
        _reals[column] = value;
    }

    public void Set(int column, ReadOnlySpan<byte> text)
    {
        if (_used + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + text.Length, _bytes.Length * 2));
        text.CopyTo(_bytes.AsSpan(_used));
        _states[column] = State.There;
        _texts[column] = (_used, text.Length);
        _used += text.Length;
    }

    private ulong HashOf(int column) => _layout.Definition.Columns[column].Type switch
    {
        CanonicalType.Id or CanonicalType.Text => StableHash.Of(_bytes.AsSpan(_texts[column].Start, _texts[column].Length)),
        CanonicalType.Number => BitConverter.DoubleToUInt64Bits(_reals[column]),
        _ => (ulong)_integers[column],
    };

    private enum State : byte
    {
        Missing,
        Forgotten,
        There,
    }
}

/// <summary>Why a row cannot be used.</summary>
/// <param name="Rule">See <see cref="RejectRules"/>.</param>
/// <param name="Column">The column at fault.</param>
/// <param name="Value">What the file has there.</param>
internal sealed record RowFault(string Rule, int Column, string Value);
