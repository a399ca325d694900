using System.Globalization;
using Opportune.Core;
using Opportune.Database.Alarms;
using Opportune.Database.Ledger;

namespace Opportune.Serving.Alarms;

/// <summary>Which conditions hold: a function of what was read, the instant, and the settings.</summary>
public static class AlarmRules
{
    // As the guards: a feed may end its allowed lag and a week before the day.
    private const int UsualLagDays = 14;
    private const int StaleAfterDays = 7;

    // More sites of one feed than this are one fault, not several.
    private const int MostSites = 5;

    // A lease that has just run out may be a worker that is slow to give its next sign.
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(1);

    // A machine that was taken away for good.
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(7);

    /// <summary>All conditions that hold, by kind and subject.</summary>
    /// <param name="facts">What was read.</param>
    /// <param name="expected">Instants at which schedules wanted a run, and of which nothing is known.</param>
    /// <param name="now">The instant.</param>
    /// <param name="settings">After how long.</param>
    /// <param name="findsTierOne">Whether a job runs measures that can find tier 1.</param>
    public static IReadOnlyList<AlarmCondition> Conditions(
        AlarmFacts facts, IReadOnlyList<MissedInstant> expected, DateTimeOffset now, AlarmSettings settings, Func<string, bool> findsTierOne)
    {
        var jobs = facts.Runs.Select(r => r.Job).Distinct().ToList();
        var anyTierOne = jobs.Exists(j => findsTierOne(j));
        return
        [
            .. facts.Runs.SelectMany(r => OfRun(r, now, settings, findsTierOne(r.Job)))
                .Concat(expected.Select(e => new AlarmCondition(AlarmKinds.RunNotStarted, e.Job, $"the run due at {At(e.DueAt)} {e.Why}", findsTierOne(e.Job))))
                // Of what is silent nothing is told, not even how much: that something waits has to be.
                .Concat(facts.Held.Select(h => h.Parts > 0
                    ? new AlarmCondition(AlarmKinds.RunHeld, h.Job, $"{Amounts.Of(h.Parts, "part")} of run {h.RunId} {(h.Parts == 1 ? "waits" : "wait")} for a person; the list keeps their last published state", findsTierOne(h.Job))
                    : new AlarmCondition(AlarmKinds.RunHeld, h.Job, $"something of run {h.RunId} waits for a person; nothing that people are shown depends on it", TierOne: false)))
                .Concat(facts.Workers.Where(w => w.SilentFor > SilentAfter && w.SilentFor < ForgottenAfter).Select(w => new AlarmCondition(
                    AlarmKinds.WorkerSilent, w.WorkerId, $"the worker on {w.Host} has given no sign of life since its lease ran out", TierOne: false)))
                .Concat(Stale(facts.Feeds, DateOnly.FromDateTime(now.UtcDateTime), anyTierOne))
                .Concat(facts.Channels.Select(c => new AlarmCondition(
                    AlarmKinds.ChannelFailed, c.Channel, "messages to this channel could not be delivered several times", anyTierOne)))
                // Of several runs of one job the oldest is told.
                .DistinctBy(c => (c.Kind, c.Subject)),
        ];
    }

    private static IEnumerable<AlarmCondition> OfRun(RunFact run, DateTimeOffset now, AlarmSettings settings, bool tierOne)
    {
        var wanted = run.DueAt ?? run.RequestedAt;
        var mayBegin = run.NotBefore > wanted ? run.NotBefore.Value : wanted;
        if (run.State == RunStates.Queued && now - mayBegin > settings.StartWithin)
            yield return new(AlarmKinds.RunNotStarted, run.Job, $"run {run.RunId} was to begin at {At(mayBegin)} and still waits", tierOne);
        if (run.State == RunStates.Failed)
            yield return new(AlarmKinds.RunFailed, run.Job, $"run {run.RunId} failed ({run.Failure ?? "internal"}); the list stays as it was last published", tierOne);
        if (run is { State: RunStates.Partial, Failure: { } failure })
            yield return new(AlarmKinds.RunFailed, run.Job, $"run {run.RunId} left patients out ({failure}); what is listed of them is as last published", tierOne);
        if (run.State is RunStates.Queued or RunStates.Running or RunStates.Failed && run.DeadlineAt < now)
            yield return new(AlarmKinds.DeadlinePassed, run.Job, $"run {run.RunId} was to be done by {At(run.DeadlineAt.Value)} and is {run.State}", tierOne);
    }

    private static IEnumerable<AlarmCondition> Stale(IReadOnlyList<FeedFact> feeds, DateOnly today, bool tierOne)
    {
        foreach (var feed in feeds.Where(f => today.DayNumber - f.CoveredTo.DayNumber > (f.AllowedLagDays ?? UsualLagDays) + StaleAfterDays).GroupBy(f => (f.Feed, f.CodeSystem)))
        {
            var name = feed.Key.CodeSystem.Length == 0 ? feed.Key.Feed : $"{feed.Key.Feed} ({feed.Key.CodeSystem})";
            if (feed.Count() > MostSites)
                yield return new(AlarmKinds.FeedStale, name, $"at {feed.Count()} sites nothing newer than {Day(feed.Max(f => f.CoveredTo))} has come", tierOne);
            else
                foreach (var at in feed)
                    yield return new(AlarmKinds.FeedStale, at.Site.Length == 0 ? name : $"{name} at {at.Site}", $"nothing newer than {Day(at.CoveredTo)} has come", tierOne);
        }
    }

    private static string At(DateTimeOffset instant) => instant.UtcDateTime.ToString("d MMM HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

/// <summary>An instant at which a schedule wanted a run, and there is none.</summary>
/// <param name="Job">The job.</param>
/// <param name="DueAt">The instant.</param>
/// <param name="Why">What is known of it, as the end of a sentence: "was never asked for".</param>
public sealed record MissedInstant(string Job, DateTimeOffset DueAt, string Why);
