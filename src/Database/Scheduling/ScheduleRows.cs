using System.Globalization;

namespace Opportune.Database.Scheduling;

/// <summary>A job's schedule as the database has it.</summary>
public sealed record ScheduleRow
{
    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>When its file was last seen to say something new.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>What its file says under 'schedule'; null: nothing.</summary>
    public string? FileSchedule { get; init; }

    /// <summary>Since when its file is gone.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>Why its file cannot be used, in one line; what it said before holds.</summary>
    public string? Trouble { get; init; }

    /// <summary>What people changed the schedule to; null: the file's holds.</summary>
    public string? OwnSchedule { get; init; }

    /// <summary>What the file said when they did.</summary>
    public string? OwnBase { get; init; }

    /// <summary>Every due instant up to it is decided; null: nobody has looked yet.</summary>
    public DateTimeOffset? CursorAt { get; init; }

    /// <summary>Since when it is paused.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Until when; null while it is paused: until a person resumes it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>By whom.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Why.</summary>
    public string? PausedReason { get; init; }

    /// <summary>What holds; null: people start the job.</summary>
    public string? Holds => OwnSchedule ?? FileSchedule;

    /// <summary>Whether the file says something new since people changed the schedule.</summary>
    public bool FileMovedOn => OwnSchedule is not null && OwnBase != FileSchedule;

    /// <summary>Whether it is paused at that instant.</summary>
    public bool IsPaused(DateTimeOffset now) => PausedAt is not null && (PausedUntil is null || now < PausedUntil);
}

/// <summary>A change of a schedule. <paramref name="Schedule"/>: what it says since then.</summary>
public sealed record ScheduleChangeRow(
    long ChangeId, string Job, DateTimeOffset At, string Kind, string ChangedBy, string? Reason, string Detail, string? Schedule)
{
    /// <summary>What happened, for people; not "resumed, resumed".</summary>
    public string Told() => Detail.StartsWith(Kind, StringComparison.Ordinal) ? Detail : $"{Kind}, {Detail}";
}

/// <summary>What was decided about a due instant.</summary>
/// <param name="Job">The job.</param>
/// <param name="DueAt">The instant.</param>
/// <param name="Origin">See <see cref="OccasionOrigins"/>.</param>
/// <param name="AsOf">The date as of which its run looks.</param>
/// <param name="State">See <see cref="OccasionStates"/>.</param>
/// <param name="Reason">See <see cref="OccasionReasons"/>.</param>
/// <param name="Detail">Why, in one line.</param>
/// <param name="RunId">Its run, the latest where it was tried again.</param>
/// <param name="AfterRun">The run of the job before that it comes after.</param>
/// <param name="DecidedAt">When that was decided.</param>
public sealed record OccasionRow(
    string Job, DateTimeOffset DueAt, string Origin, DateOnly AsOf, string State, string? Reason, string? Detail, string? RunId, string? AfterRun, DateTimeOffset DecidedAt);

/// <summary>A run without an end, as far as schedules have to know it.</summary>
public sealed record OpenRun(
    string RunId, string Job, string Kind, string State, DateOnly AsOf, DateTimeOffset? DueAt, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter, string? CancelRequestedBy);

/// <summary>The latest due instant of a job that has a run, and that run.</summary>
/// <param name="Job">The job.</param>
/// <param name="DueAt">The instant.</param>
/// <param name="Detail">What the occasion says of it.</param>
/// <param name="RunId">The run.</param>
/// <param name="AsOf">As of when.</param>
/// <param name="State">Its state.</param>
/// <param name="StateReason">Why.</param>
/// <param name="Failure">The kind of its error.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="DeadlineAt">Until when it is tried again.</param>
/// <param name="Attempts">Runs for the instant so far.</param>
/// <param name="Lost">Those of them whose process ended without a word.</param>
/// <param name="Later">Live runs of the job that were asked for since.</param>
public sealed record LastAttempt(
    string Job, DateTimeOffset DueAt, string? Detail, string RunId, DateOnly AsOf, string State, string? StateReason, string? Failure, DateTimeOffset? FinishedAt,
    DateTimeOffset? DeadlineAt, long Attempts, long Lost, long Later);

/// <summary>A run that ended, of a job that another one comes after.</summary>
public sealed record EndedRun(string RunId, DateOnly AsOf, string State, string? StateReason, DateTimeOffset? DueAt, DateTimeOffset FinishedAt);

/// <summary>Earlier days that are looked at one after another. <paramref name="NextDate"/>: the day of <paramref name="RunId"/> while there is one, else of the run to come.</summary>
public sealed record BackfillRow(
    long BackfillId, string Job, DateOnly FromDate, DateOnly ToDate, long EveryDays, DateOnly NextDate, string? RunId, string State, string? StateReason,
    DateTimeOffset RequestedAt, string RequestedBy, string? Reason)
{
    /// <summary>"every day", "every 7 days".</summary>
    public string Pace => PaceOf(EveryDays);

    /// <summary>How often, in words.</summary>
    public static string PaceOf(long everyDays) => everyDays == 1 ? "every day" : string.Create(CultureInfo.InvariantCulture, $"every {everyDays} days");
}
