using System.Diagnostics;
using Opportune.Sources.Databases;

namespace Opportune.Tests.Unit.Sources;

public class DatabaseReadingTests
{
    [Fact]
    public void Rows_a_second_are_kept_over_all_that_read()
    {
        var pace = new ReadingPace(null, TimeZoneInfo.Utc, 20_000, TimeProvider.System);
        var clock = Stopwatch.StartNew();
        Parallel.For(0, 4, _ => pace.Note(1000));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.19, 5);
    }

    [Fact]
    public void Outside_its_hours_a_database_is_not_read()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        // 05:30 in Chicago, and a minute past six.
        new ReadingPace(new(new(22, 0), new(6, 0)), zone, null, new At(new(2026, 1, 5, 11, 30, 0, TimeSpan.Zero))).Note(1);
        var over = Assert.Throws<IOException>(() => new ReadingPace(new(new(22, 0), new(6, 0)), zone, null, new At(new(2026, 1, 5, 12, 1, 0, TimeSpan.Zero))).Note(1));
        Assert.Equal("the source's database may be read from 22:00 to 06:00 only ('hours' under 'database' in the mapping), and it is 06:01; nothing was taken", over.Message);
    }

    [Fact]
    public void Keys_are_written_so_that_no_row_with_one_of_them_is_missed()
    {
        Assert.Equal(["12, 7"], KeyLists.Of(["7"u8.ToArray(), "12"u8.ToArray(), "x"u8.ToArray(), "-"u8.ToArray()], () => typeof(long)));
        Assert.Equal(["'O''Hara', 'a b'"], KeyLists.Of(["a b"u8.ToArray(), "O'Hara"u8.ToArray()], () => typeof(string)));
        // Engines write these in different ways, and compare these by rules of their own.
        Assert.Null(KeyLists.Of(["\u00e9"u8.ToArray()], () => typeof(string)));
        Assert.Null(KeyLists.Of(["a\\b"u8.ToArray()], () => typeof(string)));
        Assert.Null(KeyLists.Of(["1.5"u8.ToArray()], () => typeof(double)));
        Assert.Equal(2, KeyLists.Of([.. Enumerable.Range(0, 1001).Select(i => System.Text.Encoding.ASCII.GetBytes($"{i}"))], () => typeof(int))!.Count);
        Assert.Null(KeyLists.Of([.. Enumerable.Range(0, 20_001).Select(i => System.Text.Encoding.ASCII.GetBytes($"{i}"))], () => typeof(int)));
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
