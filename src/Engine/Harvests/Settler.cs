using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Makes of a harvest what a run uses: decides by the as-of date what is known already and what may start a clock, names
/// rows by their place in tonight's table, and counts. The same whether the harvest was made tonight or kept.
/// </summary>
internal sealed class Settler(WorkPlan plan)
{
    private readonly int _asOf = plan.Rules.AsOfDay;
    private PartitionOutput _output = null!;
    private PartitionRecords _records = null!;
    private long _firstRow;
    private long _settled;
    private bool _isGathered;
    private bool _isVisits;

    /// <summary>Whether the partition is of patients, who lie sorted by bucket.</summary>
    public bool TakesPatients { get; private set; }

    /// <summary>Rows of a gathered table taken so far, whatever became of them.</summary>
    public long Settled => _settled;

    /// <summary>Hears until when what is taken counts as it does as of this date; null: nobody asks.</summary>
    public Holding? Holding { get; init; }

    /// <summary>Turns to a partition.</summary>
    public void Open(Partition partition, long firstRow, PartitionOutput output, PartitionRecords records)
    {
        (_firstRow, _output, _records, _settled) = (firstRow, output, records, 0);
        TakesPatients = partition.Table == Table.Patients;
        _isGathered = partition.Step == WorkStep.Gather;
        _isVisits = _isGathered && partition.Table == Table.Encounters;
    }

    /// <summary>Takes records: those of everybody, or all of one candidate.</summary>
    public void Settle(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var header = new RecordReader(records);
            var kind = (RecordKind)header.Byte();
            var length = header.Length();
            var record = records.Slice(RecordReader.HeaderBytes, length);
            records = records[(RecordReader.HeaderBytes + length)..];
            switch (kind)
            {
                case RecordKind.Row:
                    TakeRow(record);
                    break;
                case RecordKind.Seen:
                    TakeSeen(record);
                    break;
                case RecordKind.Control:
                    TakeControl(record);
                    break;
                case RecordKind.Observed:
                    TakeObserved(record);
                    break;
                default:
                    TakeJudged(record);
                    break;
            }
            _records.SealIfFull();
        }
    }

    /// <summary>
    /// Takes patients that lie sorted by bucket: they are most of what a run holds, so they go to the exchange as they lie,
    /// changed in place.
    /// </summary>
    /// <param name="sorted">The records.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="hold">Hands over the file that they lie in, to be read once more; null where they lie in none.</param>
    /// <param name="start">Where in that file.</param>
    /// <returns>Whether the bytes themselves are kept, and nobody else's from now on.</returns>
    public bool SettlePatients(byte[] sorted, int end, Func<SafeFileHandle>? hold = null, long start = 0)
    {
        var offsets = new int[RecordBuffer.PartsOf(plan.Buckets) + 1];
        var bucket = 0;
        for (var at = 0; at < end;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(sorted.AsSpan(at + 1));
            var record = sorted.AsSpan(at + RecordReader.HeaderBytes, length);
            for (var own = RecordBuffer.BucketOf(BinaryPrimitives.ReadUInt64LittleEndian(record), plan.Buckets); bucket < own;)
                offsets[++bucket] = at;
            if (!TakePatient(record))
                sorted[at] = (byte)RecordKind.PassedOver;
            at += RecordReader.HeaderBytes + length;
        }
        offsets.AsSpan(bucket + 1).Fill(end);
        // Whoever was merged into somebody else is passed over for another reason than what the row says.
        var isKept = _records.Add(new(sorted, end, offsets) { Kept = hold is not null && plan.Merged.IsEmpty ? new(hold, start, _firstRow, _asOf) : null });
        _records.SealIfFull();
        return isKept;
    }

    /// <summary>Takes a patient who lies by itself.</summary>
    /// <param name="record">The record without its header; changed in place.</param>
    /// <returns>Whether the patient counts under this id.</returns>
    public bool SettlePatient(Span<byte> record)
    {
        Holding?.Add(PatientRows.HoldsUntil(record, _asOf));
        if (!TakePatient(record))
            return false;
        var to = _records.Buffer;
        to.Begin(RecordKind.Patient, BinaryPrimitives.ReadUInt64LittleEndian(record));
        to.Raw(record[sizeof(ulong)..]);
        to.End();
        _records.SealIfFull();
        return true;
    }

    /// <summary>Takes what is no record, once all records are settled.</summary>
    public void Finish(HarvestEnding ending)
    {
        _output.Book.Add(ending.Book);
        if (_isGathered)
            _output.Book.Skip(SkipReasons.NotACandidate, ending.Waiting - _settled);
        foreach (var row in ending.Refused)
            Refuse(row);
        // Those of candidates were found patient by patient.
        _output.SortRejects();
        foreach (var (system, rows) in ending.CodeSystems)
            _output.CodeSystems.Add(system, rows);
        foreach (var (system, rows) in ending.UnknownCodeSystems)
            _output.UnknownCodeSystems.Add(system, rows);
        foreach (var (code, rows) in ending.UnplacedCodes)
            _output.UnplacedCodes.Add(code, rows);
        var days = ending.Days.Where(d => d <= _asOf).ToList();
        if (days.Count > 0)
            _output.Dates = new(CanonicalValue.DateOf(days[0]), CanonicalValue.DateOf(days[^1]));
    }

    private void TakeRow(ReadOnlySpan<byte> record)
    {
        var row = HarvestRow.Read(record);
        _settled++;
        if (row.Known > _asOf)
        {
            SkipUntil(row.Known);
            return;
        }
        var isIndex = plan.Rules.IsIndex(row.Measures, CanonicalValue.DateOf(row.Date));
        if (Holding is not null)
            Hold(row, isIndex);
        var patient = RowWriter.Write(_records.Buffer, row, record, _firstRow, isIndex, plan);
        _output.Book.Used++;
        _output.Book.ForgottenValues += row.Forgotten;
        _output.Book.RepairedText += row.IsRepaired ? 1 : 0;
        if (isIndex)
            _output.Candidates.Add(patient);
    }

    // Whether it stays where it is.
    private bool TakePatient(Span<byte> record)
    {
        if (!PatientRows.Settle(record, _firstRow, _asOf, out var forgotten))
        {
            _output.Book.Skip(SkipReasons.AfterAsOf);
            return false;
        }
        _output.Book.Used++;
        _output.Book.ForgottenValues += forgotten;
        if (plan.Merged.IsEmpty)
            return true;
        var reader = new RecordReader(record);
        var hash = reader.UInt64();
        var id = reader.Text();
        var final = plan.Merged.Final(id, ref hash);
        if (final.SequenceEqual(id))
            return true;
        PatientRows.Merge(record, _records.Buffer, hash, final);
        return false;
    }

    private void TakeSeen(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        var hash = reader.UInt64();
        var rows = reader.Number();
        var latest = rows > 0 ? reader.Day() : long.MinValue;
        var after = 0L;
        for (var later = reader.Number(); later > 0; later--)
        {
            var (day, known) = (reader.Day(), reader.Day());
            if (known > _asOf)
            {
                after++;
                Holding?.Add(known - 1);
                continue;
            }
            latest = Math.Max(latest, day);
            rows++;
        }
        if (_isVisits)
        {
            _settled += rows + after;
            _output.Book.Used += rows;
            _output.Book.Skip(SkipReasons.AfterAsOf, after);
        }
        if (rows == 0)
            return;
        var to = _records.Buffer;
        to.Begin(RecordKind.Seen, plan.Merged.Final(hash));
        to.Byte((byte)_output.Partition.Table);
        to.Day(latest);
        to.End();
    }

    private void TakeControl(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        var hash = reader.UInt64();
        var control = reader.Number();
        var day = reader.Day();
        if (SiteControls.IsRecent(day, _asOf) && reader.Day() <= _asOf)
            WriteControl(hash, control, day);
    }

    /// <summary>Takes a row that a positive control counts as of this date.</summary>
    public void WriteControl(ulong patient, long control, long day)
    {
        var to = _records.Buffer;
        to.BeginCounted(RecordKind.Control, plan.Merged.Final(patient));
        to.Number(control);
        to.Day(day);
        to.End();
    }

    // A period that begins after the as-of date is not known yet.
    private void TakeObserved(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        var hash = reader.UInt64();
        var (from, to, isOpenEnded) = (reader.Day(), reader.Day(), reader.Byte());
        if (from > _asOf)
        {
            SkipUntil(from);
            return;
        }
        _output.Book.Used++;
        _output.Book.ForgottenValues += reader.Number();
        var into = _records.Buffer;
        into.Begin(RecordKind.Observed, plan.Merged.Final(hash));
        into.Day(from);
        into.Day(to);
        into.Byte(isOpenEnded);
        into.End();
    }

    private void TakeJudged(ReadOnlySpan<byte> record)
    {
        var row = JudgedRow.Read(record);
        _settled++;
        if (row.Known > _asOf)
        {
            SkipUntil(row.Known);
        }
        else if (row.Refused is { } refused)
        {
            _output.Book.Reject(refused.Rule);
            Refuse(refused);
        }
        else
        {
            _output.Book.Skip(row.Reason);
        }
    }

    private void SkipUntil(long known)
    {
        _output.Book.Skip(SkipReasons.AfterAsOf);
        Holding?.Add(known - 1);
    }

    private void Hold(in HarvestRow row, bool isIndex)
    {
        if (isIndex)
            Holding!.Add(plan.Rules.IsIndexUntil(row.Measures, row.Date));
        if ((row.Flags & RowFlags.HasEnd) != 0 && row.End > _asOf)
            Holding!.Add(row.End - 1);
    }

    private void Refuse(in RefusedRow refused)
    {
        var table = _output.Partition.Table;
        var row = _firstRow + refused.Row;
        var (file, inFile) = plan.Input(table).Locate(row);
        _output.Refuse(row, new(table, file, inFile, TableLayout.Of(table).Definition.Columns[refused.Column].Name, refused.Rule, refused.Value));
    }
}
