using Opportune.Core;

namespace Opportune.Schedules;

/// <summary>What is wrong with the times of a schedule: asked when job files are checked and when a schedule is changed.</summary>
public static class ScheduleLint
{
    // Enough to meet every kind of day: four years of a job that runs twice a day.
    private const int MostLookedAt = 3000;

    /// <summary>Everything that is wrong, errors and warnings; none for a follower's times, which are its predecessor's.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="from">Where its times are looked at from; the four years after it count.</param>
    public static IReadOnlyList<ScheduleFault> Faults(JobSchedule schedule, DateTimeOffset from)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _))
        {
            // Of four hundred names a list of some helps nobody.
            var nearest = Spelling.Nearest(schedule.TimeZone, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
            return [new("time-zone", $"unknown time zone '{schedule.TimeZone}'; {(nearest is null ? "write it as America/Chicago or UTC" : $"did you mean '{nearest}'?")}")];
        }
        if (schedule.Cron is null)
            return [];
        var faults = new List<ScheduleFault>();
        if (schedule is { CatchUp: CatchUpPolicy.All, Overlap: not OverlapPolicy.Queue })
            faults.Add(new("catch-up", "'catch-up: all' runs one after the other: it needs 'overlap: queue'"));
        try
        {
            var starts = Planner.Preview(schedule, schedule, from).TakeWhile(s => s.Due < from.AddYears(4)).Take(MostLookedAt).ToList();
            if (starts.Count > 0)
                faults.AddRange(FaultsOf(schedule, starts));
            else if (!Planner.DueAfter(schedule, from).Any())
                faults.Add(new("cron", $"'{schedule.Cron}' never comes: there is no such day, or its years are over"));
        }
        catch (InputException e)
        {
            faults.Add(new("cron", e.Message));
        }
        return faults;
    }

    private static IEnumerable<ScheduleFault> FaultsOf(JobSchedule schedule, List<PlannedStart> starts)
    {
        if (schedule.Window is not { } window)
            yield break;
        var first = starts[0];
        if (starts.TrueForAll(s => Planner.IsTooLate(schedule, s.Due, s.NotBefore)))
        {
            yield return new("skip-if-later-than", $"the job never runs: it is due at {first.Due:HH:mm}, its window opens at {window.From:HH\\:mm}, and by then it is too late");
            yield break;
        }
        if (starts.TrueForAll(s => s.NotBefore > s.Due))
            yield return new("window", $"the job is never due inside its window {window}: every run waits until {window.From:HH\\:mm}", IsWarning: true);
        if (starts.TrueForAll(s => s.Deadline <= s.NotBefore))
            yield return new("deadline", $"the deadline {schedule.Deadline} is over before the window opens at {window.From:HH\\:mm}");
        else if (starts.Find(s => s.Deadline <= s.NotBefore) is { } late)
            yield return new("deadline", $"the deadline is over before the window opens for what is due at {late.Due:yyyy-MM-dd HH:mm}", IsWarning: true);
    }
}
