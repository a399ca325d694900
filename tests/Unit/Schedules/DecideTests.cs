using Opportune.Core;
using Opportune.Schedules;
using static Opportune.Tests.Unit.Schedules.PlannerTests;

namespace Opportune.Tests.Unit.Schedules;

/// <summary>What is done about due instants: on time, late, missed, paused, while another run is going, and on clocks that jump.</summary>
public class DecideTests
{
    private static readonly JobSchedule Nightly = Of("30 2 * * *", "UTC");

    [Fact]
    public void What_is_previewed_is_what_is_done()
    {
        var schedule = Of("45 1,2 * * *", "America/Chicago") with { Window = new(new(2, 0), new(5, 0)), Deadline = Deadline.AtTime(new(7, 0)) };
        var from = At("2026-03-05T00:00Z");
        var standing = new ScheduleStanding { Cursor = from };
        var done = new List<PlannedStart>();
        for (var now = from; done.Count < 20;)
        {
            var plan = Planner.Decide(schedule, standing, now);
            done.AddRange(plan.Decisions.Where(d => d.Skipped is null).Select(d => d.Start));
            (standing, now) = (standing with { Cursor = plan.Cursor }, plan.LookAgain!.Value);
        }
        Assert.Equal(Planner.Preview(schedule, schedule, from).Take(20), done);
    }

    [Theory]
    [InlineData(CatchUpPolicy.Latest, "skipped CatchUp, skipped CatchUp, queued")]
    [InlineData(CatchUpPolicy.None, "skipped CatchUp, skipped CatchUp, skipped CatchUp")]
    [InlineData(CatchUpPolicy.All, "queued, queued, queued")]
    public void After_a_weekend_without_power_the_catch_up_policy_decides(CatchUpPolicy policy, string expected)
    {
        var schedule = Nightly with { CatchUp = policy, Overlap = OverlapPolicy.Queue };
        var plan = Decide(schedule, "2026-11-20T18:00Z", "2026-11-23T08:00Z");
        Assert.Equal(expected, Text(plan));
        Assert.Equal(("2026-11-23T08:00+00:00", "2026-11-24T02:30+00:00"), (PlannerTests.Text(plan.Cursor), PlannerTests.Text(plan.LookAgain!.Value)));
        Assert.Equal([new(2026, 11, 21), new(2026, 11, 22), new(2026, 11, 23)], plan.Decisions.Select(d => d.Start.AsOf));
    }

    [Fact]
    public void What_is_noticed_within_minutes_is_on_time_without_catch_up() =>
        Assert.Equal("queued", Text(Decide(Nightly with { CatchUp = CatchUpPolicy.None }, "2026-11-20T18:00Z", "2026-11-21T02:34Z")));

    [Theory]
    [InlineData("2026-11-21T08:30Z", "queued")]
    [InlineData("2026-11-21T08:31Z", "skipped TooLate")]
    public void What_is_too_late_does_not_run(string now, string expected) =>
        Assert.Equal(expected, Text(Decide(Nightly with { SkipIfLaterThan = TimeSpan.FromHours(6) }, "2026-11-20T18:00Z", now)));

    [Fact]
    public void What_the_window_delays_for_too_long_does_not_run()
    {
        var schedule = Nightly with { Window = new(new(20, 0), new(4, 0)), SkipIfLaterThan = TimeSpan.FromHours(6) };
        Assert.Equal("skipped OutsideWindow", Text(Decide(schedule, "2026-11-20T18:00Z", "2026-11-21T05:00Z")));
    }

    [Fact]
    public void What_is_due_outside_the_window_waits_for_it()
    {
        var plan = Decide(Nightly with { Window = new(new(20, 0), new(1, 0)) }, "2026-11-20T18:00Z", "2026-11-21T02:30Z");
        Assert.Equal("2026-11-21T20:00+00:00", PlannerTests.Text(Assert.Single(plan.Decisions).Start.NotBefore));
    }

    [Theory]
    [InlineData(OverlapPolicy.Skip, true, false, "skipped Overlap", false, false)]
    [InlineData(OverlapPolicy.Skip, false, true, "queued", false, true)]
    [InlineData(OverlapPolicy.Queue, true, false, "queued", false, false)]
    [InlineData(OverlapPolicy.Queue, true, true, "queued", false, true)]
    [InlineData(OverlapPolicy.CancelOld, true, false, "queued", true, false)]
    [InlineData(OverlapPolicy.CancelOld, false, false, "queued", false, false)]
    public void The_overlap_policy_decides_while_a_run_is_going_or_waits(OverlapPolicy policy, bool isWorking, bool isWaiting, string expected, bool cancels, bool supersedes)
    {
        var standing = new ScheduleStanding { Cursor = At("2026-11-20T18:00Z"), IsWorking = isWorking, IsWaiting = isWaiting };
        var plan = Planner.Decide(Nightly with { Overlap = policy }, standing, At("2026-11-21T02:30Z"));
        Assert.Equal((expected, cancels, supersedes), (Text(plan), plan.CancelsWorking, plan.SupersedesWaiting));
    }

    [Fact]
    public void Where_all_are_caught_up_nothing_takes_anothers_place()
    {
        var schedule = Nightly with { CatchUp = CatchUpPolicy.All, Overlap = OverlapPolicy.Queue };
        var plan = Planner.Decide(schedule, new() { Cursor = At("2026-11-20T18:00Z"), IsWaiting = true }, At("2026-11-23T02:30Z"));
        Assert.Equal(("queued, queued, queued", false), (Text(plan), plan.SupersedesWaiting));
    }

    [Fact]
    public void What_is_due_while_paused_is_skipped_and_not_caught_up()
    {
        var standing = new ScheduleStanding { Cursor = At("2026-11-20T18:00Z"), PausedUntil = At("2026-11-23T00:00Z") };
        Assert.Equal("skipped Paused, skipped Paused", Text(Planner.Decide(Nightly, standing, At("2026-11-22T20:00Z"))));
        Assert.Equal("skipped Paused, skipped Paused, queued", Text(Planner.Decide(Nightly, standing, At("2026-11-23T02:30Z"))));
    }

    [Fact]
    public void A_follower_looks_as_of_its_predecessors_date()
    {
        var follower = new JobSchedule { After = "nightly", TimeZone = "Asia/Tokyo", Window = new(new(12, 0), new(13, 0)) };
        var start = Planner.Preview(follower, Of("30 20 * * *", "UTC"), At("2026-11-20T00:00Z")).First();
        Assert.Equal((new DateOnly(2026, 11, 20), "2026-11-21T05:30+09:00", "2026-11-21T12:00+09:00"), (start.AsOf, PlannerTests.Text(start.Due), PlannerTests.Text(start.NotBefore)));
    }

    [Fact]
    public void Until_something_is_due_nothing_is_decided()
    {
        var plan = Decide(Nightly, "2026-11-20T18:00Z", "2026-11-21T02:29Z");
        Assert.Empty(plan.Decisions);
        Assert.Equal("2026-11-21T02:30+00:00", PlannerTests.Text(plan.LookAgain!.Value));
    }

    [Fact]
    public void A_clock_that_jumps_back_and_forth_runs_every_instant_once()
    {
        var standing = new ScheduleStanding { Cursor = At("2026-11-21T00:00Z") };
        var queued = new List<string>();
        foreach (var now in new[] { "02:29:59", "02:30:01", "02:29:30", "02:30:00", "02:29:58", "02:31:00", "03:10:00", "02:15:00", "02:45:00", "03:20:00" })
        {
            var plan = Planner.Decide(Nightly, standing, At($"2026-11-21T{now}Z"));
            queued.AddRange(plan.Decisions.Select(d => PlannerTests.Text(d.Start.Due)));
            Assert.False(plan.ClockWentBack);
            standing = standing with { Cursor = plan.Cursor };
        }
        Assert.Equal(["2026-11-21T02:30+00:00"], queued);
    }

    [Fact]
    public void A_cursor_from_a_clock_that_was_far_ahead_does_not_silence_the_schedule()
    {
        var plan = Decide(Nightly, "2027-11-21T00:00Z", "2026-11-21T00:00Z");
        Assert.True(plan.ClockWentBack);
        Assert.Equal(("2026-11-21T00:00+00:00", "2026-11-21T02:30+00:00"), (PlannerTests.Text(plan.Cursor), PlannerTests.Text(plan.LookAgain!.Value)));
    }

    [Fact]
    public void After_years_of_silence_the_books_stay_short()
    {
        var plan = Decide(Of("0 * * * *", "UTC"), "2024-01-01T00:00Z", "2026-01-01T00:00Z");
        Assert.Equal((Planner.MostDecisions, 731 * 24 - Planner.MostDecisions), (plan.Decisions.Count, plan.Uncounted));
        Assert.Single(plan.Decisions, d => d.Skipped is null);
    }

    [Theory]
    [InlineData(false, "queued")]
    [InlineData(true, "skipped Overlap")]
    public void A_follower_is_due_when_its_predecessor_was(bool isWorking, string expected)
    {
        var schedule = new JobSchedule { After = "nightly", TimeZone = "UTC", Deadline = Deadline.AfterDue(TimeSpan.FromHours(8)) };
        var plan = Planner.Follow(schedule, new() { Cursor = default, IsWorking = isWorking }, At("2026-11-21T02:30Z"), new(2026, 11, 20), At("2026-11-21T04:00Z"));
        Assert.Equal(expected, Text(plan));
        var start = plan.Decisions[0].Start;
        Assert.Equal((At("2026-11-21T02:30Z"), new DateOnly(2026, 11, 20), At("2026-11-21T04:00Z"), At("2026-11-21T10:30Z")), (start.Due, start.AsOf, start.NotBefore, start.Deadline));
    }

    private static Plan Decide(JobSchedule schedule, string cursor, string now) => Planner.Decide(schedule, new() { Cursor = At(cursor) }, At(now));

    private static string Text(Plan plan) => string.Join(", ", plan.Decisions.Select(d => d.Skipped is { } reason ? $"skipped {reason}" : "queued"));
}
