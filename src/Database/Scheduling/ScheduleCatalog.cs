using System.Data.Common;
using Dapper;

namespace Opportune.Database.Scheduling;

/// <summary>Reads schedules and what was decided by them.</summary>
public static class ScheduleCatalog
{
    /// <summary>All schedules.</summary>
    public static List<ScheduleRow> All(DbConnection connection) => Schedules(connection, null);

    /// <summary>One job's; null where the database does not know it.</summary>
    public static ScheduleRow? Find(DbConnection connection, string job) => Schedules(connection, job) is [var row] ? row : null;

    /// <summary>A schedule's history, the newest first.</summary>
    public static List<ScheduleChangeRow> Changes(DbConnection connection, string job, long limit) =>
        connection.Query<ScheduleChangeRow>(Sql.Load("schedules/list-changes.sql"), new { job, limit }).AsList();

    /// <summary>What was decided about a due instant; null: nothing yet.</summary>
    public static OccasionRow? Occasion(DbConnection connection, string job, DateTimeOffset dueAt) =>
        connection.QuerySingleOrDefault<OccasionRow>(Sql.Load("schedules/find-occasion.sql"), new { job, due_at = dueAt });

    /// <summary>What was decided about a job's due instants, the latest first.</summary>
    public static List<OccasionRow> Occasions(DbConnection connection, string job, long limit) =>
        connection.Query<OccasionRow>(Sql.Load("schedules/list-occasions.sql"), new { job, limit }).AsList();

    /// <summary>Occasions of all jobs that wait, the earliest of each job first.</summary>
    public static List<OccasionRow> Waiting(DbConnection connection) => connection.Query<OccasionRow>(Sql.Load("schedules/list-waiting.sql")).AsList();

    /// <summary>Runs without an end, in the order in which they were asked for.</summary>
    public static List<OpenRun> OpenRuns(DbConnection connection) => connection.Query<OpenRun>(Sql.Load("schedules/list-unfinished.sql")).AsList();

    /// <summary>Of each job the latest due instant that has a run, and that run.</summary>
    public static List<LastAttempt> LastAttempts(DbConnection connection) => connection.Query<LastAttempt>(Sql.Load("schedules/list-last-attempts.sql")).AsList();

    /// <summary>Live runs of the job before that ended since, and about which nothing was decided yet.</summary>
    public static List<EndedRun> EndedPredecessors(DbConnection connection, string job, string after, DateTimeOffset since) =>
        connection.Query<EndedRun>(Sql.Load("schedules/list-ended-predecessors.sql"), new { job, after, since }).AsList();

    /// <summary>Backfills of a job, or in a state, the earliest first.</summary>
    public static List<BackfillRow> Backfills(DbConnection connection, string? job, string? state) =>
        connection.Query<BackfillRow>(Sql.Load("schedules/list-backfills.sql"), new { job, state }).AsList();

    private static List<ScheduleRow> Schedules(DbConnection connection, string? job) =>
        connection.Query<ScheduleRow>(Sql.Load("schedules/list-schedules.sql"), new { job }).AsList();
}
