namespace Opportune.Engine;

/// <summary>
/// A used row in a harvest. Its record is: hash, patient's id, the fields below, and then what goes to the exchange as it is
/// (<see cref="RowWriter"/>).
/// </summary>
/// <param name="Hash">Hash of the patient's id.</param>
/// <param name="Date">Clinical date.</param>
/// <param name="Known">From which day on it is known: the latest of its clinical, report and recording dates.</param>
/// <param name="Measures">Whose clock it may start (<see cref="CompiledRules.IsIndex"/>).</param>
/// <param name="Forgotten">Values that could not be read.</param>
/// <param name="IsRepaired">Its text was not UTF-8.</param>
/// <param name="Flags">What it is, but whether it is an index event.</param>
/// <param name="Row">Counted from the partition's first row.</param>
/// <param name="ReportStart">Likewise, the first row of its report; only with <see cref="RowFlags.HasReportStart"/>.</param>
/// <param name="End">When it ends; only with <see cref="RowFlags.HasEnd"/>.</param>
/// <param name="IdAt">Where the patient's id is in the record.</param>
/// <param name="IdLength">Its length.</param>
/// <param name="Rest">Where the rest begins.</param>
internal readonly record struct HarvestRow(
    ulong Hash, long Date, long Known, ulong Measures, int Forgotten, bool IsRepaired, RowFlags Flags, long Row, long ReportStart, long End, int IdAt, int IdLength, int Rest)
{
    public static HarvestRow Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        var hash = reader.UInt64();
        var length = (int)reader.Number();
        var idAt = reader.Position;
        reader.Skip(length);
        var date = reader.Day();
        var known = date + reader.Number();
        var measures = (ulong)reader.Number();
        var forgotten = reader.Number();
        var flags = (RowFlags)reader.Byte();
        var row = reader.Number();
        var start = (flags & RowFlags.HasReportStart) != 0 ? reader.Number() : 0;
        var end = (flags & RowFlags.HasEnd) != 0 ? reader.Day() : 0;
        return new(
            hash, date, known, measures, (int)forgotten, (flags & RowFlags.IsRepaired) != 0, flags & ~RowFlags.IsRepaired, row, start, end, idAt, length, reader.Position);
    }
}
