using Opportune.Database.Ledger;

namespace Opportune.Runs;

/// <summary>An attempt at a unit that is at work in this process. Hears how far it is, and passes it on with the next sign of life.</summary>
internal sealed class LocalAttempt(string runId, long partitionId, Action<LocalAttempt> ended, CancellationToken leaving) : IProgress<StepProgress>, IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(leaving);
    private long _rowsDone;

    /// <summary>Which one; null while it is being claimed.</summary>
    public AttemptKey? Key { get; private set; }

    /// <summary>Whether the ledger has it no more: it was taken back, or its run ended or is to stop.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The work stops when this is cancelled: it is lost, or the process is leaving.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>How many of its rows it has done.</summary>
    public long RowsDone => Interlocked.Read(ref _rowsDone);

    private long Rows { get; set; }

    /// <summary>The run.</summary>
    public string RunId => runId;

    /// <summary>The unit.</summary>
    public long PartitionId => partitionId;

    /// <summary>It was claimed.</summary>
    public void Begin(ClaimedUnit unit, string worker) => (Rows, Key) = (unit.Rows, new(runId, partitionId, unit.Attempt, worker));

    /// <summary>The ledger has it no more.</summary>
    public void Lose()
    {
        IsLost = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended while we looked.
        }
    }

    /// <inheritdoc/>
    public void Report(StepProgress value)
    {
        if (value.Total > 0)
            Interlocked.Exchange(ref _rowsDone, (long)(Rows * (double)value.Done / value.Total));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ended(this);
        _stop.Dispose();
    }
}
