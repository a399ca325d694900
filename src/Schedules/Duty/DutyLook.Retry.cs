using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

/// <summary>Retry of whole runs by the kind of their error.</summary>
internal sealed partial class DutyLook
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    // 1, 2, 4 ... minutes after the end of the attempt before.
    private static TimeSpan WaitAfter(long attempts) => attempts > 5 ? LongestWait : TimeSpan.FromTicks(FirstWait.Ticks << (int)(attempts - 1));

    private void Retry(JobAtHand job)
    {
        // Only of the latest instant, and only if nothing else of the job was asked for since: a later run makes good what failed.
        if (!_book.LastAttempts.TryGetValue(job.Id, out var failed) || failed is not { State: RunStates.Failed, Later: 0 } || Running(job) is not null
            || Queued(job).Count > 0 || Waiting(job).Exists(o => o.DueAt > failed.DueAt))
        {
            return;
        }
        if (Known(job, failed.DueAt) is not { State: OccasionStates.Queued } occasion || occasion.RunId != failed.RunId)
            return;
        if (job.Hindrance is { } hindrance)
        {
            Decide(occasion, OccasionStates.Queued, null, $"failed, and is not tried again: {hindrance}");
            return;
        }
        var (at, why) = NextAttempt(job, failed);
        if (at is not { } then)
        {
            Decide(occasion, OccasionStates.Queued, null, $"failed, and is not tried again: {why}");
            return;
        }
        var run = Queue(job, failed.AsOf, RunKinds.Live, OfSchedule, failed.DueAt, failed.DeadlineAt, then > now ? then : null, failed.RunId);
        Change(occasion, occasion with { RunId = run, Detail = $"attempt {failed.Attempts + 1}, because {why}" });
    }

    private (DateTimeOffset? At, string Why) NextAttempt(JobAtHand job, LastAttempt failed)
    {
        switch (failed.Failure)
        {
            case RunFailures.Lost:
                return failed.Lost <= 1 ? (now, $"the process of {failed.RunId} ended without a word") : (null, "its process ended without a word twice");
            case RunFailures.Passing:
                break;
            case RunFailures.Input:
                return (null, "it would fail in the same way until somebody mends the input or the rules");
            default:
                return (null, "its error does not pass by itself");
        }
        var why = $"{failed.RunId} met an error that may pass";
        var at = Max(now, (failed.FinishedAt ?? now) + WaitAfter(failed.Attempts));
        if (failed.DeadlineAt is { } deadline && at > deadline)
        {
            if (job.Schedule.Window is null)
                return (null, $"its deadline {deadline.UtcDateTime:yyyy-MM-dd HH:mm} UTC has passed; the next start is the schedule's next");
            at = NextWindow(job.Schedule, Max(now, deadline));
            why += ", and after its deadline it is tried once in each window";
        }
        else
        {
            at = Planner.NextAllowed(job.Schedule, at);
        }
        return Planner.IsTooLate(job.Schedule, failed.DueAt, at) ? (null, $"the next attempt would be {LateText(job)}") : (at, why);
    }

    private static DateTimeOffset NextWindow(JobSchedule schedule, DateTimeOffset after) =>
        Planner.NextAllowed(schedule, Planner.WindowAllows(schedule, after) ? Planner.WindowCloses(schedule, after)!.Value : after);

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
