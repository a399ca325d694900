using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Engine;

namespace Opportune.Runs.Ledger;

/// <summary>
/// One run's entry in the ledger while it is at work: gives signs of life, writes down what was read, and hears when
/// somebody wants it to stop.
/// </summary>
internal sealed class RunSession : IAsyncDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(2);

    private readonly OpportuneDatabase _database;
    private readonly RunRequest _request;
    private readonly RunPlace _place;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _oneBeat = new(1);
    private readonly List<int> _read = [];
    private Task _beating = Task.CompletedTask;
    private AttemptKey? _attempt;
    private int _partitions;
    private int _done;
    private bool _finished;
    private bool _waited;
    private volatile bool _finishing;

    private RunSession(OpportuneDatabase database, string runId, RunRequest request, RunPlace place, CancellationToken cancel)
    {
        (_database, RunId, _request, _place) = (database, runId, request, place);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>The work stops when this is cancelled.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Who asked the run to stop, through the ledger.</summary>
    public string? CancelledBy { get; private set; }

    /// <summary>Whether the ledger gave the run up, because nobody had heard of it for too long.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Writes a new run into the ledger and begins to give signs of life.</summary>
    /// <exception cref="InputException">Another run is at work on the database.</exception>
    public static async Task<RunSession> Begin(OpportuneDatabase database, string runId, RunRequest request, RunPlace place, CancellationToken cancel)
    {
        await Recovery.Recover(database, cancel);
        await RunStart.Write(database, runId, runId, request, place, RunWork.Inline, isNew: true, cancel);
        return Beating(database, runId, request, place, cancel);
    }

    /// <summary>Takes a run that waits in the ledger and begins to give signs of life. Null: somebody else has, another run is at work, or its time has not come.</summary>
    /// <param name="database">With the ledger.</param>
    /// <param name="runId">The run.</param>
    /// <param name="claim">A word that nobody else uses, and that is not used twice.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="place">As its row says.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">What is published is newer; the run was not begun.</exception>
    public static async Task<RunSession?> Take(OpportuneDatabase database, string runId, string claim, RunRequest request, RunPlace place, CancellationToken cancel) =>
        await RunStart.Write(database, runId, claim, request, place, RunWork.Inline, isNew: false, cancel) ? Beating(database, runId, request, place, cancel, waited: true) : null;

    /// <summary>
    /// The end of a run that workers shared: an attempt at its last unit, whose signs of life its worker gives. Ends the run only if
    /// nobody else has got the unit.
    /// </summary>
    public static RunSession OfAttempt(OpportuneDatabase database, AttemptKey attempt, RunRequest request, RunPlace place, CancellationToken stop) =>
        new(database, attempt.RunId, request, place, stop) { _attempt = attempt };

    private static RunSession Beating(OpportuneDatabase database, string runId, RunRequest request, RunPlace place, CancellationToken cancel, bool waited = false)
    {
        var session = new RunSession(database, runId, request, place, cancel) { _waited = waited };
        session._beating = Task.Run(session.Beat, CancellationToken.None);
        return session;
    }

    /// <summary>Writes down what the run is going to read.</summary>
    public Task Planned(IReadOnlyList<RunFileRow> inputs, IReadOnlyList<Partition> partitions)
    {
        _partitions = partitions.Count;
        return _database.Write(connection =>
        {
            if (!_place.Backfill)
                PublishedRuns.RefuseOlder(connection, _request, inputs.Max(i => i.ModifiedAt));
            RunLedger.Plan(connection, RunId, inputs, [.. partitions.Select(p => new RunPartition(p.Id, p.Step.ToString().ToLowerInvariant(), CanonicalTable.Of(p.Table).Name, p.Rows))]);
            return 0;
        }, Stop);
    }

    /// <summary>Asks the ledger a last time before publishing: whoever wanted the run to stop until now is heard.</summary>
    /// <exception cref="OperationCanceledException">Somebody did, or the ledger gave the run up.</exception>
    public async Task Hear()
    {
        if (_attempt is null)
            await BeatOnce();
        Stop.ThrowIfCancellationRequested();
    }

    /// <summary>A partition was read; written down with the next sign of life.</summary>
    public void Done(Partition partition)
    {
        lock (_lock)
        {
            _read.Add(partition.Id);
            _done++;
        }
    }

    /// <summary>Ends the run in the ledger, together with what <paramref name="also"/> writes: all of it or nothing.</summary>
    /// <exception cref="InvalidOperationException">The ledger gave the run up before.</exception>
    public Task Finish(string state, string? reason, Action<DbConnection>? also = null) =>
        Finish(state, reason, null, (connection, end) =>
        {
            end(connection);
            also?.Invoke(connection);
            return true;
        });

    /// <summary>Ends the run together with a publication, if that can be made.</summary>
    /// <param name="state">How it ends.</param>
    /// <param name="reason">Why, where that needs saying.</param>
    /// <param name="failure">What failed in it all the same: a word of <see cref="RunFailures"/>; null: nothing.</param>
    /// <param name="publish">Writes everything, the end too, which it is handed; false: nothing was written.</param>
    /// <returns>Whether it ended.</returns>
    /// <exception cref="InvalidOperationException">The ledger gave the run up before.</exception>
    public async Task<bool> Finish(string state, string? reason, string? failure, Func<DbConnection, Action<DbConnection>, bool> publish)
    {
        // Signs of life go on meanwhile: a long list takes its time.
        _finishing = true;
        try
        {
            // A commit whose answer was lost may have happened.
            _finished = await _database.Write(connection => HasEnded(connection, state) || publish(connection, c => End(c, state, reason, failure)));
        }
        finally
        {
            _finishing = false;
        }
        if (_finished)
            await StopBeating();
        return _finished;
    }

    /// <summary>Ends the run in the ledger for an error. A database that cannot be reached is left to the next start's recovery.</summary>
    public async Task Fail(Exception error)
    {
        if (_finished)
            return;
        var fault = RunFault.Of(error, $"{(CancelledBy is null ? "interrupted" : $"cancelled by {CancelledBy}")}; {_done} of {_partitions} partitions were read, nothing was published");
        try
        {
            // A process that has to go leaves a run that somebody else can begin; what was interrupted by its own user has ended.
            if (_waited && fault.State == RunStates.Cancelled && CancelledBy is null && !IsGivenUp && await HandBack())
                return;
            await Finish(fault.State, fault.Reason, fault.Failure, (connection, end) =>
            {
                end(connection);
                return true;
            });
            await Recovery.RemoveLeftovers(_database, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or IOException or InvalidOperationException)
        {
            // The first error is the one to tell.
        }
    }

    private async Task<bool> HandBack()
    {
        _finishing = true;
        _finished = await _database.Write(connection => RunLedger.HandBack(connection, RunId));
        if (_finished)
            await StopBeating();
        return _finished;
    }

    /// <summary>Ends the signs of life.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopBeating();
        _ended.Dispose();
        _oneBeat.Dispose();
        _stop.Dispose();
    }

    private bool HasEnded(DbConnection connection, string state) =>
        RunCatalog.Find(connection, RunId)?.State == state && (_attempt is null || PartitionLedger.Find(connection, RunId, _attempt.PartitionId) is { State: "done" } unit && unit.Attempt == _attempt.Attempt);

    private void End(DbConnection connection, string state, string? reason, string? failure)
    {
        lock (_lock)
        {
            RunLedger.FinishPartitions(connection, RunId, _read);
        }
        if (IsMine(connection) && RunLedger.Finish(connection, RunId, state, reason, failure))
            return;
        IsGivenUp = true;
        throw new InvalidOperationException("the ledger counts this run as ended");
    }

    // Of two attempts, one that was only paused and the one that came after it, the later publishes.
    private bool IsMine(DbConnection connection)
    {
        if (_attempt is null)
            return true;
        if (!PartitionLedger.NoteRun(connection, RunId) || !PartitionLedger.Commit(connection, _attempt, _place.NameOf(RunId)))
            return false;
        if (_place.OutFolder is not null)
            PartitionLedger.NameFolder(connection, RunId, _place.FolderOf(RunId));
        return true;
    }

    private async Task StopBeating()
    {
        if (!_ended.IsCancellationRequested)
            await _ended.CancelAsync();
        await _beating;
    }

    private async Task Beat()
    {
        using var timer = new PeriodicTimer(BeatEvery, _database.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
                await BeatOnce();
        }
        catch (OperationCanceledException)
        {
            // The run has come to its end.
        }
        catch (DbException)
        {
            // The database is away for longer than a transient fault lasts; the next step that needs it says so.
        }
    }

    private async Task BeatOnce()
    {
        await _oneBeat.WaitAsync();
        try
        {
            await TellAndHear();
        }
        finally
        {
            _oneBeat.Release();
        }
    }

    private async Task TellAndHear()
    {
        int[] read;
        lock (_lock)
        {
            read = [.. _read];
        }
        var (counts, cancelledBy) = await _database.Write(connection =>
        {
            RunLedger.FinishPartitions(connection, RunId, read);
            return RunLedger.Beat(connection, RunId);
        }, _ended.Token);
        lock (_lock)
        {
            _read.RemoveRange(0, read.Length);
        }
        if (_finishing || _finished || (counts && cancelledBy is null))
            return;
        (IsGivenUp, CancelledBy) = (!counts, cancelledBy);
        await _stop.CancelAsync();
    }
}
