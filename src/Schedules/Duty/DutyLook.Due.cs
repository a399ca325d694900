using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

internal sealed partial class DutyLook
{
    /// <summary>An instant about which something is to be decided.</summary>
    private sealed record Candidate(DateTimeOffset DueAt, string Origin, DateOnly AsOf, string? AfterRun);

    private void SettleDue(JobAtHand job)
    {
        if (job.Cursor is null)
            MoveCursor(job, now);
        if (job.Schedule.Cron is not null)
            SettleCron(job);
        else if (job.Schedule.After is { } before)
            SettleFollower(job, before);
    }

    private void SettleCron(JobAtHand job)
    {
        var plan = Planner.Decide(job.Schedule, Standing(job), now);
        if (plan.Uncounted > 0)
            Note(job.Id, ScheduleChangeKinds.PassedOver, $"{plan.Uncounted} due instants were missed before those that are listed", job.Row.Holds);
        // A look at which nothing came due writes nothing; the answer for the next one is the same.
        if (plan.Decisions.Count > 0 || plan.ClockWentBack)
            MoveCursor(job, Instants.ToMicroseconds(plan.Cursor));
        foreach (var (start, skipped) in plan.Decisions)
        {
            var candidate = new Candidate(start.Due, OccasionOrigins.Cron, start.AsOf, null);
            if (skipped is { } reason)
                Put(job, candidate, OccasionStates.Skipped, Words(reason), Text(job, reason));
            else
                Attempt(job, candidate, null);
        }
        LookAgain(plan.LookAgain);
    }

    private ScheduleStanding Standing(JobAtHand job) => new()
    {
        Cursor = job.Cursor!.Value,
        PausedUntil = job.Row.PausedAt is null ? null : job.Row.PausedUntil ?? DateTimeOffset.MaxValue,
        IsWorking = Running(job) is not null,
        IsWaiting = Waiting(job).Count > 0 || Queued(job).Count > 0,
    };

    private static string Words(SkipReason reason) => reason switch
    {
        SkipReason.Overlap => OccasionReasons.Overlap,
        SkipReason.TooLate => OccasionReasons.TooLate,
        SkipReason.CatchUp => OccasionReasons.CatchUp,
        SkipReason.Paused => OccasionReasons.Paused,
        SkipReason.OutsideWindow => OccasionReasons.OutsideWindow,
        _ => OccasionReasons.Superseded,
    };

    private string Text(JobAtHand job, SkipReason reason) => reason switch
    {
        SkipReason.Overlap => $"run {Running(job)?.RunId} was still at work (overlap: skip)",
        SkipReason.TooLate => LateText(job),
        SkipReason.CatchUp => job.Schedule.CatchUp == CatchUpPolicy.None ? "missed, and let go (catch-up: none)" : "missed; a later one came due meanwhile",
        SkipReason.Paused => PauseText(job),
        SkipReason.OutsideWindow => $"outside its window {job.Schedule.Window}, and too late when that opens",
        _ => "a later one took its place",
    };

    // A follower comes due when the run of the job before has published, for the same instant and the same date.
    private void SettleFollower(JobAtHand job, string before)
    {
        foreach (var ended in ScheduleCatalog.EndedPredecessors(connection, job.Id, before, job.Cursor!.Value))
        {
            var candidate = new Candidate(ended.DueAt ?? ended.FinishedAt, OccasionOrigins.After, ended.AsOf, ended.RunId);
            var known = Known(job, candidate.DueAt);
            if (known is not null && known.State != OccasionStates.Waiting)
                Change(known, known with { AfterRun = ended.RunId });
            else
                Follow(job, candidate, ended.State, known);
        }
    }

    private void Follow(JobAtHand job, Candidate candidate, string state, OccasionRow? known)
    {
        var run = candidate.AfterRun;
        switch (state)
        {
            case RunStates.Succeeded or RunStates.Partial:
                if (Planner.Follow(job.Schedule, Standing(job), candidate.DueAt, candidate.AsOf, now).Decisions[0].Skipped is { } reason)
                    Put(job, candidate, OccasionStates.Skipped, Words(reason), Text(job, reason), known);
                else
                    Attempt(job, candidate, known);
                break;
            case RunStates.Held or RunStates.Failed when !job.Row.IsPaused(now):
                Supersede(job, candidate);
                Put(job, candidate, OccasionStates.Waiting, OccasionReasons.Predecessor, $"run {run} is {state}; this follows when it is released or tried again with success", known);
                break;
            case RunStates.Held or RunStates.Failed:
                Put(job, candidate, OccasionStates.Skipped, OccasionReasons.Paused, PauseText(job), known);
                break;
            default:
                Put(job, candidate, OccasionStates.Skipped, OccasionReasons.Predecessor, $"run {run} was {state}", known);
                break;
        }
    }

    private void Put(JobAtHand job, Candidate candidate, string state, string reason, string text, OccasionRow? known = null)
    {
        if (known is not null)
            Change(known, known with { AfterRun = candidate.AfterRun, State = state, Reason = reason, Detail = text });
        else if (Known(job, candidate.DueAt) is null)
            Add(new(job.Id, candidate.DueAt, candidate.Origin, candidate.AsOf, state, reason, text, null, candidate.AfterRun, now));
    }
}
