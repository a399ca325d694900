using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

/// <summary>Earlier days, in order and one at a time; they stand back for every other run.</summary>
internal sealed partial class DutyLook
{
    private const int MostAttempts = 4;

    /// <summary>Takes the backfills of these jobs further.</summary>
    public void Backfill(IReadOnlyDictionary<string, JobAtHand> jobs)
    {
        foreach (var backfill in _book.Backfills)
        {
            if (jobs.TryGetValue(backfill.Job, out var job))
                Backfill(job, backfill);
        }
    }

    private void Backfill(JobAtHand job, BackfillRow backfill)
    {
        var run = backfill.RunId is { } id ? RunCatalog.Find(connection, id) : null;
        switch (run?.State)
        {
            case null:
                Begin(job, backfill, backfill.NextDate, null, null);
                break;
            case RunStates.Queued or RunStates.Running:
                FitOrDrop(job, backfill, run);
                break;
            case RunStates.Succeeded or RunStates.Partial:
                if (backfill.NextDate.AddDays((int)backfill.EveryDays) is var next && next <= backfill.ToDate)
                    Begin(job, backfill, next, null, null);
                else
                    Move(backfill, backfill.NextDate, run.RunId, BackfillStates.Done, null);
                break;
            case RunStates.Failed when run.Failure is RunFailures.Passing or RunFailures.Lost && AttemptsOf(run) is var attempts and < MostAttempts:
                Begin(job, backfill, backfill.NextDate, run.RunId, (run.FinishedAt ?? now) + WaitAfter(attempts));
                break;
            default:
                Move(backfill, backfill.NextDate, run!.RunId, BackfillStates.Stopped, $"run {run.RunId} was {run.State}: {run.StateReason}");
                break;
        }
    }

    // A paused job, or one whose file is gone, leaves its days for later.
    private void FitOrDrop(JobAtHand job, BackfillRow backfill, RunRow run)
    {
        if (run.State != RunStates.Queued || _book.OpenRuns.Find(r => r.RunId == run.RunId) is not { } open)
            return;
        if (!job.Row.IsPaused(now) && job.Hindrance is null)
        {
            Fit(job, open);
            return;
        }
        _book.OpenRuns.Remove(open);
        _acts.Add(c => ScheduleLedger.DropQueued(c, run.RunId, "it had not begun: the schedule is paused or its file gone"));
        Move(backfill, backfill.NextDate, null, BackfillStates.Working, null);
    }

    private void Begin(JobAtHand job, BackfillRow backfill, DateOnly date, string? retryOf, DateTimeOffset? earliest)
    {
        if (job.Row.IsPaused(now) || job.Hindrance is not null || _book.OpenRuns.Count > 0)
            return;
        var run = Queue(job, date, RunKinds.Backfill, backfill.RequestedBy, null, null, earliest, retryOf);
        Move(backfill, date, run, BackfillStates.Working, null);
    }

    private void Move(BackfillRow backfill, DateOnly date, string? runId, string state, string? reason) =>
        _acts.Add(c => ScheduleLedger.MoveBackfill(c, backfill.BackfillId, date, runId, state, reason));

    private int AttemptsOf(RunRow run)
    {
        var attempts = 1;
        for (var before = run.RetryOf; before is not null && attempts < MostAttempts; attempts++)
            before = RunCatalog.Find(connection, before)?.RetryOf;
        return attempts;
    }
}
