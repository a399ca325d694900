using System.Data.Common;
using Dapper;

namespace Opportune.Database.Ledger;

/// <summary>The processes that take work.</summary>
public static class WorkerLedger
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    /// <summary>A worker is there.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="workerId">Its id.</param>
    /// <param name="process">Its process.</param>
    /// <param name="threads">How much it does at a time.</param>
    /// <param name="program">Version of the program.</param>
    /// <param name="state">working, leaving or gone.</param>
    /// <param name="lease">How long it counts as there.</param>
    public static void Beat(DbConnection connection, string workerId, ProcessKey process, long threads, string program, string state, TimeSpan lease)
    {
        var now = connection.Now();
        connection.Execute(Sql.Load("workers/beat.sql"), new
        {
            worker_id = workerId,
            host = process.Host,
            process_id = process.ProcessId,
            process_started_at = process.StartedAt,
            threads,
            program,
            state,
            now,
            lease_until = now + lease,
        });
    }

    /// <summary>Marks those as gone that nobody has heard of for longer than their lease, and forgets those long gone.</summary>
    /// <returns>Those that are gone since now.</returns>
    public static List<string> EndSilent(DbConnection connection)
    {
        var now = connection.Now();
        connection.Execute(Sql.Load("workers/forget.sql"), new { before = now - Remembered });
        return connection.Query<Id>(Sql.Load("workers/end-silent.sql"), new { now }).Select(w => w.WorkerId).ToList();
    }

    /// <summary>Those at work, and those lately gone.</summary>
    public static List<WorkerRow> List(DbConnection connection) => connection.Query<WorkerRow>(Sql.Load("workers/list.sql")).AsList();

    /// <summary>For how many threads of all of them nobody was told of a run.</summary>
    public static long Untold(DbConnection connection, string runId) => connection.ExecuteScalar<long>(Sql.Load("workers/count-untold.sql"), new { run_id = runId });

    private sealed record Id(string WorkerId);
}
