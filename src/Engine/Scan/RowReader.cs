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
            var definition = layout.Definition.Columns[column];
            var reader = Column(column);
            var i = reader?.MoveTo(row) ?? 0;
            var fault = reader is null || IsMissing(reader, i)
                ? definition.Required && !(codesMayMiss && IsCode(column)) ? RejectRules.MissingValue : null
                : Take(reader.Page, i, column, definition, into);
            // What a row says beside one unreadable word must still count, or "none found" would be claimed wrongly.
            if (fault is not null && !definition.Required)
            {
                into.Forget(column);
                into.Forgotten++;
                continue;
            }
            // The first by column, whatever was decoded first.
            if (fault is not null && !(into.Fault?.Column < column))
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

    /// <summary>Whether a row has no value; an empty text is none.</summary>
    public static bool IsMissing(ColumnReader reader, int i) =>
        reader.Page.IsNull(i) || (reader.Column.Kind == ColumnKind.Text && reader.Page.Text(i).IsEmpty);

    private bool IsCode(int column) => column == layout.Code || column == layout.CodeSystem;

    private static string? Take(Page page, int i, int column, CanonicalColumn definition, RowValues into)
    {
        switch (definition.Type)
        {
            case CanonicalType.Id or CanonicalType.Text:
                into.Set(column, page.Text(i));
                return null;
            case CanonicalType.Number:
                into.Set(column, page.Real(i));
                return double.IsNaN(page.Real(i)) ? RejectRules.NotANumber : null;
            case CanonicalType.Date:
                into.Set(column, page.Integer(i));
                return JudgeDate(page.Integer(i), column, definition, into);
            default:
                into.Set(column, page.Integer(i));
                return page.Integer(i) == CanonicalValue.Invalid ? RejectRules.NotANumber : null;
        }
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
