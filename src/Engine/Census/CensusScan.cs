using System.Runtime.InteropServices;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Goes through kept harvests for a census: says of each place whose it is, what it is counted as tonight, and until when that holds. What it
/// finds goes through an exchange of its own, by bucket, as what a run finds does. One a thread.
/// </summary>
internal sealed class CensusScan
{
    private readonly CandidateSet _candidates;
    private readonly CensusShapes _shapes;
    private readonly Holding _holding = new();
    private readonly Settler _settler;
    // What the settler makes of a record is not wanted here.
    private readonly RecordBuffer _settled;
    private readonly PartitionRecords _dropped;

    public CensusScan(WorkPlan plan, CandidateSet candidates, CensusShapes shapes)
    {
        (_candidates, _shapes) = (candidates, shapes);
        _settler = new(plan) { Holding = _holding };
        _settled = new(plan.Buckets);
        _dropped = new(_settled, _ => false);
    }

    /// <summary>Goes through a harvest.</summary>
    /// <param name="partition">The partition whose it is.</param>
    /// <param name="number">Its number in the census.</param>
    /// <param name="harvest">The harvest.</param>
    /// <param name="places">Takes what is found.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="OverflowException">There is more than a census can number.</exception>
    public void Run(Partition partition, int number, HarvestFile harvest, Exchange places) => places.Take(partition, (_, found) =>
    {
        var counted = new PartitionOutput(partition);
        var shapes = _shapes.Of(partition.Table);
        var to = found.Buffer;
        harvest.Visit(Visit, _candidates);

        void Visit(ulong patient, long offset, int check, Span<byte> records)
        {
            var kind = (RecordKind)records[0];
            var record = records[RecordReader.HeaderBytes..];
            if (kind == RecordKind.Control)
            {
                WriteControl(to, record);
                return;
            }
            counted.Book.Clear();
            _holding.Clear();
            _settler.Open(partition, 0, counted, _dropped);
            var isPatient = kind == RecordKind.Patient && _settler.SettlePatient(record);
            if (kind != RecordKind.Patient)
                _settler.Settle(records);
            _settled.Clear();
            counted.Candidates.Clear();
            // Once everybody's rows are together, those of who is no candidate are passed over.
            if (kind == RecordKind.Row && counted.Book.Used > 0 && !_candidates.Contains(patient))
                counted.Book.Reconsider(SkipReasons.NotACandidate, rejected: false, counted.Book.Used);
            if (counted.Book.Rejected.Count > 0)
                _holding.Add(int.MinValue);
            var place = new CensusPlace(checked((uint)offset), records.Length, check, checked((ushort)number), checked((ushort)shapes.Of(counted.Book, _settler.Settled)));
            var placed = new FoundPlace(place, (int)Math.Clamp(_holding.Until, int.MinValue, int.MaxValue));
            to.Begin(isPatient || kind == RecordKind.Observed ? kind : RecordKind.Row, patient);
            to.Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<FoundPlace>(in placed)));
            if (isPatient)
                WritePatient(to, record);
            to.End();
            found.SealIfFull();
        }
    });

    private static void WritePatient(RecordBuffer to, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.UInt64();
        reader.Text();
        var (_, birth, isDead) = PatientRows.ReadCounted(ref reader, out var site);
        to.Day(birth);
        to.Byte(isDead ? (byte)1 : (byte)0);
        to.Text(site);
    }

    private static void WriteControl(RecordBuffer to, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        to.Begin(RecordKind.Control, reader.UInt64());
        var number = (int)reader.Number();
        var control = new CensusControl(checked((int)reader.Day()), checked((int)reader.Day()), number);
        to.Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<CensusControl>(in control)));
        to.End();
    }
}
