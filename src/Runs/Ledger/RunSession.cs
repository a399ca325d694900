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
    private int _partitions;
    private int _done;
    private bool _finished;
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

    /// <summary>Writes the run into the ledger and begins to give signs of life.</summary>
    /// <exception cref="InputException">Another run is at work on the database.</exception>
    public static async Task<RunSession> Begin(OpportuneDatabase database, string runId, RunRequest request, RunPlace place, CancellationToken cancel)
    {
        await Recovery.Recover(database, cancel);
        await database.Write(connection =>
        {
            RunLedger.TakeTurn(connection);
            var others = RunLedger.Unfinished(connection);
            // A commit whose answer was lost may have happened.
            if (others.Exists(r => r.RunId == runId))
                return 0;
            if (others.Find(r => r.State == RunStates.Running) is { } other)
                throw new InputException($"run {other.RunId} is at work on this database since a moment ago or longer; wait for its end, or stop it with 'runs cancel {other.RunId}'");
            if (!place.Backfill)
                PublishedRuns.RefuseOlder(connection, request, null);
            if (request.Definition is { } job)
            {
                RunLedger.SeeJob(connection, job.Id, job.Title, job.Schedule?.Cron, job.Schedule?.TimeZone,
                    job.Schedule?.Overlap.ToString().ToLowerInvariant(), job.Schedule?.CatchUp.ToString().ToLowerInvariant());
            }
            RunLedger.Add(connection, Row(connection, runId, request, place));
            RunLedger.Start(connection, runId, RunProcess.Host, RunProcess.Id, RunProcess.StartedAt);
            return 0;
        }, cancel);
        var session = new RunSession(database, runId, request, place, cancel);
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
        Finish(state, reason, (connection, end) =>
        {
            end(connection);
            also?.Invoke(connection);
            return true;
        });

    /// <summary>Ends the run together with a publication, if that can be made.</summary>
    /// <param name="state">How it ends.</param>
    /// <param name="reason">Why, where that needs saying.</param>
    /// <param name="publish">Writes everything, the end too, which it is handed; false: nothing was written.</param>
    /// <returns>Whether it ended.</returns>
    /// <exception cref="InvalidOperationException">The ledger gave the run up before.</exception>
    public async Task<bool> Finish(string state, string? reason, Func<DbConnection, Action<DbConnection>, bool> publish)
    {
        // Signs of life go on meanwhile: a long list takes its time.
        _finishing = true;
        try
        {
            // A commit whose answer was lost may have happened.
            _finished = await _database.Write(connection => RunCatalog.Find(connection, RunId)?.State == state || publish(connection, c => End(c, state, reason)));
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
        var (state, reason) = error switch
        {
            OperationCanceledException => (RunStates.Cancelled, $"{(CancelledBy is null ? "interrupted" : $"cancelled by {CancelledBy}")}; {_done} of {_partitions} partitions were read, nothing was published"),
            // The message of an error of ours may hold anything that was being worked on.
            InputException or IOException or UnauthorizedAccessException => (RunStates.Failed, error.Message.ReplaceLineEndings(" ")),
            _ => (RunStates.Failed, $"internal error: {error.GetType().Name}"),
        };
        try
        {
            await Finish(state, reason);
            await Recovery.RemoveLeftovers(_database, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or IOException or InvalidOperationException)
        {
            // The first error is the one to tell.
        }
    }

    /// <summary>Ends the signs of life.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopBeating();
        _ended.Dispose();
        _oneBeat.Dispose();
        _stop.Dispose();
    }

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
        Folder = place is { OutFolder: { } folder, Database: not null } ? RunFolder.PathOf(folder, runId) : null,
        Program = request.Program,
        RulesSha256 = request.RulesHash,
        LexiconSha256 = request.Lexicon.Hash,
    };

    private void End(DbConnection connection, string state, string? reason)
    {
        lock (_lock)
        {
            RunLedger.FinishPartitions(connection, RunId, _read);
        }
        if (RunLedger.Finish(connection, RunId, state, reason))
            return;
        IsGivenUp = true;
        throw new InvalidOperationException("the ledger counts this run as ended");
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
