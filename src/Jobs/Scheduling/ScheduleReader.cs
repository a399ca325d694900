using System.Globalization;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Scheduling;

/// <summary>
/// Reads the <c>schedule</c> of a job as far as its form goes. What its times mean on a clock (a cron that never fires, a
/// deadline before the window) is the planner's question; see <see cref="JobChain"/>.
/// </summary>
internal static partial class ScheduleReader
{
    /// <param name="map">The mapping under <c>schedule</c>.</param>
    /// <param name="read">Gets the schedule when its form is right.</param>
    public static JobSchedule? Read(YamlMap map, Action<JobSchedule> read)
    {
        var isSound = true;
        void Problem(string key, string message)
        {
            isSound = false;
            map.ProblemAt(key, message);
        }
        var (cron, after, zone) = (map.Text("cron"), map.Text("after"), map.Text("time-zone"));
        if (cron is null == after is null)
        {
            isSound = false;
            map.Problem(map.Node, cron is null ? "'cron' is missing, or 'after' with the job that this one follows" : "'cron' and 'after' exclude each other: by the clock, or after a job");
        }
        if (cron is not null && cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is < 5 or > 7)
            Problem("cron", "'cron' must have five fields: minute hour day-of-month month day-of-week (or six or seven: seconds first, the year last)");
        if (zone is null && cron is not null)
            Problem("time-zone", "'time-zone' is missing: an IANA zone such as Europe/Berlin or UTC");
        else if (zone is not null && !Zone().IsMatch(zone))
            Problem("time-zone", "'time-zone' must be an IANA zone such as Europe/Berlin or UTC");
        if (after is not null && map.Has("catch-up"))
            Problem("catch-up", "'catch-up' belongs to 'cron': a job that follows another misses nothing by itself");
        var schedule = new JobSchedule
        {
            Cron = cron,
            After = after,
            TimeZone = zone ?? "",
            Overlap = map.Word("overlap", Words.Overlaps) ?? OverlapPolicy.Skip,
            CatchUp = map.Word("catch-up", Words.CatchUps) ?? CatchUpPolicy.Latest,
            SkipIfLaterThan = Duration(map, "skip-if-later-than"),
            Window = map.Map("window") is { } window ? ReadWindow(window) : null,
            Deadline = ReadDeadline(map),
        };
        map.Done();
        if (!isSound)
            return null;
        read(schedule);
        return schedule;
    }

    /// <summary>A duration, or null where there is none or none that can be read (told).</summary>
    public static TimeSpan? Duration(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
            return null;
        if (PlainDuration.TryParse(text, out var duration))
            return duration;
        map.ProblemAt(key, $"'{key}' must be a duration such as 90m, 6h or 14d");
        return null;
    }

    /// <summary>A part of the day, or null with a problem told.</summary>
    public static TimeWindow? ReadWindow(YamlMap map)
    {
        var (from, to) = (Time(map, "from"), Time(map, "to"));
        map.Done();
        if (from is { } first && first == to)
            map.ProblemAt("to", "the window has no length: 'from' and 'to' are the same (leave 'window' out to allow the whole day)");
        return from is { } f && to is { } t && f != t ? new(f, t) : null;
    }

    private static TimeOnly? Time(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
            map.Problem(map.Node, $"'{key}' is missing: a time of day such as \"22:00\"");
        else if (TryTime(text) is { } time)
            return time;
        else
            map.ProblemAt(key, $"'{key}' must be a time of day such as \"22:00\"");
        return null;
    }

    private static Deadline? ReadDeadline(YamlMap map)
    {
        if (map.Text("deadline") is not { } text)
            return null;
        if (TryTime(text) is { } time)
            return Deadline.AtTime(time);
        if (PlainDuration.TryParse(text, out var duration))
            return Deadline.AfterDue(duration);
        map.ProblemAt("deadline", "'deadline' must be a time of day such as \"07:00\", or a duration after the due time such as 4h");
        return null;
    }

    private static TimeOnly? TryTime(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    // Names as zone tables write them; this keeps out what machines add on their own (localtime, right/..., Windows names).
    [GeneratedRegex(@"^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]+){1,2})$")]
    private static partial Regex Zone();
}
