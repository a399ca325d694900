using Opportune.Database.Scheduling;
using Opportune.Schedules;

namespace Opportune.App.Screen;

/// <summary>One schedule with its history.</summary>
internal static class ScheduleCard
{
    public static void Print(ScheduleDetails details)
    {
        var line = details.Line;
        Screens.Line($"{line.Job}: {line.Title}");
        Screens.Line($"next start: {line.NextText}{(line.Next is null ? "" : $" ({line.NextUtc} UTC)")}");
        Screens.Line($"last run: {(line.Last is { } run ? $"{run.RunId} {run.State}{(run.StateReason is null ? "" : $": {run.StateReason}")}" : "none")}");
        foreach (var note in line.Notes())
            Screens.Line(note);
        Section("what holds", Lines(line.Row?.Holds));
        if (line.Row is { OwnSchedule: not null })
            Section("what its file says", Lines(line.Row.FileSchedule));
        Section("due instants, the latest first (UTC)", details.Occasions.Select(Text));
        Section("earlier days", details.Backfills.Select(b => $"{b.FromDate:yyyy-MM-dd} to {b.ToDate:yyyy-MM-dd}, {b.Pace}: {b.State}{(b.State == BackfillStates.Done ? "" : $" at {b.NextDate:yyyy-MM-dd}")}{(b.StateReason is null ? "" : $", {b.StateReason}")} ({b.RequestedBy})"));
        Section("changes, the latest first (UTC)", details.Changes.Select(c => $"{c.At.UtcDateTime:yyyy-MM-dd HH:mm} {c.ChangedBy}: {c.Told()}{(c.Reason is null ? "" : $" ({c.Reason})")}"));
    }

    private static string Text(OccasionRow o) =>
        $"{o.DueAt.UtcDateTime:yyyy-MM-dd HH:mm} as of {o.AsOf:yyyy-MM-dd}: {(o.State == OccasionStates.Queued ? $"run {o.RunId}" : o.State)}{(o.Detail is null ? "" : $", {o.Detail}")}";

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void Section(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return;
        Screens.Line("");
        Screens.Line(title);
        foreach (var line in all)
            Screens.Line($"  {line}");
    }
}
