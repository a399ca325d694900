using System.Data.Common;
using Dapper;

namespace Opportune.Database.Alarms;

/// <summary>What alarms are judged by, read in one snapshot.</summary>
/// <param name="Runs">Unfinished live runs, and of each job the newest.</param>
/// <param name="Held">Parts that wait for a person.</param>
/// <param name="Feeds">How far each feed reached in the runs that the published list comes from.</param>
/// <param name="Workers">Processes that take work and did not say that they ended.</param>
/// <param name="Channels">Channels that do not take messages.</param>
public sealed record AlarmFacts(
    IReadOnlyList<RunFact> Runs, IReadOnlyList<HeldFact> Held, IReadOnlyList<FeedFact> Feeds, IReadOnlyList<WorkerFact> Workers, IReadOnlyList<FailingChannel> Channels)
{
    private const long Repeatedly = 3;

    /// <summary>Reads them.</summary>
    public static AlarmFacts Read(DbConnection connection)
    {
        return new(
            connection.Query<RunFact>(Sql.Load("alarms/list-run-facts.sql")).AsList(),
            connection.Query<HeldFact>(Sql.Load("alarms/list-held-facts.sql")).AsList(),
            connection.Query<FeedFact>(Sql.Load("alarms/list-feed-facts.sql")).AsList(),
            ReadWorkers(connection),
            AlarmBook.Failing(connection, Repeatedly));
    }

    /// <summary>Processes that take work and did not say that they ended.</summary>
    public static IReadOnlyList<WorkerFact> ReadWorkers(DbConnection connection)
    {
        // Silence is measured by the one clock that all workers give their signs of life by.
        var now = connection.Now();
        return [.. connection.Query<Worker>(Sql.Load("alarms/list-worker-facts.sql")).Select(w => new WorkerFact(w.WorkerId, w.Host, now - w.LeaseUntil))];
    }

    private sealed record Worker(string WorkerId, string Host, DateTimeOffset LeaseUntil);
}

/// <summary>A live run.</summary>
public sealed record RunFact(
    string RunId, string Job, string State, string? Failure, DateTimeOffset RequestedAt, DateTimeOffset? DueAt, DateTimeOffset? DeadlineAt, DateTimeOffset? NotBefore,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>How many parts of a run wait for a person: such as people are shown something of, and silent ones.</summary>
public sealed record HeldFact(string RunId, string Job, long Parts, long Silent);

/// <summary>How far a feed reached; site and code system are "" where it says none.</summary>
public sealed record FeedFact(string Feed, string Site, string CodeSystem, DateOnly CoveredTo, long? AllowedLagDays);

/// <summary>A process that takes work.</summary>
/// <param name="WorkerId">Its id.</param>
/// <param name="Host">Its machine.</param>
/// <param name="SilentFor">How long ago its lease ran out, by the database's clock; negative while it lasts.</param>
public sealed record WorkerFact(string WorkerId, string Host, TimeSpan SilentFor);
