using System.Data.Common;
using Dapper;

namespace Opportune.Database.Ledger;

/// <summary>Reads what runs did.</summary>
public static class RunCatalog
{
    /// <summary>Runs, the newest first.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="job">Of that job; null: of any.</param>
    /// <param name="state">In that state; null: in any.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="span">Asked for in that time; null: whenever.</param>
    /// <param name="kind">Of that kind (<see cref="RunKinds"/>); null: of any.</param>
    public static List<RunRow> List(DbConnection connection, string? job, string? state, long limit, RunSpan? span = null, string? kind = null)
    {
        var (from, until, before) = span ?? new();
        return connection.Query<RunRow>(Sql.Load("runs/list-runs.sql"), new { job, state, kind, limit, from, until, before }).AsList();
    }

    /// <summary>One run; null where there is none of that id.</summary>
    public static RunRow? Find(DbConnection connection, string runId) =>
        connection.QuerySingleOrDefault<RunRow>(Sql.Load("runs/find-run.sql"), new { run_id = runId });

    /// <summary>Files of a run.</summary>
    public static List<RunFileRow> Files(DbConnection connection, string runId) => Of<RunFileRow>(connection, "runs/list-files.sql", runId);

    /// <summary>How far it has read.</summary>
    public static List<PartitionCount> Partitions(DbConnection connection, string runId) => Of<PartitionCount>(connection, "runs/count-partitions.sql", runId);

    /// <summary>What its feeds covered.</summary>
    public static List<RunFeedRow> Feeds(DbConnection connection, string runId) => Of<RunFeedRow>(connection, "runs/list-feeds.sql", runId);

    /// <summary>What it counted.</summary>
    public static List<RunCountRow> Counts(DbConnection connection, string runId) => Of<RunCountRow>(connection, "runs/list-counts.sql", runId);

    /// <summary>What runs by these rules saw of their last days at each site, as of dates from one on to before another; only where all of the site was published.</summary>
    public static List<RunDaysRow> Days(DbConnection connection, DateOnly from, DateOnly before, string rules) =>
        connection.Query<RunDaysRow>(Sql.Load("runs/list-days.sql"), new { from, before, rules }).AsList();

    /// <summary>How long its steps took.</summary>
    public static List<RunTimingRow> Timings(DbConnection connection, string runId) => Of<RunTimingRow>(connection, "runs/list-timings.sql", runId);

    /// <summary>Its parts.</summary>
    public static List<RunPartRow> Parts(DbConnection connection, string runId) => Of<RunPartRow>(connection, "runs/list-parts.sql", runId);

    /// <summary>What changed with its publication.</summary>
    public static List<RunChangeRow> Changes(DbConnection connection, string runId) => Of<RunChangeRow>(connection, "runs/list-changes.sql", runId);

    /// <summary>What readers see now, part by part.</summary>
    public static List<PublicationRow> Publications(DbConnection connection) => connection.Query<PublicationRow>(Sql.Load("runs/list-publications.sql")).AsList();

    /// <summary>The rules that runs went by, those of the last run first.</summary>
    public static List<UsedRulesRow> Rules(DbConnection connection) => connection.Query<UsedRulesRow>(Sql.Load("runs/list-rules.sql")).AsList();

    /// <summary>Held parts of other runs.</summary>
    public static List<HeldPartRow> HeldByOthers(DbConnection connection, string runId) => Of<HeldPartRow>(connection, "runs/list-held.sql", runId);

    /// <summary>Runs that ended without a result, and whose folder was not yet removed.</summary>
    public static List<LeftoverRun> WithLeftovers(DbConnection connection) => connection.Query<LeftoverRun>(Sql.Load("runs/list-leftovers.sql")).AsList();

    /// <summary>Runs of a job that ended before an instant, and whose files nobody needs any more.</summary>
    public static List<LeftoverRun> WithOldFolders(DbConnection connection, string job, DateTimeOffset before) =>
        connection.Query<LeftoverRun>(Sql.Load("runs/list-old-folders.sql"), new { job, before }).AsList();

    /// <summary>Runs of a job that ended before an instant, and of which the ledger has to know no more than a line.</summary>
    public static List<OldRun> PastTheirTime(DbConnection connection, string job, DateTimeOffset before) =>
        connection.Query<OldRun>(Sql.Load("runs/list-past.sql"), new { job, before }).AsList();

    /// <summary>Jobs that have runs.</summary>
    public static List<string> Jobs(DbConnection connection) => connection.Query<string>(Sql.Load("runs/list-jobs.sql")).AsList();

    private static List<T> Of<T>(DbConnection connection, string file, string runId) => connection.Query<T>(Sql.Load(file), new { run_id = runId }).AsList();
}
