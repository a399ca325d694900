using System.Data.Common;
using Dapper;

namespace Opportune.Database.Ledger;

/// <summary>
/// The units of a run that workers share. Every method is one step inside a transaction of the caller's; every change of a unit is
/// one conditional update, so that of two who try one succeeds. Leases are by the database's clock.
/// </summary>
public static class PartitionLedger
{
    /// <summary>Adds units, of which the first stage's can begin.</summary>
    public static void Add(DbConnection connection, string runId, IEnumerable<(RunPartition Unit, long Stage)> units)
    {
        using var load = BulkLoad.Into(connection, "run_partitions", ["run_id", "partition_id", "step", "table_name", "rows", "state", "attempt", "stage"]);
        foreach (var (unit, stage) in units)
        {
            load.Add(runId);
            load.Add(unit.PartitionId);
            load.Add(unit.Step);
            load.Add(unit.TableName);
            load.Add(unit.Rows);
            load.Add("waiting");
            load.Add(0L);
            load.Add(stage);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Takes a unit for a worker. Null: it does not wait, its time has not come, or its run is to stop.</summary>
    public static ClaimedUnit? Claim(DbConnection connection, string runId, long partitionId, string worker, TimeSpan lease)
    {
        var now = connection.Now();
        var claimed = connection.QuerySingleOrDefault<ClaimedUnit>(Sql.Load("partitions/claim.sql"), new { run_id = runId, partition_id = partitionId, worker, now, lease_until = now + lease });
        // A commit whose answer was lost may have happened: nobody else uses the worker's name, and it has no other attempt at the unit.
        return claimed ?? (Find(connection, runId, partitionId) is { State: "running" } unit && unit.Worker == worker ? new(unit.Attempt, unit.Step, unit.Rows) : null);
    }

    /// <summary>A unit as it stands; null: there is none.</summary>
    public static UnitState? Find(DbConnection connection, string runId, long partitionId) =>
        connection.QuerySingleOrDefault<UnitState>(Sql.Load("partitions/find.sql"), new { run_id = runId, partition_id = partitionId });

    /// <summary>The last unit of a run; null: it is not planned yet.</summary>
    public static long? Last(DbConnection connection, string runId) => Of<Id>(connection, "partitions/find-last.sql", runId) is [var last] ? last.PartitionId : null;

    /// <summary>Renews an attempt's lease. False: it is not the one at work any more, or its run has ended or is to stop.</summary>
    public static bool Renew(DbConnection connection, AttemptKey attempt, TimeSpan lease, long rowsDone) =>
        connection.Query<Id>(Sql.Load("partitions/renew.sql"), new
        {
            run_id = attempt.RunId,
            partition_id = attempt.PartitionId,
            attempt = attempt.Attempt,
            worker = attempt.Worker,
            lease_until = connection.Now() + lease,
            rows_done = rowsDone,
        }).Any();

    /// <summary>Gives a sign of life of the run, and stands in line with others who do. False: it has ended, or is to stop.</summary>
    public static bool NoteRun(DbConnection connection, string runId) =>
        connection.Query<Name>(Sql.Load("partitions/note-run.sql"), new { run_id = runId, now = connection.Now() }).Any();

    /// <summary>Names an attempt's file as the unit's result. False: another attempt has the unit, and the file is nobody's.</summary>
    public static bool Commit(DbConnection connection, AttemptKey attempt, string resultFile) =>
        connection.Query<Id>(Sql.Load("partitions/commit.sql"), new
        {
            run_id = attempt.RunId,
            partition_id = attempt.PartitionId,
            attempt = attempt.Attempt,
            worker = attempt.Worker,
            result_file = resultFile,
            now = connection.Now(),
        }).Any();

    /// <summary>Ends an attempt without a result.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="counts">Whether the unit is to blame.</param>
    /// <param name="most">With so many that count the unit is given up.</param>
    /// <param name="failure">Why, in one line without identifiers; null for one that was handed back.</param>
    /// <param name="wait">Before the next attempt, where what went wrong may pass; null: none.</param>
    /// <returns>The unit's state: waiting or failed; null: the attempt had lost it before.</returns>
    public static string? GiveBack(DbConnection connection, AttemptKey attempt, bool counts, int most, string? failure, TimeSpan? wait)
    {
        var now = connection.Now();
        return connection.QuerySingleOrDefault<GivenBack>(Sql.Load("partitions/give-back.sql"), new
        {
            run_id = attempt.RunId,
            partition_id = attempt.PartitionId,
            attempt = attempt.Attempt,
            worker = attempt.Worker,
            counts = counts ? 1L : 0L,
            most = (long)most,
            failure,
            troubled_at = wait is null ? (DateTimeOffset?)null : now,
            not_before = now + wait,
        })?.State;
    }

    /// <summary>Takes back the attempts that nobody has heard of for longer than their lease.</summary>
    public static List<TakenBack> TakeBack(DbConnection connection, int most) =>
        connection.Query<TakenBack>(Sql.Load("partitions/take-back.sql"), new { now = connection.Now(), most = (long)most }).AsList();

    /// <summary>Says that a unit's worker, whose attempt was taken back, lives.</summary>
    public static void Excuse(DbConnection connection, string runId, long partitionId) =>
        connection.Execute(Sql.Load("partitions/excuse.sql"), new { run_id = runId, partition_id = partitionId });

    /// <summary>Lets the unit be done again whose file cannot be used.</summary>
    public static void Reopen(DbConnection connection, string runId, string resultFile) =>
        connection.Execute(Sql.Load("partitions/reopen.sql"), new { run_id = runId, result_file = resultFile });

    /// <summary>The units that can be worked on and of which workers were not told; they count as told now.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="runId">The run.</param>
    /// <param name="again">Also those of which they were told so long ago, because a message may be lost; null: not those.</param>
    /// <param name="limit">At most so many.</param>
    public static List<ReadyUnit> Send(DbConnection connection, string runId, TimeSpan? again, long limit)
    {
        var now = connection.Now();
        return connection.Query<ReadyUnit>(Sql.Load("partitions/send.sql"), new { run_id = runId, now, before = now - again, limit }).AsList();
    }

    /// <summary>The unit that a worker who is free takes next; null: none waits, and <c>AtWork</c> of its stage are being worked on.</summary>
    public static (long? PartitionId, long AtWork) Next(DbConnection connection, string runId) =>
        connection.QuerySingle<(long?, long)>(Sql.Load("partitions/find-next.sql"), new { run_id = runId, now = connection.Now() });

    /// <summary>The attempts of a worker.</summary>
    public static List<AttemptKey> Of(DbConnection connection, string worker) => connection.Query<AttemptKey>(Sql.Load("partitions/list-attempts.sql"), new { worker }).AsList();

    /// <summary>The files that were committed.</summary>
    public static List<CommittedFile> Committed(DbConnection connection, string runId) => Of<CommittedFile>(connection, "partitions/list-committed.sql", runId);

    /// <summary>The units that were given up.</summary>
    public static List<FailedUnit> Failed(DbConnection connection, string runId) => Of<FailedUnit>(connection, "partitions/list-failed.sql", runId);

    /// <summary>When each stage that is done ended, in order.</summary>
    public static List<StageEnd> Stages(DbConnection connection, string runId) => Of<StageEnd>(connection, "partitions/list-stages.sql", runId);

    /// <summary>Says where the files of the run lie.</summary>
    public static void NameFolder(DbConnection connection, string runId, string folder) =>
        connection.Execute(Sql.Load("partitions/name-folder.sql"), new { run_id = runId, folder });

    private static List<T> Of<T>(DbConnection connection, string file, string runId) => connection.Query<T>(Sql.Load(file), new { run_id = runId }).AsList();

    private sealed record Id(long PartitionId);

    private sealed record Name(string RunId);

    private sealed record GivenBack(string State);
}
