using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

internal sealed partial class DutyLook
{
    private const string OfSchedule = "schedule";
    private const string InLine = "missed; they run one after another (catch-up: all)";

    // Run ids of one look, which the database does not know yet.
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>What the rules say about an instant now.</summary>
    private sealed record Verdict(string State, string? Reason, string? Text)
    {
        public static readonly Verdict Start = new(OccasionStates.Queued, null, null);
    }

    /// <summary>Starts a job for an instant, lets it wait, or skips it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="candidate">The instant.</param>
    /// <param name="known">What was decided about it before.</param>
    /// <param name="by">Who asks; null: the schedule.</param>
    private void Attempt(JobAtHand job, Candidate candidate, OccasionRow? known, string? by = null)
    {
        // Another process, or a person in the same second, has decided.
        if (known is null && Known(job, candidate.DueAt) is not null)
            return;
        var verdict = Judge(job, candidate);
        if (verdict.State != OccasionStates.Skipped && !InOrder(job))
            Supersede(job, candidate);
        if (verdict.State != OccasionStates.Queued)
        {
            Put(job, candidate, verdict.State, verdict.Reason!, verdict.Text!, known);
            return;
        }
        var run = Queue(job, candidate.AsOf, RunKinds.Live, by ?? OfSchedule, candidate.DueAt, Planner.DeadlineOf(job.Schedule, candidate.DueAt), null, null);
        if (known is null)
            Add(new(job.Id, candidate.DueAt, candidate.Origin, candidate.AsOf, OccasionStates.Queued, null, null, run, candidate.AfterRun, now));
        else
            Change(known, known with { State = OccasionStates.Queued, Reason = null, Detail = null, RunId = run, AfterRun = candidate.AfterRun });
    }

    private Verdict Judge(JobAtHand job, Candidate candidate)
    {
        var schedule = job.Schedule;
        if (job.Hindrance is { } hindrance)
            return new(OccasionStates.Skipped, OccasionReasons.NotRunnable, hindrance);
        if (Planner.IsTooLate(schedule, candidate.DueAt, now))
            return new(OccasionStates.Skipped, OccasionReasons.TooLate, LateText(job));
        if (Planner.NextAllowed(schedule, now) is var opens && opens > now)
        {
            LookAgain(opens);
            return Planner.IsTooLate(schedule, candidate.DueAt, opens)
                ? new(OccasionStates.Skipped, OccasionReasons.OutsideWindow, Text(job, SkipReason.OutsideWindow))
                : new(OccasionStates.Waiting, OccasionReasons.OutsideWindow, $"waits for its window {schedule.Window}");
        }
        if (Running(job) is { } running)
            return JudgeOverlap(job, running);
        return InOrder(job) && Queued(job).Count > 0 ? new(OccasionStates.Waiting, OccasionReasons.CatchUp, InLine) : Verdict.Start;
    }

    private Verdict JudgeOverlap(JobAtHand job, OpenRun running)
    {
        switch (job.Schedule.Overlap)
        {
            case OverlapPolicy.CancelOld:
                if (running.CancelRequestedBy is null)
                    _acts.Add(c => RunLedger.RequestCancel(c, running.RunId, OfSchedule));
                return new(OccasionStates.Waiting, OccasionReasons.Overlap, $"run {running.RunId} is being cancelled for it");
            case OverlapPolicy.Skip when !InOrder(job):
                return new(OccasionStates.Skipped, OccasionReasons.Overlap, Text(job, SkipReason.Overlap));
            default:
                return InOrder(job) ? new(OccasionStates.Waiting, OccasionReasons.CatchUp, InLine) : new(OccasionStates.Waiting, OccasionReasons.Overlap, $"waits for the end of run {running.RunId}");
        }
    }

    // With catch-up 'all' nothing takes another's place: they wait, and run in order.
    private static bool InOrder(JobAtHand job) => job.Schedule is { Cron: not null, CatchUp: CatchUpPolicy.All };

    private static string LateText(JobAtHand job) => $"later than {PlainDuration.Format(job.Schedule.SkipIfLaterThan!.Value)} after it was due";

    // A later instant takes the place of what waits and of what was not begun: one waits at most.
    private void Supersede(JobAtHand job, Candidate later)
    {
        var text = $"the start due {later.DueAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC took its place";
        foreach (var waiting in Waiting(job).Where(o => o.DueAt != later.DueAt))
            Decide(waiting, OccasionStates.Skipped, OccasionReasons.Superseded, text);
        foreach (var queued in Queued(job).Where(r => r.DueAt != later.DueAt))
            Drop(job, queued, OccasionReasons.Superseded, text);
    }

    // What waits is judged anew, the earliest first.
    private void SettleWaiting(JobAtHand job)
    {
        foreach (var waiting in Waiting(job).OrderBy(o => o.DueAt).ToList())
        {
            // Another one of the job may have taken its place a moment ago.
            if (!_book.Waiting.Contains(waiting))
                continue;
            var candidate = new Candidate(waiting.DueAt, waiting.Origin, waiting.AsOf, waiting.AfterRun);
            if (waiting.Reason != OccasionReasons.Predecessor)
                Attempt(job, candidate, waiting);
            else if (waiting.AfterRun is { } before && RunCatalog.Find(connection, before) is { } run)
                Follow(job, candidate, run.State, waiting);
        }
    }

    // A run that was not begun: it may be too late by now, or its window may have closed.
    private void Tidy(JobAtHand job)
    {
        foreach (var run in Queued(job))
        {
            if (Planner.IsTooLate(job.Schedule, run.DueAt!.Value, now))
                Drop(job, run, OccasionReasons.TooLate, LateText(job));
            else
                Fit(job, run);
        }
    }

    private void Fit(JobAtHand job, OpenRun run)
    {
        var (notBefore, notAfter) = InWindow(job, run.NotBefore);
        if ((notBefore, notAfter) == (run.NotBefore, run.NotAfter))
            return;
        _acts.Add(c => ScheduleLedger.MoveQueued(c, run.RunId, notBefore, notAfter));
        _told.Add($"{run.RunId}: begins {(notBefore is { } then ? $"from {then.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "now")}");
    }

    // From when to when a run may begin, at the earliest at that instant.
    private (DateTimeOffset? NotBefore, DateTimeOffset? NotAfter) InWindow(JobAtHand job, DateTimeOffset? earliest)
    {
        if (job.Schedule.Window is null)
            return (earliest, null);
        var from = earliest > now ? earliest.Value : now;
        var opens = Planner.NextAllowed(job.Schedule, from);
        return (opens > now ? opens.ToUniversalTime() : earliest, Planner.WindowCloses(job.Schedule, opens)?.ToUniversalTime());
    }

    // Adds a queued run to the ledger.
    private string Queue(
        JobAtHand job, DateOnly asOf, string kind, string by, DateTimeOffset? due, DateTimeOffset? deadline, DateTimeOffset? earliest, string? retryOf)
    {
        var definition = job.Definition!;
        var (notBefore, notAfter) = InWindow(job, earliest);
        var row = new RunRow
        {
            RunId = NewId(job.Id, asOf),
            Job = job.Id,
            Kind = kind,
            AsOf = asOf,
            State = RunStates.Queued,
            RetryOf = retryOf,
            RequestedAt = now,
            RequestedBy = by,
            Threads = settings.Threads,
            // What is taken stays until the next taking, for whoever asks why somebody is listed.
            Input = definition.Source is null ? Rooted(definition.Input!) : Path.Combine(settings.Taken ?? Path.Combine(Rooted(definition.Out!), "taken"), job.Id),
            Source = definition.Source,
            SourceFrom = definition is { Source: not null, Input: { } from } ? Rooted(from) : null,
            OutFolder = Rooted(definition.Out!),
            CacheFolder = definition.Cache is { } cache ? Rooted(cache) : null,
            CacheTrust = definition.Cache is null ? null : definition.Trust.ToString().ToLowerInvariant(),
            DueAt = due,
            DeadlineAt = deadline,
            NotBefore = notBefore,
            // Whoever begins it writes down by which program and rules.
            Program = "",
            RulesSha256 = "",
            LexiconSha256 = "",
        };
        _book.OpenRuns.Add(new(row.RunId, row.Job, kind, row.State, asOf, due, notBefore, notAfter, null));
        _acts.Add(c =>
        {
            RunLedger.Add(c, row with { RequestedAt = c.Now() });
            if (notAfter is not null)
                ScheduleLedger.MoveQueued(c, row.RunId, notBefore, notAfter);
        });
        if (notBefore is null || notBefore <= now)
            _starts.Add(row.RunId);
        return row.RunId;
    }

    private string NewId(string job, DateOnly asOf)
    {
        var plain = $"{job}-{asOf:yyyyMMdd}-{now.UtcDateTime:yyyyMMddHHmmssfff}";
        var id = plain;
        for (var i = 2; _named.Contains(id) || RunCatalog.Find(connection, id) is not null; i++)
            id = $"{plain}-{i}";
        _named.Add(id);
        return id;
    }

    private string Rooted(string folder) => Path.GetFullPath(Path.Combine(settings.Root, folder));
}
