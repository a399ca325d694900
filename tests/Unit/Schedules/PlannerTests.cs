using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Tests.Unit.Schedules;

/// <summary>Due instants, windows, deadlines and as-of dates, where clocks do what clocks do.</summary>
public class PlannerTests
{
    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00 2026-03-30T02:30+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T02:30+02:00 2026-10-26T02:30+01:00")]
    [InlineData("15,45 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00 2026-03-30T02:15+02:00")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-29T01:30+01:00 2026-03-29T03:00+02:00 2026-03-29T03:30+02:00")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-25T03:30+01:00")]
    [InlineData("30 2 * * *", "America/Chicago", "2026-10-31T12:00Z", "2026-11-01T02:30-06:00 2026-11-02T02:30-06:00")]
    // Seconds into the leap.
    [InlineData("50 0 2 * * ?", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00 2026-03-30T02:00:50+02:00")]
    [InlineData("50 28,0 1 * * ?", "Europe/Isle_of_Man", "2027-03-27T12:00Z", "2027-03-28T02:00+01:00 2027-03-29T01:00:50+01:00 2027-03-29T01:28:50+01:00")]
    // Half an hour, forwards from 02:00 and back from 02:00.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-04T02:30+11:00 2026-10-05T02:15+11:00")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00Z", "2026-04-05T01:45+11:00 2026-04-06T01:45+10:30")]
    [InlineData("*/15 1 * * *", "Australia/Lord_Howe", "2026-04-04T14:15Z", "2026-04-05T01:30+11:00 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30")]
    // There was no 30 December 2011: its run came when the calendar had leaped over it.
    [InlineData("30 6 * * *", "Pacific/Apia", "2011-12-29T00:00Z", "2011-12-29T06:30-10:00 2011-12-31T00:00+14:00 2011-12-31T06:30+14:00")]
    // For Ramadan the clocks go back, and forward after it.
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-02-14T12:00Z", "2026-02-15T02:30+01:00 2026-02-16T02:30+00:00")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2026-03-21T12:00Z", "2026-03-22T03:00+01:00 2026-03-23T02:30+01:00")]
    [InlineData("20 * * * *", "Africa/Casablanca", "2026-02-15T01:00Z", "2026-02-15T02:20+01:00 2026-02-15T02:20+00:00 2026-02-15T03:20+00:00")]
    // Two hours.
    [InlineData("30 1 * * *", "Antarctica/Troll", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00 2026-03-30T01:30+02:00")]
    [InlineData("30 1 * * *", "Antarctica/Troll", "2026-10-24T12:00Z", "2026-10-25T01:30+02:00 2026-10-26T01:30+00:00")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00Z", "2028-02-29T00:00+00:00 2032-02-29T00:00+00:00")]
    [InlineData("0 4 13 * 5", "UTC", "2026-11-01T00:00Z", "2026-11-06T04:00+00:00 2026-11-13T04:00+00:00 2026-11-20T04:00+00:00")]
    [InlineData("0 4 13 * 0-6", "UTC", "2026-11-01T00:00Z", "2026-11-01T04:00+00:00 2026-11-02T04:00+00:00")]
    [InlineData("0 4 * * 7", "UTC", "2026-11-01T12:00Z", "2026-11-08T04:00+00:00")]
    [InlineData("0 4 * * 0", "UTC", "2026-11-01T12:00Z", "2026-11-08T04:00+00:00")]
    [InlineData("0 4 * * mon-tue", "UTC", "2026-11-01T12:00Z", "2026-11-02T04:00+00:00 2026-11-03T04:00+00:00 2026-11-09T04:00+00:00")]
    [InlineData("0 30 4 L * ?", "UTC", "2026-02-01T00:00Z", "2026-02-28T04:30+00:00 2026-03-31T04:30+00:00")]
    [InlineData("0 0 6 ? * 2#1", "UTC", "2026-11-01T12:00Z", "2026-11-02T06:00+00:00 2026-12-07T06:00+00:00")]
    public void A_job_is_due_when_the_clock_says_so(string cron, string zone, string from, string expected) =>
        Assert.Equal(expected, string.Join(' ', Planner.DueAfter(Of(cron, zone), At(from)).Take(expected.Split(' ').Length).Select(Text)));

    [Fact]
    public void Years_come_to_an_end() =>
        Assert.Equal(["2027-01-01T00:00+00:00"], Planner.DueAfter(Of("0 0 0 1 1 ? 2027", "UTC"), At("2026-01-01T00:00Z")).Select(Text));

    [Fact]
    public void The_as_of_date_is_the_due_instants_in_its_zone() =>
        Assert.Equal(new DateOnly(2026, 11, 21), Planner.AsOf(Of("30 2 * * *", "Pacific/Auckland"), At("2026-11-20T13:30Z")));

    [Theory]
    [InlineData("22:00", "06:00", "2026-11-20T23:15Z", "2026-11-20T23:15+00:00")]
    [InlineData("22:00", "06:00", "2026-11-21T05:59Z", "2026-11-21T05:59+00:00")]
    [InlineData("22:00", "06:00", "2026-11-21T06:00Z", "2026-11-21T22:00+00:00")]
    [InlineData("22:00", "06:00", "2026-11-21T12:00Z", "2026-11-21T22:00+00:00")]
    [InlineData("01:00", "05:00", "2026-11-21T00:10Z", "2026-11-21T01:00+00:00")]
    [InlineData("01:00", "05:00", "2026-11-21T05:00Z", "2026-11-22T01:00+00:00")]
    public void A_run_starts_inside_the_window(string from, string to, string now, string expected)
    {
        var schedule = Of("0 3 * * *", "UTC") with { Window = new(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null)) };
        Assert.Equal(expected, Text(Planner.NextAllowed(schedule, At(now))));
        Assert.Equal(Text(At(now)) == expected, Planner.WindowAllows(schedule, At(now)));
    }

    [Fact]
    public void A_window_that_a_gap_swallows_stays_open_for_its_length_after_it()
    {
        var schedule = Of("30 2 * * *", "Europe/Berlin") with { Window = new(new(2, 0), new(3, 0)) };
        Assert.True(Planner.WindowAllows(schedule, At("2026-03-29T01:00:05Z")));
        Assert.False(Planner.WindowAllows(schedule, At("2026-03-29T02:00Z")));
    }

    [Fact]
    public void A_window_opens_once_where_its_first_minute_comes_twice()
    {
        var schedule = Of("30 2 * * *", "Europe/Berlin") with { Window = new(new(2, 30), new(4, 0)) };
        Assert.All(Enumerable.Range(0, 150), m => Assert.True(Planner.WindowAllows(schedule, At("2026-10-25T00:30Z").AddMinutes(m))));
        Assert.False(Planner.WindowAllows(schedule, At("2026-10-25T03:00Z")));
    }

    [Theory]
    [InlineData("2026-11-20T02:30Z", "2026-11-20T07:00+01:00")]
    [InlineData("2026-11-20T06:00Z", "2026-11-21T07:00+01:00")]
    public void A_deadline_is_the_next_time_that_the_clock_shows_it(string due, string expected) =>
        Assert.Equal(expected, Text(Planner.DeadlineOf(Of("0 3 * * *", "Europe/Berlin") with { Deadline = Deadline.AtTime(new(7, 0)) }, At(due))!.Value));

    [Theory]
    [InlineData("2026-03-28T23:00Z", "2026-03-29T03:00+02:00")]
    [InlineData("2026-10-24T22:00Z", "2026-10-25T02:30+02:00")]
    public void A_deadline_where_the_clocks_change_is_the_first_instant_after_the_gap_or_the_first_of_two(string due, string expected) =>
        Assert.Equal(expected, Text(Planner.DeadlineOf(Of("0 0 * * *", "Europe/Berlin") with { Deadline = Deadline.AtTime(new(2, 30)) }, At(due))!.Value));

    [Fact]
    public void A_duration_to_the_deadline_is_elapsed_time() =>
        Assert.Equal("2026-03-29T05:00+02:00",
            Text(Planner.DeadlineOf(Of("0 0 * * *", "Europe/Berlin") with { Deadline = Deadline.AfterDue(TimeSpan.FromHours(4)) }, At("2026-03-28T23:00Z"))!.Value));

    internal static JobSchedule Of(string cron, string zone) => new() { Cron = cron, TimeZone = zone };

    internal static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    internal static string Text(DateTimeOffset instant) =>
        instant.ToString(instant.Second == 0 ? "yyyy-MM-ddTHH:mmzzz" : "yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
}
