using Opportune.Core;

namespace Opportune.Schedules;

/// <summary>
/// When a job runs. Pure: the same answer for the same question, so that what is previewed is what is done. A schedule that
/// it is asked about has passed <see cref="ScheduleLint"/>; one with an unknown zone or cron throws <see cref="InputException"/>.
/// </summary>
public static partial class Planner
{
    /// <summary>The due instants after that one, ascending, in the schedule's zone; without end unless the cron names years.</summary>
    /// <exception cref="InvalidOperationException">The job follows another: it is due when that one is.</exception>
    public static IEnumerable<DateTimeOffset> DueAfter(JobSchedule schedule, DateTimeOffset after)
    {
        var clock = LocalClock.Of(schedule.TimeZone);
        return ZonedTimes.After(CronTimes.Parse(schedule.Cron ?? throw new InvalidOperationException("a follower has no times of its own")), clock, after);
    }

    /// <summary>The next starts, as they will happen while nothing is paused, late or still going.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="clock">The schedule whose clock counts: itself, or that of the job at the head of those that it follows; the as-of dates are this one's too.</param>
    /// <param name="from">Due instants after this.</param>
    public static IEnumerable<PlannedStart> Preview(JobSchedule schedule, JobSchedule clock, DateTimeOffset from) =>
        DueAfter(clock, from).Select(due => StartOf(schedule, due, due) with { AsOf = AsOf(clock, due) });

    /// <summary>What follows from a due instant when it is looked at then or later.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="due">A due instant.</param>
    /// <param name="now">When it is looked at, at or after <paramref name="due"/>: nothing starts earlier.</param>
    public static PlannedStart StartOf(JobSchedule schedule, DateTimeOffset due, DateTimeOffset now)
    {
        var shown = LocalClock.Of(schedule.TimeZone).Show(due);
        return new(shown, AsOf(schedule, due), NextAllowed(schedule, now > due ? now : due), DeadlineOf(schedule, due));
    }

    /// <summary>The date as of which the run of a due instant looks: its date in the schedule's zone.</summary>
    public static DateOnly AsOf(JobSchedule schedule, DateTimeOffset due) =>
        DateOnly.FromDateTime(LocalClock.Of(schedule.TimeZone).Show(due).DateTime);

    /// <summary>By when the run of a due instant must have published: null where the schedule has no deadline.</summary>
    public static DateTimeOffset? DeadlineOf(JobSchedule schedule, DateTimeOffset due)
    {
        if (schedule.Deadline is not { } deadline)
            return null;
        var clock = LocalClock.Of(schedule.TimeZone);
        if (deadline.After is { } duration)
            return clock.Show(due + duration);
        var day = clock.Show(due).Date;
        return Enumerable.Range(0, 3).Select(d => clock.First(day.AddDays(d) + deadline.At!.Value.ToTimeSpan())).First(at => at > due);
    }

    /// <summary>Whether a run may start at that instant.</summary>
    public static bool WindowAllows(JobSchedule schedule, DateTimeOffset instant) => NextAllowed(schedule, instant) <= instant;

    /// <summary>That instant when a run may start then, otherwise the next opening of the window.</summary>
    public static DateTimeOffset NextAllowed(JobSchedule schedule, DateTimeOffset instant)
    {
        var shown = LocalClock.Of(schedule.TimeZone).Show(instant);
        return NextOpening(schedule, instant) is { } next && next.Opens > instant ? next.Opens : shown;
    }

    /// <summary>When the window closes that is open at that instant, or else the next one; null where a run may always start.</summary>
    public static DateTimeOffset? WindowCloses(JobSchedule schedule, DateTimeOffset instant) => NextOpening(schedule, instant)?.Closes;

    /// <summary>Whether the run of a due instant is so late that nobody needs it any more.</summary>
    public static bool IsTooLate(JobSchedule schedule, DateTimeOffset due, DateTimeOffset start) => start - due > schedule.SkipIfLaterThan;

    // The window of the day before may still be open; the one of a day that the zone leaves out never opens by itself.
    private static (DateTimeOffset Opens, DateTimeOffset Closes)? NextOpening(JobSchedule schedule, DateTimeOffset instant)
    {
        if (schedule.Window is not { } window)
            return null;
        var clock = LocalClock.Of(schedule.TimeZone);
        var day = clock.Show(instant).Date;
        return Enumerable.Range(-1, 5).Select(d => Opening(clock, window, day.AddDays(d))).First(o => o.Closes > instant);
    }

    // Both ends are instants, not readings: a window opens once a day also where its first minute comes twice. One that a gap
    // swallows whole stays open for its length after the gap: where what was due in it runs.
    private static (DateTimeOffset Opens, DateTimeOffset Closes) Opening(LocalClock clock, TimeWindow window, DateTime day)
    {
        var length = window.To - window.From;
        var opens = clock.First(day + window.From.ToTimeSpan());
        var closes = clock.First(day + window.From.ToTimeSpan() + length);
        return closes > opens ? (opens, closes) : (opens, clock.Show(opens + length));
    }
}
