using System.Data.Common;
using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>
/// What a process does about messages, on the ledger's truth. As an <see cref="IDispatch"/> it is the way without an engine: a message
/// is carried out at once, in this process.
/// </summary>
public sealed class RunHandlers : IDispatch, IDisposable
{
    private readonly OpportuneDatabase _database;
    private readonly Func<RunRow, CancellationToken, Task<RunRequest>> _request;
    private readonly WorkerIdentity _me;
    private readonly ClusterSettings _settings;
    private readonly IDispatch _dispatch;
    private readonly SharedWork? _shared;
    private readonly Action<string> _log;
    private int _atWork;

    /// <param name="database">With the ledger.</param>
    /// <param name="request">What a run of the ledger asks for, by the rules that this process knows.</param>
    /// <param name="me">This process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears what happens, a line at a time, without identifiers.</param>
    /// <param name="dispatch">Where messages go; null: they are carried out at once.</param>
    /// <param name="sharedFolder">A folder that all workers see; null: this process carries out all of a run.</param>
    /// <param name="settings">How processes live together.</param>
    public RunHandlers(
        OpportuneDatabase database, Func<RunRow, CancellationToken, Task<RunRequest>> request, WorkerIdentity me, TimeProvider time,
        Action<string>? log = null, IDispatch? dispatch = null, string? sharedFolder = null, ClusterSettings? settings = null)
    {
        (_database, _request, _me, _dispatch, _log, _settings) = (database, request, me, dispatch ?? this, log ?? (_ => { }), settings ?? new());
        if (sharedFolder is not null)
            _shared = new(database, new(request, sharedFolder, me, time), me, _settings, _dispatch, goesOn: dispatch is not null, _log);
    }

    /// <summary>How many messages it works on.</summary>
    public int AtWork => Volatile.Read(ref _atWork);

    /// <summary>
    /// Begins a queued run: carries all of it out in this process, or, with a shared folder, lets workers share it. Done by one conditional
    /// update, so a repeated message finds nothing to do, and so does one that comes while another run is at work: the run stays queued,
    /// and <see cref="Tend"/> sends it again. How it ended the ledger says; an error of the run is none of the message's.
    /// </summary>
    public Task StartRun(string runId, CancellationToken cancel) => Counted(() => Start(runId, cancel));

    private async Task Start(string runId, CancellationToken cancel)
    {
        if (await _database.Read(connection => RunCatalog.Find(connection, runId), cancel) is not { State: RunStates.Queued } row)
            return;
        try
        {
            var (asked, place) = (await _request(row, cancel), PlaceOf(row, _database));
            FutureDay.Refuse(asked.AsOf, _database.Time);
            if (_shared is not null)
                await _shared.Begin(row, asked, place, cancel);
            else if (await Run.ExecuteQueued(runId, _me.NextClaim(), asked, place, _database.Time, new Progress<StepProgress>(), cancel) is { } report)
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

    /// <summary>Claims a unit of a shared run and works on it; the last of a step makes known what comes next.</summary>
    public Task RunPartition(string runId, string partitionId, CancellationToken cancel) =>
        _shared is null || !long.TryParse(partitionId, CultureInfo.InvariantCulture, out var id) ? Task.CompletedTask : Counted(() => _shared.Work(runId, id, cancel));

    /// <summary>Goes on with what is next of a shared run, without waiting for messages about it, until nothing is left.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="enough">Nothing further is taken when this is cancelled.</param>
    /// <param name="leaving">What is being worked on stops, too.</param>
    public Task GoOn(string runId, CancellationToken enough, CancellationToken leaving) =>
        _shared is null ? Task.CompletedTask : Counted(() => _shared.GoOn(runId, enough, leaving));

    /// <summary>Adds up what the units of a shared run gave, and publishes; claimed by one, like a unit.</summary>
    public async Task FinishRun(string runId, CancellationToken cancel)
    {
        if (_shared is not null && await _database.Read(connection => PartitionLedger.Last(connection, runId), cancel) is { } last)
            await Counted(() => _shared.Work(runId, last, cancel));
    }

    /// <summary>
    /// Puts in order what nobody else does: runs whose process ended without a word, units whose worker is silent, runs that somebody
    /// wants to stop, messages that were lost. Called every few seconds by every process; any number may do so at once.
    /// </summary>
    public async Task Tend(CancellationToken cancel)
    {
        foreach (var lost in await Recovery.Recover(_database, cancel))
            _log($"{lost}: its process ended without a word");
        foreach (var worker in await _database.Write(connection =>
        {
            RunLedger.CancelWaiting(connection);
            return WorkerLedger.EndSilent(connection);
        }, cancel))
        {
            _log($"worker {worker} is silent");
        }
        var (unfinished, now) = await _database.Read(connection => (RunLedger.Unfinished(connection), connection.Now()), cancel);
        if (_shared is not null)
            await _shared.Tend(unfinished, cancel);
        if (unfinished.Exists(r => r.State == RunStates.Running))
            return;
        if (unfinished.Find(r => r.MayBegin(now)) is { } next)
            await _dispatch.StartRun(next.RunId, cancel);
    }

    /// <summary>Gives a sign of life of this process and of what it works on.</summary>
    public async Task Beat(CancellationToken cancel)
    {
        await Tell("working", cancel);
        if (_shared is not null)
            await _shared.Beat(cancel);
    }

    /// <summary>Beats and tends until it is cancelled. A database that cannot be reached is tried again; it is said once, and once when it is back.</summary>
    public Task Live(CancellationToken cancel) => Task.WhenAll(Again(_settings.Beat, Beat, cancel), Again(_settings.Tend, Tend, cancel));

    /// <summary>Waits until it works on nothing, but no longer than <paramref name="patience"/>.</summary>
    public async Task Idle(TimeSpan patience)
    {
        var started = _database.Time.GetTimestamp();
        while (AtWork > 0 && _database.Time.GetElapsedTime(started) < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(50), _database.Time);
    }

    /// <summary>Says that this process leaves, and gives back what it still has.</summary>
    public async Task Leave()
    {
        if (_shared is not null)
            await _shared.Leave();
        await Tell("gone", CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _shared?.Dispose();

    internal static RunPlace PlaceOf(RunRow row, OpportuneDatabase database) => new()
    {
        OutFolder = row.OutFolder,
        Database = database,
        RequestedBy = row.RequestedBy,
        Backfill = row.Kind == RunKinds.Backfill,
        RetryOf = row.RetryOf,
    };

    private async Task Counted(Func<Task> work)
    {
        Interlocked.Increment(ref _atWork);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _atWork);
        }
    }

    private Task<int> Tell(string state, CancellationToken cancel) => _database.Write(connection =>
    {
        WorkerLedger.Beat(connection, _me.Id, _me.Process, _me.Threads, _me.Program, state, _settings.Lease);
        return 0;
    }, cancel);

    private async Task Again(TimeSpan every, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        var isLost = false;
        using var timer = new PeriodicTimer(every, _database.Time);
        try
        {
            do
            {
                try
                {
                    await work(cancel);
                    if (isLost)
                        _log("the database is back");
                    isLost = false;
                }
                catch (Exception e) when (e is DbException or IOException)
                {
                    if (!isLost)
                        _log($"the database cannot be reached: {e.GetType().Name}");
                    isLost = true;
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // This process leaves.
        }
    }

    // A run that could not even begin, for its rules or for what is published, ends in the ledger too.
    private async Task NoteFailure(string runId, Exception error)
    {
        var fault = RunFault.Of(error, "interrupted");
        if (error is InputException)
            await _database.Write(connection => RunLedger.FailWaiting(connection, runId, fault.Reason, fault.Failure!));
        _log($"{runId}: {fault.State}: {fault.Reason}");
    }
}
