using System.Data.Common;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>How units are taken from the ledger and handed back done, and who is told what comes next.</summary>
internal sealed partial class SharedWork
{
    private async Task<TakenUnit?> Claim(LocalAttempt attempt, CancellationToken cancel)
    {
        TakenUnit? taken = null;
        try
        {
            return taken = await database.Write(connection => Claim(connection, attempt), cancel);
        }
        finally
        {
            Settle(attempt, taken);
        }
    }

    // The unit is done and the next one taken, or others told of it, in one transaction. What was lost while the commit was on its way is seen by the
    // next attempt's number.
    private async Task<Done> Commit(AtWork at, TakenUnit taken, string file, Action<DbConnection> also)
    {
        var runId = at.Row.RunId;
        var (next, done) = (default(LocalAttempt), default(Done));
        try
        {
            return done = await database.Write(connection =>
            {
                Commit(connection, taken.Attempt.Key!, file, also);
                if (Ready(connection, runId) is { Count: > 0 } others)
                    return new Done(others, null);
                if (at.Enough.IsCancellationRequested)
                    return new([], null);
                // The same again after a commit whose answer was lost: it may be this process' already.
                next ??= PartitionLedger.Next(connection, runId).PartitionId is { } id ? _attempts.TryBegin(runId, id, at.Leaving) : null;
                return new([], next is null ? null : Claim(connection, next));
            });
        }
        catch (OperationCanceledException)
        {
            File.Delete(Path.Combine(runs.FolderOf(runId), file));
            taken.Attempt.Lose();
            throw;
        }
        finally
        {
            Settle(next, done?.Next);
        }
    }

    // Cancelled, and nothing written: another has the unit, or the run is to stop.
    private static void Commit(DbConnection connection, AttemptKey key, string file, Action<DbConnection> also)
    {
        // A commit whose answer was lost may have happened.
        if (PartitionLedger.Find(connection, key.RunId, key.PartitionId) is { State: "done" } unit && unit.ResultFile == file)
            return;
        if (!PartitionLedger.Commit(connection, key, file))
            throw new OperationCanceledException();
        also(connection);
        // As late as can be: whoever commits after it stands in line until this is committed.
        if (!PartitionLedger.NoteRun(connection, key.RunId))
            throw new OperationCanceledException();
    }

    // The attempt is there before its unit is claimed, so that no message begins it a second time in this process.
    private TakenUnit? Claim(DbConnection connection, LocalAttempt attempt) =>
        PartitionLedger.Claim(connection, attempt.RunId, attempt.PartitionId, me.Id, settings.Lease) is { } unit ? new(attempt, unit, PartitionLedger.Committed(connection, attempt.RunId)) : null;

    private void Settle(LocalAttempt? attempt, TakenUnit? taken)
    {
        if (taken is null)
            attempt?.Dispose();
        else
            taken.Attempt.Begin(taken.Unit, me.Id);
    }

    private async Task Send(string runId, CancellationToken cancel) => await Tell(runId, await Ready(runId, cancel), cancel);

    private Task<List<ReadyUnit>> Ready(string runId, CancellationToken cancel) => database.Write(connection => Ready(connection, runId), cancel);

    // This process goes on by itself, and so does each that was told once: where there is an engine, only the others need a message.
    private List<ReadyUnit> Ready(DbConnection connection, string runId)
    {
        var limit = goesOn ? WorkerLedger.Untold(connection, runId) - 1 : long.MaxValue;
        return limit > 0 ? PartitionLedger.Send(connection, runId, null, limit) : [];
    }

    // Whoever ends a unit tells of what can be done next; if he dies before, the next who tends does.
    private async Task Tell(string runId, List<ReadyUnit> units, CancellationToken cancel)
    {
        foreach (var unit in units)
        {
            if (unit.Step == SharedSteps.Finish)
                await dispatch.FinishRun(runId, cancel);
            else
                await dispatch.RunPartition(runId, unit.PartitionId.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);
        }
    }

    /// <summary>A unit that this process has got.</summary>
    /// <param name="Attempt">The attempt at it.</param>
    /// <param name="Unit">The unit.</param>
    /// <param name="Committed">What was done when it got it.</param>
    private sealed record TakenUnit(LocalAttempt Attempt, ClaimedUnit Unit, List<CommittedFile> Committed)
    {
        /// <summary>The file that holds the plan.</summary>
        public string Plan => Committed.Single(f => f.PartitionId == SharedSteps.PlanId).ResultFile;

        /// <summary>The files of the units that were done.</summary>
        public IReadOnlyDictionary<int, string> Files { get; } = Committed.Where(f => f.PartitionId != SharedSteps.PlanId).ToDictionary(f => (int)f.PartitionId, f => f.ResultFile);
    }

    /// <summary>What comes after a unit that is done.</summary>
    /// <param name="Others">Units of which others are to be told.</param>
    /// <param name="Next">The unit that this process has got with the commit; null: it looks.</param>
    private sealed record Done(List<ReadyUnit> Others, TakenUnit? Next);
}
