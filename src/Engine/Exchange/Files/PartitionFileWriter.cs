using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>
/// Puts what partitions of one table and step found into one file: their records by bucket, and their books together. One
/// a thread, turned to each file in turn.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="tryKeep">Takes room for so many bytes in memory, or says that there is none; null: nothing is kept.</param>
public sealed class PartitionFileWriter(WorkPlan plan, Predicate<long>? tryKeep = null) : PartitionTarget
{
    private readonly RecordBuffer _buffer = new(plan.Buckets);
    private readonly List<SealedExtent> _segments = [];
    private readonly List<byte[]?> _kept = [];
    private StepFileWriter _to = null!;
    private PartitionOutput? _output;

    /// <summary>Turns to a file.</summary>
    public void Open(StepFileWriter to)
    {
        (_to, _output) = (to, null);
        _buffer.Clear();
        _segments.Clear();
        _kept.Clear();
    }

    /// <inheritdoc/>
    internal override PartitionOutput Take(Partition partition, Action<PartitionOutput, PartitionRecords> work)
    {
        var output = new PartitionOutput(partition);
        work(output, new(_buffer, Keep));
        if (_output is null)
            _output = output;
        else
            _output.Add(output);
        return output;
    }

    /// <summary>Ends the file.</summary>
    /// <returns>The records that are kept in memory, segment by segment; null where there was no room.</returns>
    /// <exception cref="IOException">No space.</exception>
    public byte[]?[] End()
    {
        new PartitionRecords(_buffer, Keep).Seal();
        var output = _output ?? throw new InvalidOperationException("no partition was worked on");
        var candidates = _to.Write(MemoryMarshal.AsBytes<ulong>(output.Candidates.ToArray()));
        var rejects = _to.Write(to => BookCodec.Write(to, output.Rejects));
        _to.End(to =>
        {
            to.Write(output.Partition.Id);
            BookCodec.Write(to, output.Book);
            BookCodec.Write(to, output.CodeSystems);
            BookCodec.Write(to, output.UnknownCodeSystems);
            BookCodec.Write(to, output.UnplacedCodes);
            to.Write(output.Dates.From.DayNumber);
            to.Write(output.Dates.To.DayNumber);
            candidates.Write(to);
            rejects.Write(to);
            to.Write(_segments.Count);
            foreach (var segment in _segments)
                segment.Write(to);
        });
        return [.. _kept];
    }

    private bool Keep(Segment segment)
    {
        var checks = new int[RecordBuffer.PartsOf(plan.Buckets)];
        for (var p = 0; p < checks.Length; p++)
            checks[p] = SealedExtent.Check(segment.Bytes.AsSpan(segment.Offsets[p]..segment.Offsets[p + 1]));
        _segments.Add(new(_to.Place(segment.Written), segment.Offsets, checks));
        var isKept = tryKeep?.Invoke(segment.Bytes.Length) == true;
        _kept.Add(isKept ? segment.Bytes : null);
        return isKept;
    }
}
