using System.Data.Common;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

/// <summary>
/// One look at the schedules at one instant. It only reads, and gathers what is to be written: so a look that finds nothing to do takes no
/// lock, and one that does is made again under the turn before it writes. See <see cref="ScheduleDuty"/>.
/// </summary>
internal sealed partial class DutyLook(DbConnection connection, DutySettings settings, DateTimeOffset now)
{
    private readonly DutyBook _book = DutyBook.Load(connection);
    private readonly List<Action<DbConnection>> _acts = [];
    private readonly List<string> _starts = [];
    private readonly List<string> _told = [];
    private readonly Dictionary<(string, DateTimeOffset), OccasionRow> _decided = [];

    /// <summary>The runs that were queued.</summary>
    public IReadOnlyList<string> Starts => _starts;

    /// <summary>What was decided, for a log: a line each, without identifiers of patients.</summary>
    public IReadOnlyList<string> Told => _told;

    /// <summary>Whether there is something to write.</summary>
    public bool HasWork => _acts.Count > 0;

    /// <summary>The next instant at which something comes due that is known already.</summary>
    public DateTimeOffset Next { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Writes what was decided.</summary>
    public void Write(DbConnection to)
    {
        foreach (var act in _acts)
            act(to);
    }

    /// <summary>Decides about one job: what came due, what waits, what failed.</summary>
    public void Settle(JobAtHand job)
    {
        if (job.Hindrance is { } gone && job.Row.GoneAt is not null)
        {
            LetGo(job, OccasionReasons.NotRunnable, gone);
            return;
        }
        var isPaused = job.Row.IsPaused(now);
        if (isPaused)
        {
            LetGo(job, OccasionReasons.Paused, PauseText(job));
            LookAgain(job.Row.PausedUntil);
        }
        else if (job.Row.PausedAt is not null)
        {
            _acts.Add(c => ScheduleLedger.Resume(c, job.Id));
            Note(job.Id, ScheduleChangeKinds.Resumed, "the pause came to its end", job.Row.Holds);
        }
        Tidy(job);
        SettleWaiting(job);
        SettleDue(job);
        if (!isPaused)
            Retry(job);
    }

    private static string PauseText(JobAtHand job) => $"paused by {job.Row.PausedBy}{(job.Row.PausedReason is { } reason ? $": {reason}" : "")}";

    // What waits or was not begun is let go.
    private void LetGo(JobAtHand job, string reason, string text)
    {
        foreach (var waiting in Waiting(job))
            Decide(waiting, OccasionStates.Skipped, reason, text);
        foreach (var queued in Queued(job))
            Drop(job, queued, reason, text);
    }

    private List<OccasionRow> Waiting(JobAtHand job) => _book.Waiting.FindAll(o => o.Job == job.Id);

    private List<OpenRun> Queued(JobAtHand job) => _book.OpenRuns.FindAll(r => r.Job == job.Id && r is { Kind: RunKinds.Live, State: RunStates.Queued, DueAt: not null });

    private OpenRun? Running(JobAtHand job) => _book.OpenRuns.Find(r => r.Job == job.Id && r is { Kind: RunKinds.Live, State: RunStates.Running });

    // Ends a run that has not begun, and says so of its due instant.
    private void Drop(JobAtHand job, OpenRun run, string reason, string text)
    {
        _book.OpenRuns.Remove(run);
        _acts.Add(c => ScheduleLedger.DropQueued(c, run.RunId, $"it had not begun: {text}"));
        _told.Add($"{run.RunId}: not begun, {text}");
        if (Known(job, run.DueAt!.Value) is { } occasion)
            Decide(occasion, OccasionStates.Skipped, reason, text);
    }

    private void Decide(OccasionRow occasion, string state, string? reason, string? text) => Change(occasion, occasion with { State = state, Reason = reason, Detail = text });

    private void Change(OccasionRow before, OccasionRow after)
    {
        if (before == after)
            return;
        var decided = after with { DecidedAt = now };
        _book.Waiting.RemoveAll(o => o.Job == before.Job && o.DueAt == before.DueAt);
        if (decided.State == OccasionStates.Waiting)
            _book.Waiting.Add(decided);
        _decided[(decided.Job, decided.DueAt)] = decided;
        _acts.Add(c => ScheduleLedger.Decide(c, decided));
        Tell(decided);
    }

    // What was decided about an instant, in this look or before.
    private OccasionRow? Known(JobAtHand job, DateTimeOffset due) => _decided.GetValueOrDefault((job.Id, due)) ?? ScheduleCatalog.Occasion(connection, job.Id, due);

    private void Add(OccasionRow occasion)
    {
        if (occasion.State == OccasionStates.Waiting)
            _book.Waiting.Add(occasion);
        _decided[(occasion.Job, occasion.DueAt)] = occasion;
        _acts.Add(c => ScheduleLedger.Add(c, occasion));
        Tell(occasion);
    }

    // What a queued run's instant says more is of its attempts, in our words: "queued" alone was read as another attempt where there is none.
    private void Tell(OccasionRow o) => _told.Add(
        $"{o.Job}: due {o.DueAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: "
        + (o is { State: OccasionStates.Queued, Detail: { } attempts } ? $"{o.RunId}, {attempts}" : $"{o.State}{(o.Reason is null ? "" : $" ({o.Reason})")}{(o.RunId is null ? "" : $" {o.RunId}")}"));

    private void MoveCursor(JobAtHand job, DateTimeOffset to)
    {
        job.Cursor = to;
        _acts.Add(c => ScheduleLedger.MoveCursor(c, job.Id, to));
    }

    private void Note(string job, string kind, string text, string? schedule) =>
        _acts.Add(c => ScheduleLedger.AddChange(c, job, now, kind, "schedule", null, text, schedule));

    private void LookAgain(DateTimeOffset? at)
    {
        if (at is { } then && then < Next)
            Next = then;
    }
}
