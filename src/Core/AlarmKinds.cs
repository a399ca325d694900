namespace Opportune.Core;

/// <summary>Why people are told: the names of the runbook's entries that are raised as alarms.</summary>
public static class AlarmKinds
{
    /// <summary>A run was to be done by now.</summary>
    public const string DeadlinePassed = "deadline-passed";

    /// <summary>A run was to begin, and did not.</summary>
    public const string RunNotStarted = "run-not-started";

    /// <summary>The newest run of a job failed.</summary>
    public const string RunFailed = "run-failed";

    /// <summary>A run, or parts of it, wait for a person.</summary>
    public const string RunHeld = "run-held";

    /// <summary>A process that takes work gives no sign of life.</summary>
    public const string WorkerSilent = "worker-silent";

    /// <summary>A table of the source has not grown for too long.</summary>
    public const string FeedStale = "feed-stale";

    /// <summary>A way to reach people does not work.</summary>
    public const string ChannelFailed = "channel-failed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [DeadlinePassed, RunNotStarted, RunFailed, RunHeld, WorkerSilent, FeedStale, ChannelFailed];
}
