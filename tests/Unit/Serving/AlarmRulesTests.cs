using Opportune.Core;
using Opportune.Database.Alarms;
using Opportune.Database.Ledger;
using Opportune.Serving.Alarms;

namespace Opportune.Tests.Unit.Serving;

public class AlarmRulesTests
{
    private static readonly DateTimeOffset Due = new(2026, 11, 20, 2, 30, 0, TimeSpan.Zero);
    private static readonly AlarmFacts Nothing = new([], [], [], [], []);

    private static readonly RunFact Run = new("nightly-20261120", "nightly", RunStates.Queued, null, Due, Due, Due.AddHours(4), null, null, null);

    [Fact]
    public void Nothing_is_wrong_with_an_empty_installation() => Assert.Empty(Conditions(Nothing, Due));

    [Theory]
    [InlineData(RunStates.Queued, 15, "")]
    [InlineData(RunStates.Queued, 16, "run-not-started")]
    [InlineData(RunStates.Queued, 241, "deadline-passed run-not-started")]
    [InlineData(RunStates.Running, 240, "")]
    [InlineData(RunStates.Running, 241, "deadline-passed")]
    [InlineData(RunStates.Failed, 1, "run-failed")]
    [InlineData(RunStates.Failed, 241, "deadline-passed run-failed")]
    [InlineData(RunStates.Succeeded, 241, "")]
    [InlineData(RunStates.Partial, 241, "")]
    [InlineData(RunStates.Held, 241, "")]
    [InlineData(RunStates.Cancelled, 241, "")]
    [InlineData(RunStates.Superseded, 241, "")]
    public void A_run_is_judged_by_its_state_and_the_minutes_since_it_was_due(string state, int minutes, string kinds) =>
        Assert.Equal(kinds, Kinds(Nothing with { Runs = [Run with { State = state }] }, Due.AddMinutes(minutes)));

    [Fact]
    public void A_run_that_left_patients_out_is_told() =>
        Assert.Equal("run nightly-20261120 left patients out (poison); what is listed of them is as last published",
            Assert.Single(Conditions(Nothing with { Runs = [Run with { State = RunStates.Partial, Failure = RunFailures.Poison }] }, Due)).Detail);

    [Fact]
    public void A_run_that_may_not_begin_yet_is_not_late() =>
        Assert.Equal("", Kinds(Nothing with { Runs = [Run with { NotBefore = Due.AddHours(3), DeadlineAt = null }] }, Due.AddHours(3)));

    [Fact]
    public void A_run_that_nobody_asked_for_is_told_like_one_that_did_not_start()
    {
        var condition = Assert.Single(AlarmRules.Conditions(Nothing, [new("nightly", Due, "was never asked for")], Due.AddHours(1), new(), _ => true));
        Assert.Equal((AlarmKinds.RunNotStarted, "nightly", "the run due at 20 Nov 02:30 UTC was never asked for", true), (condition.Kind, condition.Subject, condition.Detail, condition.TierOne));
    }

    [Fact]
    public void Several_late_runs_of_one_job_are_one_alarm() =>
        Assert.Equal("run-not-started", Kinds(Nothing with { Runs = [Run with { DeadlineAt = null }, Run with { RunId = "later", DeadlineAt = null }] }, Due.AddHours(1)));

    [Fact]
    public void Held_parts_are_told_until_somebody_decides() =>
        Assert.Equal("2 parts of run r1 wait for a person; the list keeps their last published state", Assert.Single(Conditions(Nothing with { Held = [new("r1", "nightly", 2, 1)] }, Due)).Detail);

    [Fact]
    public void Of_held_parts_that_nobody_is_shown_it_is_told_that_something_waits_and_nobody_is_woken()
    {
        var told = Assert.Single(AlarmRules.Conditions(Nothing with { Held = [new("r1", "nightly", 0, 3)] }, [], Due, new(), _ => true));
        Assert.Equal(("something of run r1 waits for a person; nothing that people are shown depends on it", false), (told.Detail, told.TierOne));
    }

    [Theory]
    [InlineData(-30, "")]
    [InlineData(60, "")]
    [InlineData(61, "worker-silent")]
    [InlineData(8 * 24 * 3600, "")]
    public void A_worker_is_silent_a_minute_after_its_lease_and_forgotten_after_a_week(int seconds, string kinds) =>
        Assert.Equal(kinds, Kinds(Nothing with { Workers = [new("w1", "host", TimeSpan.FromSeconds(seconds))] }, Due));

    [Theory]
    [InlineData(null, 21, "")]
    [InlineData(null, 22, "feed-stale")]
    [InlineData(90L, 97, "")]
    [InlineData(90L, 98, "feed-stale")]
    public void A_feed_is_stale_a_week_beyond_its_allowed_lag(long? lag, int days, string kinds) =>
        Assert.Equal(kinds, Kinds(Nothing with { Feeds = [new("medications", "", "", DateOnly.FromDateTime(Due.DateTime).AddDays(-days), lag)] }, Due));

    [Fact]
    public void A_feed_that_is_stale_at_many_sites_is_one_alarm()
    {
        FeedFact At(int site) => new("medications", $"s{site}", "", new(2026, 9, 1 + site), null);
        Assert.Equal(["medications at s1", "medications at s2"], Conditions(Nothing with { Feeds = [At(1), At(2)] }, Due).Select(c => c.Subject));
        var all = Assert.Single(Conditions(Nothing with { Feeds = [.. Enumerable.Range(1, 6).Select(At)] }, Due));
        Assert.Equal(("medications", "at 6 sites nothing newer than 7 Sep 2026 has come"), (all.Subject, all.Detail));
    }

    [Theory]
    [InlineData("nightly", true)]
    [InlineData("other", false)]
    public void Quiet_hours_yield_to_jobs_that_can_find_tier_1(string tierOneJob, bool tierOne) =>
        Assert.Equal(tierOne, Assert.Single(AlarmRules.Conditions(Nothing with { Runs = [Run with { State = RunStates.Failed, DeadlineAt = null }] }, [], Due, new(), j => j == tierOneJob)).TierOne);

    private static IReadOnlyList<AlarmCondition> Conditions(AlarmFacts facts, DateTimeOffset now) => AlarmRules.Conditions(facts, [], now, new(), _ => false);

    private static string Kinds(AlarmFacts facts, DateTimeOffset now) => string.Join(' ', Conditions(facts, now).Select(c => c.Kind).Order(StringComparer.Ordinal));
}
