namespace Opportune.Schedules;

/// <summary>
/// When a cron expression comes on the clock of a zone. Where the clocks leap, what they leap over comes once, together, at the
/// first instant after. Where they go back, a fixed time comes once, at the first of the two; an interval ("every") at both.
/// </summary>
internal static class ZonedTimes
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Readings lie at most so far from the instant that has the same figures in UTC, and a day's slack for a change of the clock.
    private static readonly TimeSpan Near = TimeSpan.FromHours(15) + Day;

    /// <summary>All times after the instant, ascending.</summary>
    public static IEnumerable<DateTimeOffset> After(CronTimes cron, LocalClock clock, DateTimeOffset instant) =>
        cron.IsInterval ? Every(cron, clock, instant.ToUniversalTime()) : Fixed(cron, clock, instant);

    // The first coming of a later reading is never before that of an earlier one, so what was shown by now needs no second look.
    private static IEnumerable<DateTimeOffset> Fixed(CronTimes cron, LocalClock clock, DateTimeOffset last)
    {
        for (var reading = cron.After(clock.Show(last).DateTime); reading is { } next; reading = cron.After(next))
        {
            var at = clock.First(next);
            if (at <= last)
                continue;
            yield return at;
            last = at;
        }
    }

    private static IEnumerable<DateTimeOffset> Every(CronTimes cron, LocalClock clock, DateTimeOffset at)
    {
        var changes = new ClockChanges(clock.Zone, at);
        var shown = at.DateTime + clock.Zone.GetUtcOffset(at);
        while (cron.After(shown) is { } next)
        {
            // As long as the clock goes on without a change, the reading comes at that instant.
            var offset = clock.Zone.GetUtcOffset(at);
            var due = new DateTimeOffset(next, TimeSpan.Zero) - offset;
            var horizon = at + Day;
            if (changes.Next(due < horizon ? due : horizon) is { } change)
            {
                var after = change.DateTime + clock.Zone.GetUtcOffset(change);
                var isSwallowed = next < after;
                if (isSwallowed)
                    yield return clock.Show(change);
                (at, shown) = (change, isSwallowed ? after : after.AddSeconds(-1));
            }
            else if (due <= horizon)
            {
                yield return clock.Show(due);
                (at, shown) = (due, next);
            }
            else
            {
                // Nothing comes before that reading is near: neither the changes until then nor what they repeat matter.
                var near = new DateTimeOffset(next, TimeSpan.Zero) - Near;
                at = near > horizon ? near : horizon;
                changes = new ClockChanges(clock.Zone, at);
                shown = at.DateTime + clock.Zone.GetUtcOffset(at);
            }
        }
    }
}
