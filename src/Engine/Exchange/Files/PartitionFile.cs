using System.Runtime.InteropServices;
using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>What partitions of one table found, as a <see cref="PartitionFileWriter"/> left it; records are read when a bucket is.</summary>
public sealed class PartitionFile : IBucketRecords
{
    private readonly StepFile _file;
    private readonly Extent _candidates;
    private readonly Extent _rejects;
    private readonly SealedExtent[] _segments;
    private readonly byte[]?[]? _kept;

    private PartitionFile(StepFile file, BinaryReader body, WorkPlan plan, byte[]?[]? kept)
    {
        (_file, _kept) = (file, kept);
        Output = new(plan.Partitions[body.ReadInt32()]);
        Output.Add(BookCodec.ReadBook(body), BookCodec.ReadCounts(body), BookCodec.ReadCounts(body), BookCodec.ReadCounts(body), new(DateOnly.FromDayNumber(body.ReadInt32()), DateOnly.FromDayNumber(body.ReadInt32())));
        (_candidates, _rejects) = (Extent.Read(body), Extent.Read(body));
        _segments = new SealedExtent[body.ReadInt32()];
        for (var i = 0; i < _segments.Length; i++)
            _segments[i] = SealedExtent.Read(body, RecordBuffer.PartsOf(plan.Buckets));
    }

    /// <summary>Their books together, under the first of the partitions; without the refused rows.</summary>
    public PartitionOutput Output { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What it must be of.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="kept">What this process has of its records in memory, as <see cref="PartitionFileWriter.End"/> gave it; null: nothing.</param>
    /// <exception cref="StepFileException">It is not there, not whole, not what was written, or of something else.</exception>
    public static PartitionFile Open(string path, string key, WorkPlan plan, byte[]?[]? kept = null) =>
        StepFile.Open(path, key, (file, body) => new PartitionFile(file, body, plan, kept));

    /// <summary>The same with the refused rows, read anew: they may be many.</summary>
    /// <exception cref="StepFileException">They are not what was written.</exception>
    public PartitionOutput OutputWithRejects()
    {
        using var reader = new BinaryReader(new MemoryStream(_file.Read(_rejects)), Encoding.UTF8);
        var output = new PartitionOutput(Output.Partition) { Rejects = BookCodec.ReadRejects(reader) };
        output.Add(Output.Book, Output.CodeSystems, Output.UnknownCodeSystems, Output.UnplacedCodes, Output.Dates);
        return output;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    void IBucketRecords.Read(int part, BucketSegments into)
    {
        for (var i = 0; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            var (start, length) = (segment.Offsets[part], segment.Offsets[part + 1] - segment.Offsets[part]);
            if (length == 0)
                continue;
            if (_kept?[i] is { } bytes)
            {
                into.Add(bytes.AsMemory(start, length));
                continue;
            }
            var records = _file.Read(segment.Start + start, length);
            if (SealedExtent.Check(records) != segment.Checks[part])
                throw new StepFileException(_file.Name, "is damaged");
            into.Add(records);
        }
    }

    /// <summary>Hashes of the patients of whom they found what may be an index event.</summary>
    internal ulong[] ReadCandidates() => MemoryMarshal.Cast<byte, ulong>(_file.Read(_candidates)).ToArray();
}
