using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs.Ledger;

/// <summary>The beginning of a run in the ledger. One at a time is at work on a database, and none publishes what is older than the list.</summary>
internal static class RunStart
{
    /// <summary>Begins a run: one of its own row, or one that waits.</summary>
    /// <returns>False, of one that waits: somebody else has begun it, another run is at work, or its time has not come.</returns>
    /// <exception cref="InputException">What is published is newer, or, of a new one, another run is at work. Nothing was begun.</exception>
    public static Task<bool> Write(
        OpportuneDatabase database, string runId, string claim, RunRequest request, RunPlace place, string work, bool isNew, CancellationToken cancel, Action<DbConnection>? also = null) =>
        database.Write(connection =>
        {
            RunLedger.TakeTurn(connection);
            var others = RunLedger.Unfinished(connection);
            // A commit whose answer was lost may have happened.
            if (others.Exists(r => r.RunId == runId && r.Claim == claim))
                return true;
            if (others.Find(r => r.State == RunStates.Running) is { } other)
            {
                return !isNew ? false
                    : throw new InputException($"run {other.RunId} is at work on this database since a moment ago or longer; wait for its end, or stop it with 'runs cancel {other.RunId}'");
            }
            if (!place.Backfill)
                PublishedRuns.RefuseOlder(connection, request, null);
            if (isNew)
                RunLedger.Add(connection, Row(connection, runId, request, place));
            var process = work == RunWork.Inline ? RunProcess.Key : null;
            var folder = place is { OutFolder: not null, Database: not null } ? place.FolderOf(runId) : null;
            if (!RunLedger.Start(connection, new(runId, claim, work, process, request.Threads, folder, request.Program, request.RulesHash, request.Lexicon.Hash)))
                return false;
            also?.Invoke(connection);
            return true;
        }, cancel);

    private static RunRow Row(DbConnection connection, string runId, RunRequest request, RunPlace place) => new()
    {
        RunId = runId,
        Job = request.Job,
        Kind = place.Backfill ? RunKinds.Backfill : RunKinds.Live,
        AsOf = request.AsOf,
        State = RunStates.Queued,
        RetryOf = place.RetryOf,
        RequestedAt = connection.Now(),
        RequestedBy = place.RequestedBy,
        Threads = request.Threads,
        Input = Path.GetFullPath(request.Input),
        Source = request.Source?.Id,
        SourceFrom = request.Source?.From,
        OutFolder = place is { OutFolder: { } folder, Database: not null } ? Path.GetFullPath(folder) : null,
        CacheFolder = request.Cache is { } cache ? Path.GetFullPath(cache.Folder) : null,
        CacheTrust = request.Cache?.Trust.ToString().ToLowerInvariant(),
        Program = request.Program,
        RulesSha256 = request.RulesHash,
        LexiconSha256 = request.Lexicon.Hash,
    };
}
