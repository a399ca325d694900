using Opportune.Core;

namespace Opportune.Schedules;

public static partial class Planner
{
    /// <summary>How late an instant may be noticed and still count as on time, for <see cref="CatchUpPolicy.None"/>.</summary>
    public static readonly TimeSpan OnTime = TimeSpan.FromMinutes(5);

    /// <summary>How far a clock may step back and be waited for: what was decided in that time stays decided.</summary>
    public static readonly TimeSpan LargestStepBack = TimeSpan.FromHours(1);

    /// <summary>How many due instants are decided at once; those further back are only counted.</summary>
    public const int MostDecisions = 400;

    /// <summary>What to do now about everything that became due since the cursor.</summary>
    /// <exception cref="InvalidOperationException">The job follows another; see <see cref="Follow"/>.</exception>
    public static Plan Decide(JobSchedule schedule, ScheduleStanding standing, DateTimeOffset now)
    {
        if (now < standing.Cursor)
        {
            var isFar = standing.Cursor - now > LargestStepBack;
            var cursor = isFar ? now : standing.Cursor;
            return new() { Decisions = [], Cursor = cursor, LookAgain = Next(schedule, cursor), ClockWentBack = isFar };
        }
        var dues = new Queue<DateTimeOffset>();
        var uncounted = 0;
        foreach (var due in DueAfter(schedule, standing.Cursor).TakeWhile(d => d <= now))
        {
            dues.Enqueue(due);
            if (dues.Count <= MostDecisions)
                continue;
            dues.Dequeue();
            uncounted++;
        }
        return Decide(schedule, standing, [.. dues], now) with { Uncounted = uncounted, Cursor = now, LookAgain = Next(schedule, now) };
    }

    /// <summary>What to do now about a follower whose predecessor has published. Its as-of date is that run's, whatever the follower's own zone.</summary>
    /// <param name="schedule">The follower's schedule.</param>
    /// <param name="standing">How it stands.</param>
    /// <param name="due">The predecessor's due instant.</param>
    /// <param name="asOf">The predecessor's as-of date.</param>
    /// <param name="now">Now.</param>
    public static Plan Follow(JobSchedule schedule, ScheduleStanding standing, DateTimeOffset due, DateOnly asOf, DateTimeOffset now)
    {
        var plan = Decide(schedule, standing, [due], now);
        return plan with { Decisions = [.. plan.Decisions.Select(d => d with { Start = d.Start with { AsOf = asOf } })] };
    }

    private static DateTimeOffset? Next(JobSchedule schedule, DateTimeOffset after) => DueAfter(schedule, after).Cast<DateTimeOffset?>().FirstOrDefault();

    private static Plan Decide(JobSchedule schedule, ScheduleStanding standing, IReadOnlyList<DateTimeOffset> dues, DateTimeOffset now)
    {
        var decisions = dues.Select((due, i) => Judge(schedule, standing, StartOf(schedule, due, now), isLatest: i == dues.Count - 1, now)).ToList();
        var isQueued = decisions.Exists(d => d.Skipped is null);
        return new()
        {
            Decisions = decisions,
            Cursor = standing.Cursor,
            LookAgain = null,
            CancelsWorking = isQueued && standing.IsWorking && schedule.Overlap == OverlapPolicy.CancelOld,
            // With 'all' nothing takes another's place: they wait in order.
            SupersedesWaiting = isQueued && standing.IsWaiting && schedule.CatchUp != CatchUpPolicy.All,
        };
    }

    private static Decision Judge(JobSchedule schedule, ScheduleStanding standing, PlannedStart start, bool isLatest, DateTimeOffset now)
    {
        SkipReason? skipped =
            start.Due < standing.PausedUntil ? SkipReason.Paused
            : schedule.CatchUp != CatchUpPolicy.All && !isLatest ? SkipReason.CatchUp
            : schedule.CatchUp == CatchUpPolicy.None && now - start.Due > OnTime ? SkipReason.CatchUp
            : IsTooLate(schedule, start.Due, now) ? SkipReason.TooLate
            : IsTooLate(schedule, start.Due, start.NotBefore) ? SkipReason.OutsideWindow
            : standing.IsWorking && schedule.Overlap == OverlapPolicy.Skip ? SkipReason.Overlap
            : null;
        return new(start, skipped);
    }
}
