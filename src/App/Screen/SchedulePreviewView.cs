using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Opportune.Core;
using Opportune.Schedules;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>The next starts as a table, in the schedule's zone with its offset and in UTC, and as JSON.</summary>
internal static class SchedulePreviewView
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static void Print(SchedulePreview preview)
    {
        var (job, schedule, starts) = (preview.Job, preview.Schedule, preview.Starts);
        Screens.Line($"{job.Id}: {job.Title}");
        Screens.Line(Sentence(schedule));
        if (preview.Paused is { } paused)
            Screens.Line(paused);
        if (starts.Count == 0)
        {
            if (preview.Paused is null)
                Screens.Line("it is never due again");
            return;
        }
        var isDelayed = starts.Any(s => s.NotBefore > s.Due);
        var hasDeadline = schedule.Deadline is not null;
        string[] columns = ["due", "UTC", "as of", .. isDelayed ? ["starts"] : Array.Empty<string>(), .. hasDeadline ? ["deadline"] : Array.Empty<string>()];
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var column in table.Columns)
            column.NoWrap();
        foreach (var start in starts)
        {
            string[] cells =
            [
                Local(start.Due), Text(start.Due.UtcDateTime, "yyyy-MM-dd HH:mm'Z'"), Text(start.AsOf, "yyyy-MM-dd"),
                .. isDelayed ? [Local(start.NotBefore)] : Array.Empty<string>(),
                .. hasDeadline ? [Local(start.Deadline!.Value)] : Array.Empty<string>(),
            ];
            table.AddRow(cells);
        }
        Screens.Out.Write(table);
    }

    public static void WriteJson(Stream to, SchedulePreview preview) => JsonSerializer.Serialize(to, new
    {
        Job = preview.Job.Id,
        preview.Schedule.Cron,
        preview.Schedule.After,
        ByTheClockOf = preview.Leader,
        preview.Schedule.TimeZone,
        preview.Schedule.Overlap,
        preview.Schedule.CatchUp,
        SkipIfLaterThan = preview.Schedule.SkipIfLaterThan is { } late ? PlainDuration.Format(late) : null,
        Window = preview.Schedule.Window?.ToString(),
        Deadline = preview.Schedule.Deadline?.ToString(),
        preview.Paused,
        Starts = preview.Starts.Select(s => new { s.Due, DueUtc = s.Due.UtcDateTime, s.AsOf, s.NotBefore, s.Deadline }),
    }, Form);

    private static string Sentence(JobSchedule schedule)
    {
        List<string> parts = [schedule.Cron is { } cron ? $"{cron} in {schedule.TimeZone}" : $"after {schedule.After}, in {schedule.TimeZone}"];
        parts.Add($"overlap: {JsonNamingPolicy.KebabCaseLower.ConvertName(schedule.Overlap.ToString())}");
        if (schedule.Cron is not null)
            parts.Add($"catch-up: {JsonNamingPolicy.KebabCaseLower.ConvertName(schedule.CatchUp.ToString())}");
        if (schedule.SkipIfLaterThan is { } late)
            parts.Add($"not later than {PlainDuration.Format(late)}");
        if (schedule.Window is { } window)
            parts.Add($"window {window}");
        return string.Join(" · ", parts);
    }

    private static string Local(DateTimeOffset instant) => Text(instant, "ddd yyyy-MM-dd HH:mm zzz");

    private static string Text(IFormattable value, string form) => value.ToString(form, CultureInfo.InvariantCulture);
}
