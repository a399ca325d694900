using System.Text.Encodings.Web;
using System.Text.Json;
using Opportune.Database.Scheduling;
using Opportune.Schedules;

namespace Opportune.App.Screen;

/// <summary>Schedules as JSON.</summary>
internal static class SchedulesJson
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(Stream to, IReadOnlyList<ScheduleLine> lines) => JsonSerializer.Serialize(to, lines.Select(Of), Form);

    public static void Write(Stream to, ScheduleDetails details) =>
        JsonSerializer.Serialize(to, new { Schedule = Of(details.Line), details.Occasions, details.Backfills, details.Changes }, Form);

    public static void Write(Stream to, OccasionRow occasion) => JsonSerializer.Serialize(to, occasion, Form);

    public static void Write(Stream to, BackfillRow backfill) => JsonSerializer.Serialize(to, backfill, Form);

    private static object Of(ScheduleLine line) => new
    {
        line.Job,
        line.Title,
        Holds = line.Row?.Holds,
        FileSays = line.Row?.FileSchedule,
        IsChanged = line.Row?.OwnSchedule is not null,
        NextDue = line.Next?.Due,
        NextStart = line.Next?.NotBefore,
        NextStartUtc = line.Next?.NotBefore.UtcDateTime,
        NextAsOf = line.Next?.AsOf,
        line.IsPaused,
        PausedUntil = line.IsPaused ? line.Row?.PausedUntil : null,
        PausedBy = line.IsPaused ? line.Row?.PausedBy : null,
        PausedReason = line.IsPaused ? line.Row?.PausedReason : null,
        FileGoneSince = line.Row?.GoneAt,
        line.Row?.Trouble,
        LastRun = line.Last is { } run ? new { run.RunId, run.State, run.StateReason, run.AsOf, run.StartedAt, run.FinishedAt } : null,
        line.Waiting,
    };
}
