namespace Opportune.Core;

/// <summary>
/// When a job runs: by a clock (<see cref="Cron"/>) or after another job (<see cref="After"/>), one of the two. A due instant
/// is an instant at which the schedule says that the job runs; a follower's is its predecessor's.
/// </summary>
public sealed record JobSchedule
{
    /// <summary>Five fields (minute, hour, day of month, month, day of week), or Quartz's six or seven with seconds and year.</summary>
    public string? Cron { get; init; }

    /// <summary>The job whose published run starts this one, for the same due instant and the same as-of date.</summary>
    public string? After { get; init; }

    /// <summary>IANA zone, "Europe/Berlin"; a follower without its own has its predecessor's.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What to do while the last run is still going.</summary>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>What to do about due instants that were missed.</summary>
    public CatchUpPolicy CatchUp { get; init; }

    /// <summary>A run that could not start so long after its due instant does not start at all; null: however late.</summary>
    public TimeSpan? SkipIfLaterThan { get; init; }

    /// <summary>When in the day a run may start; null: always.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>By when a run must have published; null: no alarm, and no end to its retries.</summary>
    public Deadline? Deadline { get; init; }
}

/// <summary>What to do while the last run is still going.</summary>
public enum OverlapPolicy
{
    /// <summary>Leave this one out.</summary>
    Skip,

    /// <summary>Run after it. One waits at most: a later due instant takes the place of the one that waits.</summary>
    Queue,

    /// <summary>Cancel what is still going, and run.</summary>
    CancelOld,
}

/// <summary>What to do about due instants that were missed.</summary>
public enum CatchUpPolicy
{
    /// <summary>Run once, for the latest.</summary>
    Latest,

    /// <summary>Let them go.</summary>
    None,

    /// <summary>Run each, in order.</summary>
    All,
}
