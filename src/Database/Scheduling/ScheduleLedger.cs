using System.Data.Common;
using Dapper;

namespace Opportune.Database.Scheduling;

/// <summary>Writes schedules and what is decided by them. Every method is one step inside a transaction of the caller's, who has taken the turn.</summary>
public static class ScheduleLedger
{
    /// <summary>Remembers what a job's file says now; with a trouble: what it said before, and why it cannot be used.</summary>
    public static void SeeFile(DbConnection connection, string job, string title, string? schedule, string? trouble, DateTimeOffset now) =>
        connection.Execute(Sql.Load("schedules/see-file.sql"), new { job, title, file_schedule = schedule, trouble, now });

    /// <summary>Remembers that a job's file is gone.</summary>
    public static void LoseFile(DbConnection connection, string job, DateTimeOffset now) => connection.Execute(Sql.Load("schedules/lose-file.sql"), new { job, now });

    /// <summary>Every due instant up to that one is decided.</summary>
    public static void MoveCursor(DbConnection connection, string job, DateTimeOffset cursor) =>
        connection.Execute(Sql.Load("schedules/move-cursor.sql"), new { job, cursor_at = cursor });

    /// <summary>What people changed a schedule to, with what the file said when they did; null: the file's holds again.</summary>
    public static void SetOwn(DbConnection connection, string job, string? schedule, string? fileSaid) =>
        connection.Execute(Sql.Load("schedules/set-own.sql"), new { job, own_schedule = schedule, own_base = schedule is null ? null : fileSaid });

    /// <summary>Pauses a schedule.</summary>
    public static void Pause(DbConnection connection, string job, DateTimeOffset at, DateTimeOffset? until, string by, string? reason) =>
        connection.Execute(Sql.Load("schedules/set-pause.sql"), new { job, paused_at = at, paused_until = until, paused_by = by, paused_reason = reason });

    /// <summary>Ends a pause.</summary>
    public static void Resume(DbConnection connection, string job) => connection.Execute(
        Sql.Load("schedules/set-pause.sql"),
        new { job, paused_at = (DateTimeOffset?)null, paused_until = (DateTimeOffset?)null, paused_by = (string?)null, paused_reason = (string?)null });

    /// <summary>Adds to a schedule's history.</summary>
    public static void AddChange(DbConnection connection, string job, DateTimeOffset at, string kind, string by, string? reason, string detail, string? schedule) =>
        connection.Execute(Sql.Load("schedules/add-change.sql"), new { job, at, kind, changed_by = by, reason, detail, schedule });

    /// <summary>Writes down what was decided about a due instant. False: it had been decided before.</summary>
    public static bool Add(DbConnection connection, OccasionRow occasion) => connection.Query<JobName>(Sql.Load("schedules/add-occasion.sql"), new
    {
        job = occasion.Job,
        due_at = occasion.DueAt,
        origin = occasion.Origin,
        as_of = occasion.AsOf,
        state = occasion.State,
        reason = occasion.Reason,
        detail = occasion.Detail,
        run_id = occasion.RunId,
        after_run = occasion.AfterRun,
        decided_at = occasion.DecidedAt,
    }).Any();

    /// <summary>Decides again about a due instant.</summary>
    public static void Decide(DbConnection connection, OccasionRow occasion) => connection.Execute(Sql.Load("schedules/decide-occasion.sql"), new
    {
        job = occasion.Job,
        due_at = occasion.DueAt,
        state = occasion.State,
        reason = occasion.Reason,
        detail = occasion.Detail,
        run_id = occasion.RunId,
        after_run = occasion.AfterRun,
        decided_at = occasion.DecidedAt,
    });

    /// <summary>Ends a run that has not begun. False: it has.</summary>
    public static bool DropQueued(DbConnection connection, string runId, string reason) =>
        connection.Query<RunName>(Sql.Load("schedules/drop-queued.sql"), new { run_id = runId, reason, now = connection.Now() }).Any();

    /// <summary>Says when a run that has not begun may begin.</summary>
    public static void MoveQueued(DbConnection connection, string runId, DateTimeOffset? notBefore, DateTimeOffset? notAfter) =>
        connection.Execute(Sql.Load("schedules/move-queued.sql"), new { run_id = runId, not_before = notBefore, not_after = notAfter });

    /// <summary>Adds earlier days that are to be looked at.</summary>
    /// <returns>Its number.</returns>
    public static long AddBackfill(DbConnection connection, string job, DateOnly from, DateOnly to, long everyDays, DateTimeOffset at, string by, string? reason) =>
        connection.QuerySingle<long>(
            Sql.Load("schedules/add-backfill.sql"),
            new { job, from_date = from, to_date = to, every_days = everyDays, requested_at = at, requested_by = by, reason });

    /// <summary>Remembers how far a backfill has come.</summary>
    public static void MoveBackfill(DbConnection connection, long backfillId, DateOnly nextDate, string? runId, string state, string? reason) => connection.Execute(
        Sql.Load("schedules/move-backfill.sql"), new { backfill_id = backfillId, next_date = nextDate, run_id = runId, state, state_reason = reason });

    private sealed record JobName(string Job);

    private sealed record RunName(string RunId);
}
