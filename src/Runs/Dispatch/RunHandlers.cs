using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>
/// What a process does about messages that say that work waits. A message is a hint: it may be lost or come twice, and whoever hears
/// it claims the work in the ledger first. The names and the form of the arguments are kept from version to version.
/// </summary>
/// <param name="database">With the ledger.</param>
/// <param name="request">What a run of the ledger asks for, by the rules that this process knows.</param>
/// <param name="me">This process.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Hears what happens, a line at a time, without identifiers.</param>
public sealed class RunHandlers(
    OpportuneDatabase database, Func<RunRow, CancellationToken, Task<RunRequest>> request, WorkerIdentity me, TimeProvider time, Action<string>? log = null)
{
    private readonly Action<string> _log = log ?? (_ => { });

    /// <summary>
    /// Begins a queued run, and carries all of it out in this process. Done by one conditional update, so a repeated message finds
    /// nothing to do, and so does one that comes while another run is at work: the run stays queued, and <see cref="Tend"/> sends it again.
    /// How it ended the ledger says; an error of the run is none of the message's.
    /// </summary>
    public async Task StartRun(string runId, CancellationToken cancel)
    {
        if (await database.Read(connection => RunCatalog.Find(connection, runId), cancel) is not { State: RunStates.Queued } row)
            return;
        try
        {
            var asked = await request(row, cancel);
            if (await Run.ExecuteQueued(runId, me.NextClaim(), asked, PlaceOf(row), time, new Progress<StepProgress>(), cancel) is { } report)
                _log($"{runId}: {report.State}");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log($"{runId}: interrupted");
            throw;
        }
        catch (Exception e)
        {
            await NoteFailure(runId, e);
        }
    }

    /// <summary>
    /// Puts in order what nobody else does: runs whose process ended without a word, queued runs that somebody wants to stop, messages
    /// that were lost. Called every few seconds by every process; any number may do so at once.
    /// </summary>
    public async Task Tend(CancellationToken cancel)
    {
        foreach (var lost in await Recovery.Recover(database, cancel))
            _log($"{lost}: its process ended without a word");
        await database.Write(RunLedger.CancelWaiting, cancel);
        var (unfinished, now) = await database.Read(connection => (RunLedger.Unfinished(connection), connection.Now()), cancel);
        if (unfinished.Exists(r => r.State == RunStates.Running))
            return;
        if (unfinished.Find(r => r.NotBefore is null || r.NotBefore <= now) is { } next)
            await StartRun(next.RunId, cancel);
    }

    // A run that could not even begin, for its rules or for what is published, ends in the ledger too.
    private async Task NoteFailure(string runId, Exception error)
    {
        var fault = RunFault.Of(error, "interrupted");
        if (error is InputException)
            await database.Write(connection => RunLedger.FailWaiting(connection, runId, fault.Reason, fault.Failure!));
        _log($"{runId}: {fault.State}: {fault.Reason}");
    }

    private RunPlace PlaceOf(RunRow row) => new()
    {
        OutFolder = row.OutFolder,
        Database = database,
        RequestedBy = row.RequestedBy,
        Backfill = row.Kind == RunKinds.Backfill,
        RetryOf = row.RetryOf,
    };
}
