using System.Globalization;
using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Tests.Unit.Schedules;

/// <summary>A cron expression in words.</summary>
public class CronWordsTests
{
    [Theory]
    [InlineData("30 2 * * *", "every day at 02:30")]
    [InlineData("0 6,18 * * MON-FRI", "every Monday to Friday at 06:00 and 18:00")]
    [InlineData("0 6 * * 1-5", "every Monday to Friday at 06:00")]
    [InlineData("0 6 * * 0", "every Sunday at 06:00")]
    [InlineData("0 6 * * 7", "every Sunday at 06:00")]
    [InlineData("0 0 6 ? * 1", "every Sunday at 06:00")]
    [InlineData("*/15 * * * *", "every day every 15 minutes")]
    [InlineData("*/7 * * * *", "every day every hour, at minute '*/7'")]
    [InlineData("0 * * * *", "every day every hour, on the hour")]
    [InlineData("10 */6 * * *", "every day every 6 hours from midnight, at minute 10")]
    [InlineData("*/10 8-17 * * 1-5", "every Monday to Friday every 10 minutes in the hours 8 to 17")]
    [InlineData("30 2 1 * *", "on day 1 of each month at 02:30")]
    [InlineData("30 2 1,15 1,7 *", "on day 1 and 15 of January and July at 02:30")]
    [InlineData("30 2 13 * FRI", "on day 13 of each month, and every Friday at 02:30")]
    [InlineData("0 30 2 L * ?", "on the last day of each month at 02:30")]
    [InlineData("0 30 2 LW * ?", "on the last working day of each month at 02:30")]
    [InlineData("5 30 2 * * ? 2027", "every day at 02:30, 5 s after the minute, in 2027")]
    [InlineData("0 30 2 ? * 6#3", "every '6#3' at 02:30")]
    [InlineData("nonsense", "'nonsense'")]
    public void It_is_said_as_people_say_it(string cron, string words) => Assert.Equal(words, CronWords.Of(cron));

    /// <summary>What is said of fixed times is what the planner does: on the days that the words name, at the times that they name.</summary>
    [Theory]
    [InlineData("30 2 * * *")]
    [InlineData("0 6,18 * * MON-FRI")]
    [InlineData("15 7 * * 0")]
    [InlineData("15 7 * * 7")]
    [InlineData("0 15 7 ? * 1")]
    [InlineData("0 15 7 ? * SAT,SUN")]
    public void What_is_said_is_what_is_done(string cron)
    {
        var words = CronWords.Of(cron);
        var days = DueOn(cron).Select(at => at.DayOfWeek).Distinct().Order().ToList();
        var times = DueOn(cron).Select(at => at.ToString("HH:mm", CultureInfo.InvariantCulture)).Distinct().ToList();
        Assert.All(times, time => Assert.Contains(time, words, StringComparison.Ordinal));
        if (days.Count == 7)
            Assert.StartsWith("every day", words, StringComparison.Ordinal);
        else
            Assert.Contains(days[0].ToString(), words, StringComparison.Ordinal);
    }

    private static List<DateTimeOffset> DueOn(string cron) =>
        [.. Planner.DueAfter(new JobSchedule { Cron = cron, TimeZone = "UTC" }, new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)).TakeWhile(at => at.Day < 29)];
}
