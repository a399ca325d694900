using System.Data.Common;
using Dapper;

namespace Opportune.Database.Ledger;

/// <summary>Writes what runs do. Every method is one step inside a transaction of the caller's.</summary>
public static class RunLedger
{
    /// <summary>How long a run counts as living after its last sign of life.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Waits for others that are about to begin a run; until the transaction ends nobody else begins one.</summary>
    public static void TakeTurn(DbConnection connection) => connection.Execute(Sql.Load("runs/take-turn.sql"));

    /// <summary>Runs without an end, the oldest first.</summary>
    public static List<UnfinishedRun> Unfinished(DbConnection connection) => connection.Query<UnfinishedRun>(Sql.Load("runs/list-unfinished.sql")).AsList();

    /// <summary>Adds a run in state queued.</summary>
    public static void Add(DbConnection connection, RunRow run) =>
        connection.Execute(Sql.Load("runs/add-run.sql"), new
        {
            run_id = run.RunId,
            job = run.Job,
            kind = run.Kind,
            as_of = run.AsOf,
            retry_of = run.RetryOf,
            requested_at = run.RequestedAt,
            requested_by = run.RequestedBy,
            threads = run.Threads,
            input = run.Input,
            source = run.Source,
            source_from = run.SourceFrom,
            folder = run.Folder,
            program = run.Program,
            rules_sha256 = run.RulesSha256,
            lexicon_sha256 = run.LexiconSha256,
            out_folder = run.OutFolder,
            cache_folder = run.CacheFolder,
            cache_trust = run.CacheTrust,
            due_at = run.DueAt,
            deadline_at = run.DeadlineAt,
            not_before = run.NotBefore,
        });

    /// <summary>Turns a queued run into a running one. False: it is not queued any more, is to stop, or is to begin later.</summary>
    public static bool Start(DbConnection connection, RunBeginning run)
    {
        var now = connection.Now();
        return connection.Query<Id>(Sql.Load("runs/start-run.sql"), new
        {
            run_id = run.RunId,
            now,
            claim = run.Claim,
            work = run.Work,
            lease_until = run.Process is null ? (DateTimeOffset?)null : now + Lease,
            host = run.Process?.Host,
            process_id = run.Process?.ProcessId,
            process_started_at = run.Process?.StartedAt,
            threads = run.Threads,
            folder = run.Folder,
            program = run.Program,
            rules_sha256 = run.RulesSha256,
            lexicon_sha256 = run.LexiconSha256,
        }).Any();
    }

    /// <summary>Ends the runs that nobody has begun and somebody wants to stop.</summary>
    /// <returns>Their ids.</returns>
    public static List<string> CancelWaiting(DbConnection connection) =>
        connection.Query<Id>(Sql.Load("runs/cancel-waiting.sql"), new { now = connection.Now() }).Select(r => r.RunId).ToList();

    /// <summary>Ends a run that could not begin. False: it is not queued any more.</summary>
    public static bool FailWaiting(DbConnection connection, string runId, string reason, string failure) =>
        connection.Query<Id>(Sql.Load("runs/fail-waiting.sql"), new { run_id = runId, reason, failure, now = connection.Now() }).Any();

    /// <summary>Gives a sign of life and renews the lease.</summary>
    /// <returns>Whether the run still counts as running, and who wants it to stop.</returns>
    public static (bool Counts, string? CancelledBy) Beat(DbConnection connection, string runId)
    {
        var now = connection.Now();
        var answer = connection.Query<Heard>(Sql.Load("runs/beat.sql"), new { run_id = runId, now, lease_until = now + Lease }).AsList();
        return (answer.Count > 0, answer is [var heard] ? heard.CancelRequestedBy : null);
    }

    /// <summary>Writes down what the run is going to read.</summary>
    public static void NoteInputs(DbConnection connection, string runId, IReadOnlyList<RunFileRow> inputs)
    {
        connection.Execute(Sql.Load("runs/note-inputs.sql"), new { run_id = runId, inputs_changed_at = inputs.Max(i => i.ModifiedAt) });
        AddFiles(connection, runId, inputs);
    }

    /// <summary>Writes down what the run is going to read, and how it is cut.</summary>
    public static void Plan(DbConnection connection, string runId, IReadOnlyList<RunFileRow> inputs, IReadOnlyList<RunPartition> partitions)
    {
        NoteInputs(connection, runId, inputs);
        using var load = BulkLoad.Into(connection, "run_partitions", ["run_id", "partition_id", "step", "table_name", "rows", "state", "attempt"]);
        foreach (var partition in partitions)
        {
            load.Add(runId);
            load.Add(partition.PartitionId);
            load.Add(partition.Step);
            load.Add(partition.TableName);
            load.Add(partition.Rows);
            load.Add("waiting");
            load.Add(0L);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Writes down that partitions were read. They are read about in order, so that consecutive ones take one statement.</summary>
    public static void FinishPartitions(DbConnection connection, string runId, IEnumerable<int> partitions)
    {
        var now = connection.Now();
        var (first, last) = (-1, -1);
        foreach (var partition in partitions.Order())
        {
            if (last >= 0 && partition != last + 1)
            {
                Finish();
                first = -1;
            }
            (first, last) = (first < 0 ? partition : first, partition);
        }
        if (last >= 0)
            Finish();

        void Finish() => connection.Execute(Sql.Load("runs/finish-partitions.sql"), new { run_id = runId, first = (long)first, last = (long)last, now });
    }

    /// <summary>Adds files of a run.</summary>
    public static void AddFiles(DbConnection connection, string runId, IReadOnlyList<RunFileRow> files)
    {
        using var load = BulkLoad.Into(connection, "run_files", ["run_id", "direction", "name", "table_name", "bytes", "rows", "modified_at", "sha256"]);
        foreach (var file in files)
        {
            load.Add(runId);
            load.Add(file.Direction);
            load.Add(file.Name);
            load.Add(file.TableName);
            load.Add(file.Bytes);
            load.Add(file.Rows);
            if (file.ModifiedAt is { } modified)
                load.Add(modified);
            else
                load.AddNull();
            load.Add(file.Sha256);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Adds what the feeds covered.</summary>
    public static void AddFeeds(DbConnection connection, string runId, IEnumerable<RunFeedRow> feeds)
    {
        using var load = BulkLoad.Into(connection, "run_feeds", ["run_id", "feed", "site", "code_system", "covered_from", "covered_to", "allowed_lag_days"]);
        foreach (var feed in feeds)
        {
            load.Add(runId);
            load.Add(feed.Feed);
            load.Add(feed.Site);
            load.Add(feed.CodeSystem);
            load.Add(feed.CoveredFrom);
            load.Add(feed.CoveredTo);
            load.Add(feed.AllowedLagDays);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Adds what was counted.</summary>
    public static void AddCounts(DbConnection connection, string runId, IEnumerable<RunCountRow> counts)
    {
        using var load = BulkLoad.Into(connection, "run_counts", ["run_id", "subject", "item", "amount"]);
        foreach (var count in counts)
        {
            load.Add(runId);
            load.Add(count.Subject);
            load.Add(count.Item);
            load.Add(count.Amount);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Adds what the last days were at each site, and forgets those of runs as of dates before another.</summary>
    public static void AddDays(DbConnection connection, string runId, string rules, IEnumerable<RunDaysRow> sites, DateOnly before)
    {
        connection.Execute(Sql.Load("runs/forget-days.sql"), new { before });
        using var load = BulkLoad.Into(connection, "run_days", ["run_id", "site", "rules_sha256", "days"]);
        foreach (var site in sites)
        {
            load.Add(runId);
            load.Add(site.Site);
            load.Add(rules);
            load.Add(site.Days);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Adds how long each step took.</summary>
    public static void AddTimings(DbConnection connection, string runId, IEnumerable<RunTimingRow> timings)
    {
        using var load = BulkLoad.Into(connection, "run_timings", ["run_id", "step", "milliseconds"]);
        foreach (var timing in timings)
        {
            load.Add(runId);
            load.Add(timing.Step);
            load.Add(timing.Milliseconds);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Adds the parts of a run.</summary>
    public static void AddParts(DbConnection connection, string runId, IEnumerable<RunPartRow> parts)
    {
        using var load = BulkLoad.Into(connection, "run_parts", ["run_id", "measure", "site", "state", "guard", "detail"]);
        foreach (var part in parts)
        {
            load.Add(runId);
            load.Add(part.Measure);
            load.Add(part.Site);
            load.Add(part.State);
            load.Add(part.Guard);
            load.Add(part.Detail);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>Ends a run. False: it has an end already, because nobody heard of it for too long.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="runId">The run.</param>
    /// <param name="state">See <see cref="RunStates"/>.</param>
    /// <param name="reason">Why, in one line without identifiers, where that needs saying.</param>
    /// <param name="failure">Of a failed run: see <see cref="RunFailures"/>.</param>
    public static bool Finish(DbConnection connection, string runId, string state, string? reason, string? failure = null) =>
        connection.Query<Id>(Sql.Load("runs/finish-run.sql"), new { run_id = runId, state, state_reason = reason, failure, now = connection.Now() }).Any();

    /// <summary>Lets a run that its process cannot finish wait again, as if it had not begun. False: somebody wants it to stop, or it has an end.</summary>
    public static bool HandBack(DbConnection connection, string runId)
    {
        if (!connection.Query<Id>(Sql.Load("runs/hand-back.sql"), new { run_id = runId }).Any())
            return false;
        connection.Execute(Sql.Load("runs/remove-partitions.sql"), new { run_id = runId });
        connection.Execute(Sql.Load("runs/remove-inputs.sql"), new { run_id = runId });
        return true;
    }

    /// <summary>Changes the state of a run that ended.</summary>
    public static void ChangeState(DbConnection connection, string runId, string state, string? reason) =>
        connection.Execute(Sql.Load("runs/change-state.sql"), new { run_id = runId, state, state_reason = reason });

    /// <summary>A run's folder is no more.</summary>
    public static void ForgetFolder(DbConnection connection, string runId) => connection.Execute(Sql.Load("runs/forget-folder.sql"), new { run_id = runId });

    /// <summary>Removes all that is known of a run beside its line. False: it was done before.</summary>
    public static bool ForgetDetails(DbConnection connection, string runId)
    {
        if (!connection.Query<Id>(Sql.Load("runs/mark-details-gone.sql"), new { run_id = runId, now = connection.Now() }).Any())
            return false;
        foreach (var details in new[] { "runs/remove-partitions.sql", "runs/remove-files.sql", "runs/remove-counts.sql", "runs/remove-feeds.sql", "runs/remove-timings.sql", "runs/remove-parts.sql", "runs/remove-changes.sql" })
            connection.Execute(Sql.Load(details), new { run_id = runId });
        return true;
    }

    /// <summary>Removes a run that nothing names, with the schedule's decision that led to it.</summary>
    public static void Forget(DbConnection connection, string runId)
    {
        foreach (var statement in new[] { "schedules/forget-predecessor.sql", "schedules/forget-occasion.sql", "runs/remove-run.sql" })
            connection.Execute(Sql.Load(statement), new { run_id = runId });
    }

    /// <summary>Asks a run to stop. False: it has ended, or was asked before.</summary>
    public static bool RequestCancel(DbConnection connection, string runId, string by) =>
        connection.Query<Id>(Sql.Load("runs/request-cancel.sql"), new { run_id = runId, by, now = connection.Now() }).Any();

    /// <summary>Decides on a held part. False: it is not held.</summary>
    public static bool DecidePart(DbConnection connection, string runId, string measure, string site, string state, string? by, string? reason) =>
        connection.Query<Id>(Sql.Load("runs/decide-part.sql"), new { run_id = runId, measure, site, state, by, now = connection.Now(), reason }).Any();

    private sealed record Heard(string? CancelRequestedBy);

    private sealed record Id(string RunId);
}
