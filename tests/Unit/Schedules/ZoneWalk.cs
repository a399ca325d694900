namespace Opportune.Tests.Unit.Schedules;

/// <summary>
/// A zone's clock, watched minute by minute with nothing but the zone's offset at an instant: slow, and obviously right. It
/// is what the planner is held to.
/// </summary>
internal sealed class ZoneWalk
{
    private readonly List<(long Start, long End, long Offset)> _stretches = [];

    /// <param name="zone">The zone.</param>
    /// <param name="from">First minute, UTC.</param>
    /// <param name="to">First minute after it, UTC.</param>
    /// <param name="step">Minutes between two looks at the clock; 1 misses nothing; 15 misses only a change that is taken back within them.</param>
    public ZoneWalk(TimeZoneInfo zone, DateTime from, DateTime to, int step)
    {
        (From, To) = (Minute(from), Minute(to));
        long Offset(long minute) => (long)zone.GetUtcOffset(new DateTime(minute * TimeSpan.TicksPerMinute, DateTimeKind.Utc)).TotalMinutes;
        _stretches.Add((From, From, Offset(From)));
        for (var at = From; at < To; at += step)
        {
            // Where the clock changed since the last look, every minute in between is looked at.
            for (var minute = Offset(at + step) == _stretches[^1].Offset ? at + step : at + 1; minute <= at + step; minute++)
            {
                _stretches[^1] = _stretches[^1] with { End = minute };
                if (Offset(minute) != _stretches[^1].Offset)
                    _stretches.Add((minute, minute, Offset(minute)));
            }
        }
    }

    public long From { get; }

    public long To { get; }

    /// <summary>How often the clock changes.</summary>
    public int Changes => _stretches.Count - 1;

    /// <summary>Every instant at which the expression comes, ascending.</summary>
    public IEnumerable<DateTimeOffset> Times(RandomCron cron)
    {
        var minutes = Enumerable.Range(0, 1440).Select(cron.Names).ToArray();
        var firstDay = From / 1440 - 2;
        var days = Enumerable.Range(0, (int)(To / 1440 - firstDay) + 3).Select(d => cron.Names(DateTime.MinValue.AddDays(firstDay + d))).ToArray();
        bool Names(long reading) => minutes[reading % 1440] && days[reading / 1440 - firstDay];

        var shown = From + _stretches[0].Offset;
        foreach (var (start, end, offset) in _stretches)
        {
            // What the clock leaped over comes at once, when it has leaped.
            var isLost = false;
            for (var lost = shown; lost < start + offset; lost++)
                isLost |= Names(lost);
            if (isLost && !(cron.Second == 0 && Names(start + offset)))
                yield return Instant(start, 0);
            for (var at = start; at < end; at++)
            {
                var isSecondComing = at + offset < shown;
                if (Names(at + offset) && (cron.IsInterval || !isSecondComing))
                    yield return Instant(at, cron.Second);
            }
            shown = Math.Max(shown, end + offset);
        }
    }

    private static DateTimeOffset Instant(long minute, int second) => new(minute * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static long Minute(DateTime time) => time.Ticks / TimeSpan.TicksPerMinute;
}
