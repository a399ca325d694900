using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Web.Show;

/// <summary>Schedules in words.</summary>
internal static class ScheduleWords
{
    /// <summary>When it runs.</summary>
    public static string When(JobSchedule schedule) =>
        schedule.After is { } before ? $"when {before} has published" : $"{CronWords.Of(schedule.Cron!)}, {schedule.TimeZone}";

    /// <summary>What happens while the last run is still going.</summary>
    public static string Of(OverlapPolicy overlap) => overlap switch
    {
        OverlapPolicy.Skip => "the start is left out; the next one comes by the schedule",
        OverlapPolicy.Queue => "it runs after that one; one waits at most, the latest",
        _ => "that one is stopped, nothing of it is published, and this one runs",
    };

    /// <summary>What happens about starts that were missed.</summary>
    public static string Of(CatchUpPolicy catchUp) => catchUp switch
    {
        CatchUpPolicy.Latest => "one run, for the latest missed start",
        CatchUpPolicy.None => "nothing: the next start is the schedule's next",
        _ => "one run for each missed start, in order (needs: wait)",
    };
}
