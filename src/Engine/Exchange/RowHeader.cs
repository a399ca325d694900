using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The fixed part of a row record: what decides whether the row counts, before its values are decoded.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Row">The row within the table.</param>
/// <param name="Content">Hash of its content.</param>
/// <param name="Date">Clinical date.</param>
/// <param name="Flags">What it is.</param>
/// <param name="ReportStart">First row of its report; -1 in tables without reports.</param>
/// <param name="End">When it ends, where that is known.</param>
/// <param name="IdAt">Where its id is in the record.</param>
/// <param name="Fields">Where its values begin in the record.</param>
internal readonly record struct RowHeader(
    Table Table, long Row, ulong Content, DateOnly Date, RowFlags Flags, long ReportStart, DateOnly? End, int IdAt, int Fields)
{
    /// <summary>Reads it from a record, at what follows the patient's id.</summary>
    public static RowHeader Read(ref RecordReader from)
    {
        var row = from.Number();
        var date = CanonicalValue.DateOf(from.Day());
        var flags = (RowFlags)from.Byte();
        var start = (flags & RowFlags.HasReportStart) != 0 ? from.Number() : -1;
        DateOnly? end = (flags & RowFlags.HasEnd) != 0 ? CanonicalValue.DateOf(from.Day()) : null;
        var table = (Table)from.Byte();
        var content = from.UInt64();
        var idAt = from.Position;
        from.Text();
        return new(table, row, content, date, flags, start, end, idAt, from.Position);
    }

    /// <summary>Whether it is an index event; reads no further than its table.</summary>
    public static bool IsIndex(ref RecordReader from, out long day, out Table table)
    {
        from.Number();
        day = from.Day();
        var flags = (RowFlags)from.Byte();
        if ((flags & RowFlags.HasReportStart) != 0)
            from.Number();
        if ((flags & RowFlags.HasEnd) != 0)
            from.Day();
        table = (Table)from.Byte();
        return (flags & RowFlags.IsIndex) != 0;
    }

    /// <summary>The row's id; a row without one is named by what it says.</summary>
    public string NameIn(ReadOnlySpan<byte> record)
    {
        var id = IdIn(record);
        return id.IsEmpty ? $"content:{Content:x16}" : Encoding.UTF8.GetString(id);
    }

    /// <summary>The row's id as the source has it; empty where it has none.</summary>
    public ReadOnlySpan<byte> IdIn(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.Skip(IdAt);
        return reader.Text();
    }
}
