namespace Opportune.Schedules;

/// <summary>How a schedule stands when it is asked what to do.</summary>
public sealed record ScheduleStanding
{
    /// <summary>Everything due up to here, inclusive, has been decided: where the last <see cref="Plan"/> ended, or when the schedule was made.</summary>
    public required DateTimeOffset Cursor { get; init; }

    /// <summary>What is due before this is skipped; null: not paused; the end of time: until somebody resumes it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Whether a run of the job is going.</summary>
    public bool IsWorking { get; init; }

    /// <summary>Whether a run of the job waits: for its window, for the one that is going, or for a free worker.</summary>
    public bool IsWaiting { get; init; }
}
