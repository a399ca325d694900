namespace Opportune.Runs;

/// <summary>Runs a step's items on a fixed number of threads, each with a worker of its own.</summary>
internal static class Workers
{
    /// <summary>
    /// Does all items and returns what came of each, in the order of the items: nothing downstream can see which thread
    /// did what, or when.
    /// </summary>
    public static TResult[] Run<TItem, TWorker, TResult>(
        IReadOnlyList<TItem> items, int threads, Func<TWorker> worker, Func<TWorker, TItem, TResult> body, CancellationToken cancel)
    {
        var results = new TResult[items.Count];
        var next = -1;
        var failed = 0;
        var tasks = new Task[Math.Clamp(threads, 1, Math.Max(1, items.Count))];
        for (var t = 0; t < tasks.Length; t++)
        {
            tasks[t] = Task.Factory.StartNew(() =>
            {
                var own = worker();
                try
                {
                    for (var i = Interlocked.Increment(ref next); i < items.Count && Volatile.Read(ref failed) == 0; i = Interlocked.Increment(ref next))
                    {
                        cancel.ThrowIfCancellationRequested();
                        results[i] = body(own, items[i]);
                    }
                }
                catch
                {
                    // The others need not finish what will be thrown away.
                    Volatile.Write(ref failed, 1);
                    throw;
                }
            }, cancel, TaskCreationOptions.None, WorkThreads.Shared);
        }
        try
        {
            Task.WaitAll(tasks, CancellationToken.None);
        }
        catch (AggregateException e)
        {
            // One failure is told, the one that a person can act on: not that the others were stopped for it.
            var first = e.Flatten().InnerExceptions.OrderBy(x => x is OperationCanceledException).First();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
        return results;
    }
}
