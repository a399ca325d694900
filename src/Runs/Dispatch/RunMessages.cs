namespace Opportune.Runs;

/// <summary>
/// What any engine does with a message that reaches this process: it is carried out, and then whatever is next of the run, which is heard
/// of sooner here than by another message. An engine that rests may just then have been taking one: it is sent again, to whoever does not
/// rest. An engine may write this class' name and those of its methods down beside the message: they are kept.
/// </summary>
/// <param name="handlers">Who carries it out.</param>
/// <param name="engine">Where a message came from.</param>
/// <param name="enough">Nothing further is taken when this is cancelled.</param>
/// <param name="leaving">What is being worked on stops, too.</param>
public sealed class RunMessages(RunHandlers handlers, IDispatch engine, CancellationToken enough, CancellationToken leaving)
{
    private IDispatch Taker => enough.IsCancellationRequested ? engine : handlers;

    /// <summary>A queued run is to begin.</summary>
    public async Task StartRun(string runId)
    {
        await Taker.StartRun(runId, leaving);
        await handlers.GoOn(runId, enough, leaving);
    }

    /// <summary>A unit of a run waits.</summary>
    public async Task RunPartition(string runId, string partitionId)
    {
        await Taker.RunPartition(runId, partitionId, leaving);
        await handlers.GoOn(runId, enough, leaving);
    }

    /// <summary>All units of a run are done.</summary>
    public Task FinishRun(string runId) => Taker.FinishRun(runId, leaving);
}
