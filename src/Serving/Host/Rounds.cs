using System.Data.Common;
using Microsoft.Extensions.Logging;
using Opportune.Core;

namespace Opportune.Serving;

/// <summary>Does things again and again, whatever comes of one time: a fault is logged once, and once when it is over.</summary>
internal sealed class Rounds(TimeProvider time, Pulse pulse, ILogger log)
{
    /// <summary>Does <paramref name="work"/> at once and then <paramref name="every"/> so often, until it is cancelled.</summary>
    // On a thread of its own: work may block, a run does for minutes.
    public Task Go(string name, TimeSpan every, Func<CancellationToken, Task> work, CancellationToken cancel) =>
        Task.Run(() => Repeat(name, every, work, cancel), CancellationToken.None);

    private async Task Repeat(string name, TimeSpan every, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every, time);
        var isLame = false;
        try
        {
            do
            {
                try
                {
                    await work(cancel);
                    pulse.Beat(name);
                    if (isLame)
                        ServiceLog.Recovered(log, name);
                    isLame = false;
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    if (!isLame)
                        ServiceLog.Failed(log, name, Tell(e));
                    isLame = true;
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The process leaves.
        }
    }

    // The message of an error of ours may hold anything that was being worked on.
    private static string Tell(Exception e) => e switch
    {
        DbException => Database.DatabaseFault.Tell(e).Message,
        InputException or IOException => e.Message.ReplaceLineEndings(" "),
        _ => e.GetType().Name,
    };
}
