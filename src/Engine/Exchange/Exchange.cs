using System.Collections.Concurrent;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Where partitions become buckets: the only place in which the rows of one patient meet. Holds what scan and gather
/// committed, in memory up to a budget, beyond it in work files. Committing is thread-safe; once all
/// partitions are committed, buckets can be read by several threads at once.
/// </summary>
public sealed class Exchange : PartitionTarget, IDisposable
{
    private readonly WorkPlan _plan;
    private readonly long _budget;
    private readonly Func<SafeFileHandle>? _createFile;
    private readonly IBucketRecords?[] _committed;
    // Grown once a thread, not once a partition.
    private readonly ConcurrentBag<RecordBuffer> _buffers = [];
    private readonly ConcurrentBag<WorkFile> _files = [];
    private readonly ConcurrentBag<WorkFile> _free = [];
    private readonly ConcurrentBag<KeptRecords> _recalled = [];
    private readonly Lock _lock = new();
    private long _inMemory;

    /// <param name="plan">The run's plan.</param>
    /// <param name="memoryBudget">Bytes to keep in memory.</param>
    /// <param name="createFile">
    /// Creates a work file for reading and writing; it is closed with the exchange, so it is best created to be
    /// deleted on closing. Without it everything stays in memory.
    /// </param>
    public Exchange(WorkPlan plan, long memoryBudget = long.MaxValue, Func<SafeFileHandle>? createFile = null)
    {
        (_plan, _budget, _createFile) = (plan, memoryBudget, createFile);
        _committed = new IBucketRecords?[plan.Partitions.Count];
    }

    /// <summary>Bytes that were written to work files.</summary>
    public long SpilledBytes => _files.Sum(f => f.Length);

    /// <summary>Opens a bucket: everything committed about its patients that is brought together.</summary>
    /// <exception cref="IOException">A work file cannot be read.</exception>
    public BucketReader OpenBucket(int bucket) => Open(bucket, _ => true);

    /// <summary>
    /// Counts the positive controls of the bucket's patients, candidates or not. A first, cheap pass, which reads no row: it must
    /// be done for all buckets before any is evaluated.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="counter">The thread's own.</param>
    /// <param name="census">Where those are who are not here; null: nowhere.</param>
    /// <exception cref="IOException">A work file cannot be read.</exception>
    public SiteControls CountControls(int bucket, ControlCounter counter, CensusNight? census = null)
    {
        using var segments = new BucketSegments();
        var counted = RecordBuffer.CountedPart(bucket, _plan.Buckets);
        foreach (var partition in _plan.Partitions)
            _committed[partition.Id]?.Read(PartOf(partition.Table), segments);
        foreach (var recalled in _recalled)
            recalled.Read(PartOf(recalled.Partition.Table), segments);
        using var others = census?.OthersOf(bucket);
        return counter.Count(segments.All, others);

        int PartOf(Table table) => table is Table.Patients or Table.ObservationPeriods ? bucket : counted;
    }

    /// <summary>Opens a bucket for its patients alone: nothing is read of their rows.</summary>
    /// <exception cref="IOException">A work file cannot be read.</exception>
    internal BucketReader OpenPatients(int bucket) => Open(bucket, table => table == Table.Patients);

    /// <summary>The hashes of all of whom there is a record in a bucket that is brought together.</summary>
    /// <exception cref="IOException">A work file cannot be read.</exception>
    internal void AddHashes(int bucket, HashSet<ulong> into)
    {
        using var segments = new BucketSegments();
        foreach (var records in _committed)
            records?.Read(bucket, segments);
        foreach (var segment in segments.All)
        {
            var records = new RecordWalk(segment.Span);
            while (records.Next())
                into.Add(records.Hash);
        }
    }

    private BucketReader Open(int bucket, Predicate<Table> ofTable)
    {
        var segments = new BucketSegments();
        foreach (var partition in _plan.Partitions)
        {
            if (ofTable(partition.Table))
                _committed[partition.Id]?.Read(bucket, segments);
        }
        foreach (var recalled in _recalled)
        {
            if (ofTable(recalled.Partition.Table))
                recalled.Read(bucket, segments);
        }
        return new(_plan, bucket, segments);
    }

    /// <summary>Opens the bucket to which a patient belongs.</summary>
    /// <exception cref="IOException">A work file cannot be read.</exception>
    public BucketReader OpenBucketOf(string patientId) =>
        OpenBucket(_plan.BucketOf(Encoding.UTF8.GetBytes(patientId)));

    /// <summary>Closes the work files.</summary>
    public void Dispose()
    {
        foreach (var records in _committed.Concat(_recalled))
            records?.Dispose();
        foreach (var file in _files)
            file.Dispose();
    }

    /// <summary>Takes in what another process, or this one before, did: partitions of one table that end up in one file. Not while buckets are read.</summary>
    /// <param name="file">The file; it is closed with the exchange.</param>
    public void Adopt(PartitionFile file) => _committed[file.Output.Partition.Id] = file;

    /// <summary>Room for records of some patients of partitions that are not done over as a whole. They are there once they are sealed.</summary>
    /// <param name="partition">One of the table's partitions.</param>
    internal KeptRecords Recall(Partition partition)
    {
        var records = new KeptRecords(this, partition);
        _recalled.Add(records);
        return records;
    }

    /// <inheritdoc/>
    internal override PartitionOutput? Take(Partition partition, Action<PartitionOutput, PartitionRecords> work)
    {
        var output = new PartitionOutput(partition);
        if (!_buffers.TryTake(out var buffer))
            buffer = new(_plan.Buckets);
        var kept = new KeptRecords(this, partition);
        var records = new PartitionRecords(buffer, kept.Keep);
        try
        {
            work(output, records);
            records.Seal();
            _buffers.Add(buffer);
            if (Commit(partition, kept))
                return output;
        }
        catch
        {
            kept.Dispose();
            throw;
        }
        finally
        {
            kept.EndWriting();
        }
        kept.Dispose();
        return null;
    }

    /// <summary>Names an attempt as the partition's. A later attempt is told no, and is never read.</summary>
    private bool Commit(Partition partition, KeptRecords records)
    {
        lock (_lock) // Once a partition, never a row.
        {
            if (_committed[partition.Id] is not null)
                return false;
            _committed[partition.Id] = records;
            return true;
        }
    }

    /// <summary>Takes room in memory for what waits between the steps, or says that it must go to a file.</summary>
    public bool TryKeep(long bytes) => TryKeep(bytes, _budget);

    /// <summary>The same for what leaves half of the room to others.</summary>
    internal bool TryKeepInHalf(long bytes) => TryKeep(bytes, _budget / 2);

    private bool TryKeep(long bytes, long most)
    {
        if (_createFile is null)
            return true;
        if (Interlocked.Add(ref _inMemory, bytes) <= most)
            return true;
        Interlocked.Add(ref _inMemory, -bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    internal void Release(long bytes) => Interlocked.Add(ref _inMemory, -bytes);

    /// <summary>Hands out a work file to write into; it is to be given back when no more is written.</summary>
    internal WorkFile TakeFile()
    {
        if (_free.TryTake(out var file))
            return file;
        file = new(_createFile!());
        _files.Add(file);
        return file;
    }

    /// <summary>Takes a work file back for the next attempt.</summary>
    internal void GiveBack(WorkFile file) => _free.Add(file);
}
