using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

/// <summary>What people ask for.</summary>
internal sealed partial class DutyLook
{
    /// <summary>Writes down a job that nobody has looked at yet.</summary>
    public ScheduleRow First(JobDefinition job) => SeeGood(null, job, job);

    /// <summary>Starts a job for this second, unless a run of it waits already.</summary>
    /// <returns>What was decided, and whether it was decided now.</returns>
    /// <exception cref="InputException">It cannot be started; the message says why.</exception>
    public (OccasionRow Occasion, bool IsNew) Trigger(JobAtHand job, string by)
    {
        if (job.Hindrance is { } hindrance)
            throw new InputException($"{job.Id} cannot be started: {hindrance}");
        if (job.Row.IsPaused(now))
            throw new InputException($"{job.Id} is {PauseText(job)}; resume it first ('schedule resume {job.Id}')");
        if (Queued(job) is [var queued, ..] && Known(job, queued.DueAt!.Value) is { } waiting)
            return (waiting, false);
        var due = Instants.ToSeconds(now);
        if (Known(job, due) is { } decided)
            return (decided, false);
        if (Running(job) is { } running && job.Schedule.Overlap == OverlapPolicy.Skip)
            throw new InputException($"run {running.RunId} of {job.Id} is at work, and its schedule says 'overlap: skip'; wait for its end, or stop it with 'runs cancel {running.RunId}'");
        Attempt(job, new(due, OccasionOrigins.Trigger, Planner.AsOf(job.Schedule, due), null), null, by);
        return (Known(job, due)!, true);
    }
}
