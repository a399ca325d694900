using System.Collections.Concurrent;
using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Engine;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>What becomes of an attempt that gave no result, by the kind of its error.</summary>
internal sealed partial class SharedWork
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, byte> _told = [];

    private async Task Fail(RunRow row, LocalAttempt attempt, ClaimedUnit unit, Exception error, CancellationToken leaving)
    {
        var name = $"{row.RunId}: unit {attempt.Key!.PartitionId} ({unit.Step})";
        try
        {
            switch (error)
            {
                case AggregateException { InnerExceptions: [var first, ..] }:
                    await Fail(row, attempt, unit, first, leaving);
                    break;
                case var _ when attempt.IsLost:
                    // Whoever lives to say so did not die of the unit.
                    await Write(connection => PartitionLedger.Excuse(connection, row.RunId, attempt.Key.PartitionId));
                    log($"{name}: attempt {attempt.Key.Attempt} came to nothing: it was taken back, or the run is to stop");
                    break;
                case OperationCanceledException when leaving.IsCancellationRequested:
                    await GiveBack(attempt, counts: false, null, null);
                    log($"{name}: handed back");
                    break;
                case OtherProgramException other:
                    await GiveBack(attempt, counts: false, null, FirstWait);
                    log($"{name}: left to other workers: {other.Message}");
                    break;
                case StepFileException file:
                    await Write(connection => PartitionLedger.Reopen(connection, row.RunId, file.File));
                    await GiveBack(attempt, counts: false, null, null);
                    log($"{name}: {file.Message}");
                    break;
                case InputException:
                    await End(row.RunId, RunFault.Of(error, ""));
                    break;
                case DbException or IOException or UnauthorizedAccessException:
                    await TryAgainLater(row, attempt, RunFault.Of(error, ""), name);
                    break;
                default:
                    // The message of an error of ours may hold anything that was being worked on.
                    await Blame(row, attempt, $"internal error: {error.GetType().Name}", name);
                    break;
            }
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            // The unit's lease runs out, and whoever tends then gives it to somebody else.
            log($"{name}: the database cannot be told: {e.GetType().Name}");
        }
    }

    private async Task TryAgainLater(RunRow row, LocalAttempt attempt, RunFault fault, string name)
    {
        var (unit, now) = await database.Read(connection => (PartitionLedger.Find(connection, row.RunId, attempt.Key!.PartitionId), connection.Now()));
        if (now > (row.DeadlineAt ?? (unit?.TroubledAt ?? now) + settings.Patience))
        {
            await End(row.RunId, fault with { Reason = $"{fault.Reason}; it did not pass until {(row.DeadlineAt is null ? "patience was over" : "the deadline")}" });
            return;
        }
        var wait = FirstWait * Math.Pow(2, Math.Min(10, attempt.Key!.Attempt - 1));
        await GiveBack(attempt, counts: false, fault.Reason, wait < LongestWait ? wait : LongestWait);
        log($"{name}: {fault.Reason}; tried again in a while");
    }

    private async Task Blame(RunRow row, LocalAttempt attempt, string failure, string name)
    {
        log($"{name}: attempt {attempt.Key!.Attempt}: {failure}");
        if (await GiveBack(attempt, counts: true, failure, null) == "failed")
            await EndPoisoned(row.RunId);
    }

    // A unit that reads holds rows of any patient, and any of them may be what satisfies a rule, or excludes: without them a person would be
    // listed who was treated, or left out, so nothing is published. A unit that evaluates holds all of its patients and nobody else: the
    // run ends without them, and what is published of them stays. Where it is all of them, there is nothing to publish.
    private async Task EndPoisoned(string runId)
    {
        var (failed, counts) = await database.Read(connection => (PartitionLedger.Failed(connection, runId), RunCatalog.Partitions(connection, runId)));
        if (failed.Count == 0 || (failed.TrueForAll(u => u.Step == SharedSteps.Evaluate) && counts.Exists(c => c.Step == SharedSteps.Evaluate && c.State != "failed")))
            return;
        await End(runId, new(RunStates.Failed, $"{GivenUpUnits.Describe(failed)}; nothing was published, for what is missing may concern any patient", RunFailures.Poison));
    }

    private async Task EndCancelled(string runId, string by)
    {
        var counts = await database.Read(connection => RunCatalog.Partitions(connection, runId));
        var done = counts.Where(c => c.State == "done").Sum(c => c.Partitions);
        await End(runId, new(RunStates.Cancelled, $"cancelled by {by}; {done} of {counts.Sum(c => c.Partitions)} units were done, nothing was published", null));
    }

    private async Task End(string runId, RunFault fault)
    {
        if (await database.Write(connection => RunLedger.Finish(connection, runId, fault.State, fault.Reason, fault.Failure)))
            log($"{runId}: {fault.State}: {fault.Reason}");
    }

    private Task<string?> GiveBack(LocalAttempt attempt, bool counts, string? failure, TimeSpan? wait) =>
        database.Write(connection => PartitionLedger.GiveBack(connection, attempt.Key!, counts, settings.MostFailures, failure, wait));

    private Task<int> Write(Action<DbConnection> work) => database.Write(connection =>
    {
        work(connection);
        return 0;
    });
}
