namespace Opportune.Runs;

/// <summary>
/// Tells processes that work waits (design: state). A message is a hint: it may be lost or come twice, and whoever hears it claims the
/// work in the ledger first. Its names and the form of its arguments are kept from version to version, because a message may outlive
/// the program that sent it. <see cref="RunHandlers"/> carries it out at once in this process; another implementation hands it to an engine.
/// </summary>
public interface IDispatch
{
    /// <summary>A queued run is to begin.</summary>
    Task StartRun(string runId, CancellationToken cancel);

    /// <summary>A unit of a run waits.</summary>
    Task RunPartition(string runId, string partitionId, CancellationToken cancel);

    /// <summary>All units of a run are done.</summary>
    Task FinishRun(string runId, CancellationToken cancel);
}
