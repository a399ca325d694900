using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Late materialisation: decodes single rows of a row group, in rising order, opening each column when it is first asked
/// for. Pages without such a row are passed over.
/// </summary>
/// <param name="layout">The table.</param>
/// <param name="ahead">Others that read the same row groups and run ahead: where all of a column lies in one page, which any row can be asked of, it is not expanded twice.</param>
internal sealed class RowReader(TableLayout layout, params RowReader[] ahead) : IDisposable
{
    private readonly CanonicalColumn[] _columns = [.. layout.Definition.Columns];
    private readonly ColumnReader?[] _readers = new ColumnReader?[layout.Definition.Columns.Count];
    private readonly bool[] _opened = new bool[layout.Definition.Columns.Count];
    private readonly bool[] _lent = new bool[layout.Definition.Columns.Count];
    private Slice? _slice;

    /// <summary>Turns to a row group.</summary>
    public void Open(Slice slice)
    {
        Dispose();
        _slice = slice;
    }

    /// <summary>The column's reader; null where the file does not have the column. It must only move forwards, by rows.</summary>
    public ColumnReader? Column(int column)
    {
        if (!_opened[column])
        {
            _opened[column] = true;
            _readers[column] = WholeOf(column);
            _lent[column] = _readers[column] is not null;
            _readers[column] ??= _slice!.Part.Open(_slice.Group, column);
        }
        return _readers[column];
    }

    /// <summary>Decodes those columns of a row.</summary>
    /// <param name="row">The row within the row group.</param>
    /// <param name="columns">Which, in rising order.</param>
    /// <param name="into">Where to; its fault is the first that is found.</param>
    /// <param name="codesMayMiss">Whether the row is good without a code: what is known by its name.</param>
    public void Load(int row, int[] columns, RowValues into, bool codesMayMiss = false)
    {
        into.Begin(_slice!.FirstRow + row);
        Complete(row, columns, into, codesMayMiss);
    }

    /// <summary>Decodes further columns of a row that was loaded before.</summary>
    public void Complete(int row, int[] columns, RowValues into, bool codesMayMiss = false)
    {
        foreach (var column in columns)
        {
            var definition = _columns[column];
            var reader = Column(column);
            var i = reader?.MoveTo(row) ?? 0;
            var fault = reader is null || !Take(reader.Page, i, column, definition, into, out var wrong)
                ? definition.Required && !(codesMayMiss && IsCode(column)) ? RejectRules.MissingValue : null
                : wrong;
            if (fault is null)
                continue;
            // What a row says beside one unreadable word must still count, or "none found" would be claimed wrongly.
            if (!definition.Required)
            {
                into.Forget(column);
                into.Forgotten++;
                continue;
            }
            // The first by column, whatever was decoded first.
            if (!(into.Fault?.Column < column))
                into.Fault = new(fault, column, reader is null ? "" : _slice!.Part.Original(reader, i));
        }
    }

    public void Dispose()
    {
        for (var column = 0; column < _readers.Length; column++)
        {
            if (!_lent[column])
                _readers[column]?.Dispose();
        }
        Array.Clear(_readers);
        Array.Clear(_opened);
        Array.Clear(_lent);
    }

    private ColumnReader? WholeOf(int column)
    {
        foreach (var one in ahead)
        {
            if (one._readers[column] is { } reader && ReferenceEquals(one._slice, _slice) && reader.Page.Count == _slice!.Rows)
                return reader;
        }
        return null;
    }

    private bool IsCode(int column) => column == layout.Code || column == layout.CodeSystem;

    // False where there is no value; an empty text is none.
    private static bool Take(Page page, int i, int column, CanonicalColumn definition, RowValues into, out string? fault)
    {
        fault = null;
        if (definition.Type is CanonicalType.Id or CanonicalType.Text)
        {
            var text = page.Text(i);
            if (!text.IsEmpty)
                into.Set(column, text);
            return !text.IsEmpty;
        }
        if (page.IsNull(i))
            return false;
        switch (definition.Type)
        {
            case CanonicalType.Number:
                var real = page.Real(i);
                into.Set(column, real);
                fault = double.IsNaN(real) ? RejectRules.NotANumber : null;
                break;
            case CanonicalType.Date:
                into.Set(column, page.Integer(i));
                fault = JudgeDate(page.Integer(i), column, definition, into);
                break;
            default:
                into.Set(column, page.Integer(i));
                fault = page.Integer(i) == CanonicalValue.Invalid ? RejectRules.NotANumber : null;
                break;
        }
        return true;
    }

    private static string? JudgeDate(long day, int column, CanonicalColumn definition, RowValues into)
    {
        if (day < CanonicalValue.FirstDay)
            return RejectRules.ImpossibleDate;
        if (day <= CanonicalValue.LastDay)
            return null;
        // Many systems write the end of what has not ended as a day in the year 9999.
        if (definition.Name is "observed_to")
        {
            into.Set(column, CanonicalValue.LastDay);
            return null;
        }
        if (definition.Name is not ("end_date" or "death_date"))
            return RejectRules.ImpossibleDate;
        into.Forget(column);
        return null;
    }
}
