using System.Collections.Concurrent;

namespace Opportune.Serving;

/// <summary>When each of the things that a process does again and again was last done without a fault.</summary>
internal sealed class Pulse(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _beats = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>It was done.</summary>
    public void Beat(string what) => _beats[what] = time.GetUtcNow();

    /// <summary>How long ago; what was never done counts from the start of the process.</summary>
    public TimeSpan Since(string what) => time.GetUtcNow() - _beats.GetValueOrDefault(what, _started);
}
