using System.Collections.Concurrent;

namespace Opportune.Runs;

/// <summary>
/// What this process made itself of a shared run and has in memory still, so that it need not read its own files. Bounded. The files are what counts,
/// for this process too: what is not here is read from them. Thread-safe.
/// </summary>
/// <param name="room">Bytes that it may hold.</param>
internal sealed class OwnWork(long room)
{
    private readonly ConcurrentDictionary<string, byte[]?[]> _records = [];
    private readonly ConcurrentDictionary<string, GapRun?[]> _gaps = [];
    private long _left = room;

    /// <summary>Takes room for so many bytes, or says that there is none.</summary>
    public bool TryKeep(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
            return true;
        Interlocked.Add(ref _left, bytes);
        return false;
    }

    /// <summary>Keeps the records of a file, segment by segment; null where there was no room.</summary>
    public void Keep(string file, byte[]?[] segments) => _records[file] = segments;

    /// <summary>Keeps the gaps of a file, bucket by bucket; null where there was no room.</summary>
    public void Keep(string file, GapRun?[] gaps) => _gaps[file] = gaps;

    /// <summary>The records of a file; null: another process made it.</summary>
    public byte[]?[]? Records(string file) => _records.GetValueOrDefault(file);

    /// <summary>The gaps of a file; null: another process made it.</summary>
    public GapRun?[]? Gaps(string file) => _gaps.GetValueOrDefault(file);

    /// <summary>Gives the room of records back, when all that came of them is there; who reads them all the same reads the files.</summary>
    public void ForgetRecords()
    {
        foreach (var segments in _records.Values)
        {
            for (var i = 0; i < segments.Length; i++)
                Interlocked.Add(ref _left, Interlocked.Exchange(ref segments[i], null)?.Length ?? 0);
        }
    }
}
