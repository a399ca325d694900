using Opportune.Core;
using Opportune.Schedules;
using static Opportune.Tests.Unit.Schedules.PlannerTests;

namespace Opportune.Tests.Unit.Schedules;

/// <summary>What <c>check</c> says about the times of a schedule.</summary>
public class ScheduleLintTests
{
    private static readonly TimeWindow Night = new(new(22, 0), new(6, 0));

    [Theory]
    [InlineData("0 0 30 2 *", "cron: '0 0 30 2 *' never comes: there is no such day, or its years are over")]
    [InlineData("0 0 0 1 1 ? 2020", "cron: '0 0 0 1 1 ? 2020' never comes: there is no such day, or its years are over")]
    [InlineData("60 0 * * *", "cron: '60 0 * * *' is no cron expression: Minute and Second values must be between 0 and 59")]
    [InlineData("99 4 * * *", "cron: '99 4 * * *' is no cron expression: 99 is too large, no field but the year goes beyond 59")]
    [InlineData("0 30,99 4 ? * 1-5", "cron: '0 30,99 4 ? * 1-5' is no cron expression: 99 is too large, no field but the year goes beyond 59")]
    [InlineData("30 4 98 * *", "cron: '30 4 98 * *' is no cron expression: 98 is too large, no field but the year goes beyond 59")]
    [InlineData("30 24 * * *", "cron: '30 24 * * *' is no cron expression: Hour values must be between 0 and 23")]
    [InlineData("0 30 4 L-3 * ? 2027-2099", "")]
    [InlineData("*/0 * * * *", "cron: '*/0 * * * *' is no cron expression: A step of 0 is not a step: '*/0' would advance by nothing. Use '*' for every value, or a step of 1 or more.")]
    [InlineData("* 30 2 * * ?", "cron: the seconds must be one number: a job runs once a minute at most")]
    [InlineData("0 3 29 2 *", "")]
    [InlineData("30  2 * * 1-5", "")]
    public void A_cron_that_cannot_be_is_told(string cron, string expected) => Assert.Equal(expected, Faults(Of(cron, "Europe/Berlin")));

    [Theory]
    [InlineData("Europe/Berln", "did you mean 'Europe/Berlin'?")]
    [InlineData("Mountain/Standard_Time", "write it as America/Chicago or UTC")]
    public void An_unknown_zone_is_told_with_the_nearest_one_or_with_how_zones_are_written(string zone, string told) =>
        Assert.Equal($"time-zone: unknown time zone '{zone}'; {told}", Faults(Of("30 2 * * *", zone)));

    [Fact]
    public void All_in_order_needs_a_queue()
    {
        var schedule = Of("30 2 * * *", "UTC") with { CatchUp = CatchUpPolicy.All };
        Assert.Equal("catch-up: 'catch-up: all' runs one after the other: it needs 'overlap: queue'", Faults(schedule));
        Assert.Equal("", Faults(schedule with { Overlap = OverlapPolicy.Queue }));
    }

    [Fact]
    public void A_window_that_never_holds_the_due_time_is_told() =>
        Assert.Equal("warning window: the job is never due inside its window 22:00-06:00: every run waits until 22:00", Faults(Of("0 20 * * *", "UTC") with { Window = Night }));

    [Fact]
    public void A_deadline_before_the_window_opens_is_told() =>
        Assert.Equal(
            """
            warning window: the job is never due inside its window 22:00-06:00: every run waits until 22:00
            deadline: the deadline 21:00 is over before the window opens at 22:00
            """, Faults(Of("0 20 * * *", "UTC") with { Window = Night, Deadline = Deadline.AtTime(new(21, 0)) }));

    [Fact]
    public void A_deadline_before_the_window_opens_on_some_days_is_a_warning() =>
        Assert.Equal("warning deadline: the deadline is over before the window opens for what is due at 2026-11-21 12:00",
            Faults(Of("0 0,12 * * *", "UTC") with { Window = Night, Deadline = Deadline.AfterDue(TimeSpan.FromHours(3)) }));

    [Fact]
    public void A_job_that_never_runs_is_told() =>
        Assert.Equal("skip-if-later-than: the job never runs: it is due at 12:00, its window opens at 22:00, and by then it is too late",
            Faults(Of("0 12 * * *", "UTC") with { Window = Night, SkipIfLaterThan = TimeSpan.FromHours(2) }));

    [Fact]
    public void A_schedule_as_it_should_be_has_no_fault() =>
        Assert.Equal("", Faults(Of("30 2 * * *", "America/Chicago") with { Window = Night, Deadline = Deadline.AtTime(new(7, 0)), SkipIfLaterThan = TimeSpan.FromHours(20) }));

    private static string Faults(JobSchedule schedule) =>
        string.Join('\n', ScheduleLint.Faults(schedule, At("2026-11-21T00:00Z")).Select(f => $"{(f.IsWarning ? "warning " : "")}{f.Key}: {f.Message}"));
}
