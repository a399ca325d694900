using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// What earlier runs kept of the same row groups, and what this one adds. A partition's key names all that its harvest rests
/// on, so nothing is ever out of date, only unused.
/// </summary>
internal sealed class RunCache : IDisposable
{
    private readonly CacheFolder _folder;
    private readonly CacheSettings _settings;
    private readonly TimeProvider _time;
    private readonly HarvestIdentity _identity;
    private readonly string _reading;
    private readonly Dictionary<InputPart, Lazy<FileIdentity>> _files;
    private readonly ConcurrentBag<(string Part, string Key)> _written = [];
    private readonly ConcurrentBag<string> _used = [];
    private long _rowGroups;
    private long _reused;
    private long _damaged;
    private long _unkept;
    private long _bytesRead;
    private long _bytesWritten;
    private long _candidates;
    private long _known;
    private long _people;
    private long _called;

    /// <param name="settings">Where, and for how long.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="reading">All that decides how a report is read and what is kept of it, beside the rules.</param>
    /// <param name="files">The files.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">The folder cannot be made.</exception>
    public RunCache(CacheSettings settings, WorkPlan plan, string reading, IEnumerable<(InputPart Part, Sources.InputFile File)> files, TimeProvider time)
    {
        (_folder, _settings, _reading, _time) = (new(settings.Folder), settings, reading, time);
        _identity = new(plan);
        _files = files.ToDictionary(
            f => f.Part, f => new Lazy<FileIdentity>(() => new(f.File, f.Part, _folder, settings.Trust)), ReferenceEqualityComparer.Instance as IEqualityComparer<InputPart>);
    }

    public CacheReport Report => new(_rowGroups, _reused, _damaged, _bytesRead, _bytesWritten,
        _files.Values.Where(f => f.IsValueCreated && !f.Value.IsTrusted).Sum(f => f.Value.File.Length), _candidates, _known, _people, _called);

    /// <summary>How many partitions were read and could not be kept, for want of room or of leave.</summary>
    public long Unkept => Interlocked.Read(ref _unkept);

    /// <summary>Does a partition from what was kept, or else by reading its rows, and keeps that.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="target">Where what it gives is left.</param>
    /// <param name="replay">Does it from what was kept.</param>
    /// <param name="read">Does it by reading, and writes down what was found.</param>
    public PartitionOutput Take(Partition partition, PartitionTarget target, ReplayWorker replay, Func<HarvestWriter?, PartitionOutput> read)
    {
        Interlocked.Add(ref _rowGroups, partition.SliceCount);
        if (KeyOf(partition) is not { } key)
            return read(null);
        return TryReplay(partition, target, replay, key) ?? ReadAndKeep(key, read);
    }

    private PartitionOutput? TryReplay(Partition partition, PartitionTarget target, ReplayWorker replay, string key)
    {
        if (_folder.Open(key) is not { } kept)
            return null;
        var isHeld = false;
        try
        {
            var length = RandomAccess.GetLength(kept);
            if (replay.Run(partition, target, kept, key, Hold) is not { } output)
            {
                Interlocked.Increment(ref _damaged);
                return null;
            }
            Interlocked.Add(ref _reused, partition.SliceCount);
            Interlocked.Add(ref _bytesRead, length);
            _used.Add(key);
            return output;
        }
        finally
        {
            if (!isHeld)
                kept.Dispose();
        }

        SafeFileHandle Hold()
        {
            isHeld = true;
            return kept;
        }
    }

    /// <summary>What was kept under a key; nothing where nothing was, or cannot be read.</summary>
    public ReadOnlyMemory<byte> Read(string key, Func<int, byte[]> room)
    {
        using var kept = _folder.Open(key);
        if (kept is null || RandomAccess.GetLength(kept) is var length && length > Array.MaxLength / 2)
            return default;
        var bytes = room((int)length).AsMemory(0, (int)length);
        try
        {
            for (var read = 0; read < bytes.Length;)
            {
                var count = RandomAccess.Read(kept, bytes.Span[read..], read);
                if (count == 0)
                    return default;
                read += count;
            }
        }
        catch (IOException)
        {
            return default;
        }
        _folder.Touch(key, _time.GetUtcNow().UtcDateTime);
        return bytes;
    }

    /// <summary>Opens what was kept under a key; null where nothing was.</summary>
    public SafeFileHandle? Open(string key) => _folder.Open(key);

    /// <summary>Marks what was kept under a key as used.</summary>
    public void Use(string key) => _folder.Touch(key, _time.GetUtcNow().UtcDateTime);

    /// <summary>Keeps something, if that can be. It is named at once: what it rests on is in itself.</summary>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(string key, Action<Stream> write)
    {
        using var stream = _folder.Create();
        if (stream is null)
            return false;
        try
        {
            write(stream);
        }
        catch (Exception e)
        {
            // What is left to write fails as well.
            Close(stream);
            CacheFolder.Delete(stream.Name);
            if (e is IOException)
                return false;
            throw;
        }
        var isWhole = Close(stream);
        if (isWhole)
            _folder.Name(stream.Name, key);
        else
            CacheFolder.Delete(stream.Name);
        return isWhole;
    }

    /// <summary>Removes what is kept under a key.</summary>
    public void Remove(string key) => _folder.Remove(key);

    /// <summary>Counts the people whom a census knows, those of them who were called, and what was read for these.</summary>
    public void CountPeople(CensusNight census)
    {
        (_people, _called) = (census.People, census.Called);
        Interlocked.Add(ref _bytesRead, census.Bytes);
    }

    /// <summary>Counts a partition that need not be done, for a census knows it.</summary>
    public void CountKnown(Partition partition)
    {
        Interlocked.Add(ref _rowGroups, partition.SliceCount);
        Interlocked.Add(ref _reused, partition.SliceCount);
    }

    /// <summary>Counts candidates, and those of them whose answers were known.</summary>
    public void CountAnswers(long candidates, long known)
    {
        Interlocked.Add(ref _candidates, candidates);
        Interlocked.Add(ref _known, known);
    }

    /// <summary>
    /// Gives what was written its names, once it is sure that the files did not change while they were read, and removes what
    /// nobody has used for long.
    /// </summary>
    public void Commit()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        while (_written.TryTake(out var written))
            _folder.Name(written.Part, written.Key);
        foreach (var file in _files.Values.Where(f => f.IsValueCreated && f.Value.IsKnown))
            file.Value.Note(_folder, now);
        while (_used.TryTake(out var key))
            _folder.Touch(key, now);
        _folder.RemoveUnused(now - _settings.Kept, now - TimeSpan.FromDays(1));
    }

    /// <summary>Removes what was written and not named.</summary>
    public void Dispose()
    {
        while (_written.TryTake(out var written))
            CacheFolder.Delete(written.Part);
    }

    private PartitionOutput ReadAndKeep(string key, Func<HarvestWriter?, PartitionOutput> read)
    {
        using var stream = _folder.Create();
        if (stream is null)
        {
            Interlocked.Increment(ref _unkept);
            return read(null);
        }
        var (keep, isKept) = (new HarvestWriter(stream, key), false);
        try
        {
            var output = read(keep);
            isKept = Close(stream) && keep.IsWhole;
            if (isKept)
            {
                _written.Add((stream.Name, key));
                Interlocked.Add(ref _bytesWritten, keep.Bytes);
            }
            else
            {
                Interlocked.Increment(ref _unkept);
            }
            return output;
        }
        finally
        {
            if (!isKept)
            {
                // What is left to write finds no room either, where there was none.
                Close(stream);
                CacheFolder.Delete(stream.Name);
            }
        }
    }

    // What is not on its way to the disk by now may fail, and is no fault of the run.
    private static bool Close(FileStream stream)
    {
        try
        {
            stream.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What a partition's harvest is kept under; null where rows come from no file: they are few.</summary>
    public string? KeyOf(Partition partition)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, ProgramIdentity.Hash);
        Append(hash, _identity.Rules(partition));
        if (partition is { Table: Table.ImagingFindings, Step: WorkStep.Scan })
            Append(hash, _reading);
        foreach (var (part, group) in _identity.RowGroups(partition))
        {
            if (!_files.TryGetValue(part, out var file))
                return null;
            Append(hash, file.Value[group].Content);
        }
        var (continues, into) = _identity.Neighbours(partition, EndsOf);
        Append(hash, continues ? "continues" : "begins");
        foreach (var (part, group) in into)
        {
            if (!_files.TryGetValue(part, out var file))
                return null;
            Append(hash, file.Value[group].Content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private (ReportEnd, ReportEnd) EndsOf(InputPart part, int group)
    {
        if (!_files.TryGetValue(part, out var file))
            return HarvestIdentity.EndsOf(part, group);
        var identity = file.Value[group];
        return (identity.First, identity.Last);
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
}
