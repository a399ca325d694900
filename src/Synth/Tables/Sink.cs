using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Synth.Tables;

/// <summary>One table being written: values are appended in column order.</summary>
internal sealed class Sink : IDisposable
{
    private readonly TableWriter _writer;
    private readonly RowBatch _rows;
    private int _at;

    public Sink(string path, Schema schema)
    {
        _writer = TableFiles.Create(path, schema);
        _rows = _writer.Rows;
    }

    /// <summary>A canonical table, without the columns that this hospital does not keep.</summary>
    public Sink(string folder, Table table) : this(Path.Combine(folder, CanonicalTable.Of(table).Name + ".parquet"), SchemaOf(table)) { }

    public static Schema SchemaOf(Table table) => new(CanonicalTable.Of(table).Columns
        .Where(c => c.Name is not ("recorded_at" or "restricted" or "opted_out"))
        .Select(c => c.Type switch
        {
            CanonicalType.Date => new Column(c.Name, ColumnKind.Integer, LogicalType.Date, !c.Required),
            CanonicalType.Flag => new Column(c.Name, ColumnKind.Integer, LogicalType.Boolean, !c.Required),
            CanonicalType.Integer => new Column(c.Name, ColumnKind.Integer, LogicalType.None, !c.Required),
            CanonicalType.Number => new Column(c.Name, ColumnKind.Real, LogicalType.None, !c.Required),
            _ => new Column(c.Name, ColumnKind.Text, LogicalType.None, !c.Required),
        }));

    public Sink Text(string? value)
    {
        _rows[_at++].Add(value);
        return this;
    }

    public Sink Day(DateOnly? value)
    {
        _rows[_at++].Add(value);
        return this;
    }

    public Sink Number(double? value)
    {
        _rows[_at++].Add(value);
        return this;
    }

    public Sink Whole(long? value)
    {
        if (value is { } number)
            _rows[_at++].Add(number);
        else
            _rows[_at++].AddNull();
        return this;
    }

    public Sink Skip(int columns = 1)
    {
        for (var i = 0; i < columns; i++)
            _rows[_at++].AddNull();
        return this;
    }

    public void EndRow()
    {
        _rows.EndRow();
        _at = 0;
    }

    public void Finish() => _writer.Finish();

    public void Dispose() => _writer.Dispose();
}
