using System.Collections.Concurrent;

namespace Opportune.Runs;

/// <summary>The attempts at work in this process, at most one at a unit.</summary>
internal sealed class LocalAttempts
{
    private readonly ConcurrentDictionary<(string RunId, long PartitionId), LocalAttempt> _attempts = [];

    /// <summary>How many there are.</summary>
    public int Count => _attempts.Count;

    /// <summary>Those that were claimed.</summary>
    public IEnumerable<LocalAttempt> Claimed => _attempts.Values.Where(a => a.Key is not null);

    /// <summary>Whether this process is at work on a run.</summary>
    public bool AreOf(string runId) => _attempts.Keys.Any(k => k.RunId == runId);

    /// <summary>Makes room for an attempt; null: there is one at the unit, for a message may come twice.</summary>
    public LocalAttempt? TryBegin(string runId, long partitionId, CancellationToken leaving)
    {
        var attempt = new LocalAttempt(runId, partitionId, a => _attempts.TryRemove(new((runId, partitionId), a)), leaving);
        if (_attempts.TryAdd((runId, partitionId), attempt))
            return attempt;
        attempt.Dispose();
        return null;
    }
}
