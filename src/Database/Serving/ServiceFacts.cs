using System.Data.Common;
using Dapper;
using Opportune.Database.Alarms;
using Opportune.Database.Ledger;

namespace Opportune.Database.Serving;

/// <summary>How an installation stands, in counts: what telemetry and the start page show.</summary>
/// <param name="Runs">Runs by state.</param>
/// <param name="AtWork">Runs at work.</param>
/// <param name="Alarms">Alarms whose condition lasts.</param>
/// <param name="HeartbeatAge">How long ago the most silent running run gave a sign of life; null where none is at work.</param>
public sealed record ServiceFacts(IReadOnlyList<RunStateCount> Runs, IReadOnlyList<RunRow> AtWork, IReadOnlyList<AlarmRow> Alarms, TimeSpan? HeartbeatAge)
{
    private const long Many = 100;

    /// <summary>Reads it.</summary>
    public static ServiceFacts Read(DbConnection connection)
    {
        var now = connection.Now();
        var running = RunCatalog.List(connection, null, RunStates.Running, Many);
        return new(
            connection.Query<RunStateCount>(Sql.Load("serving/count-runs.sql")).AsList(),
            running,
            AlarmBook.Open(connection),
            running.Count == 0 ? null : now - running.Min(r => r.HeartbeatAt ?? r.RequestedAt));
    }

    /// <summary>Runs that published all they should and ended after an instant, the last of them; null: none.</summary>
    public static DateTimeOffset? LastGood(DbConnection connection, DateTimeOffset after) =>
        connection.QuerySingle<Good>(Sql.Load("serving/find-last-good.sql"), new { after }).FinishedAt;

    private sealed record Good(DateTimeOffset? FinishedAt);
}

/// <summary>How many runs are in a state.</summary>
public sealed record RunStateCount(string State, long Runs);
