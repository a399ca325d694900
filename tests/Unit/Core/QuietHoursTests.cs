using System.Globalization;
using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

public class QuietHoursTests
{
    [Theory]
    // Chicago is six hours behind UTC in winter.
    [InlineData("2026-11-20T12:00", "2026-11-20T12:30")]
    [InlineData("2026-11-20T12:30", "2026-11-20T12:30")]
    [InlineData("2026-11-21T02:59", "2026-11-21T02:59")]
    [InlineData("2026-11-21T03:00", "2026-11-21T12:30")]
    [InlineData("2026-11-21T06:00", "2026-11-21T12:30")]
    public void Hours_that_cross_midnight_end_in_the_morning(string at, string told) => Assert.Equal(Utc(told), new QuietHours(new(21, 0), new(6, 30), "America/Chicago").NextLoud(Utc(at)));

    [Theory]
    [InlineData("2026-11-20T12:59", "2026-11-20T12:59")]
    [InlineData("2026-11-20T13:00", "2026-11-20T14:00")]
    [InlineData("2026-11-20T14:00", "2026-11-20T14:00")]
    public void Hours_within_a_day_end_on_it(string at, string told) => Assert.Equal(Utc(told), new QuietHours(new(13, 0), new(14, 0), "UTC").NextLoud(Utc(at)));

    [Theory]
    // In spring 02:00 to 03:00 is left out, in autumn 01:00 to 02:00 comes twice.
    [InlineData("02:30", "2026-03-08T07:00", "2026-03-08T08:00")]
    [InlineData("01:30", "2026-11-01T06:15", "2026-11-01T07:30")]
    [InlineData("01:30", "2026-11-01T06:45", "2026-11-01T06:45")]
    public void An_end_that_a_change_of_the_clock_moves_is_found(string to, string at, string told) =>
        Assert.Equal(Utc(told), new QuietHours(new(21, 0), TimeOnly.ParseExact(to, "HH:mm", CultureInfo.InvariantCulture), "America/Chicago").NextLoud(Utc(at)));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.ParseExact(text + "Z", "yyyy-MM-ddTHH:mmZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
