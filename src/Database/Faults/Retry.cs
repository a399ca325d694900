namespace Opportune.Database;

/// <summary>Doing a unit of work again after a fault that goes away by itself.</summary>
public static class Retry
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Does <paramref name="work"/>, again as a whole after a transient fault, waiting twice as long each time (50 ms to 2 s), until
    /// <paramref name="patience"/> is over; the last fault is then thrown. A commit whose answer was lost may have happened, so the work
    /// must be one that recognises what it did before.
    /// </summary>
    public static async Task<T> Until<T>(TimeProvider time, TimeSpan patience, Func<Task<T>> work, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return await work();
            }
            catch (Exception e) when (DatabaseFault.IsTransient(e) && time.GetElapsedTime(start) + wait < patience)
            {
                // It is done again below.
            }
            await Task.Delay(wait, time, cancel);
        }
    }
}
