using System.Data.Common;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>A job's schedule as people are told of it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Title">Its title.</param>
/// <param name="Row">What the database knows; null: no service has seen its file.</param>
/// <param name="Schedule">What holds; null: people start it.</param>
/// <param name="Next">Its next start; none for one that is paused, gone, follows another or waits for people.</param>
/// <param name="Last">Its last run; of earlier days none.</param>
/// <param name="Waiting">A start that waits.</param>
public sealed record ScheduleLine(string Job, string Title, ScheduleRow? Row, JobSchedule? Schedule, PlannedStart? Next, RunRow? Last, OccasionRow? Waiting)
{
    /// <summary>Whether it is paused now.</summary>
    public bool IsPaused { get; private init; }

    /// <summary>All jobs: those with a file here, and those that the database knows.</summary>
    public static List<ScheduleLine> All(DbConnection connection, IReadOnlyList<JobFile> files, DateTimeOffset now)
    {
        var rows = ScheduleCatalog.All(connection).ToDictionary(r => r.Job, StringComparer.Ordinal);
        var waiting = ScheduleCatalog.Waiting(connection);
        return
        [
            .. from job in rows.Keys.Union(files.Select(f => f.Id)).Order(StringComparer.Ordinal)
               let row = rows.GetValueOrDefault(job)
               let file = files.FirstOrDefault(f => f.Id == job)
               let schedule = row is null ? file!.Job?.Schedule : row.Holds is { } text ? ScheduleText.Read(text) : null
               let isPaused = row?.IsPaused(now) == true
               select new ScheduleLine(job, row?.Title ?? file!.Job?.Title ?? "", row, schedule,
                   isPaused || row?.GoneAt is not null || schedule?.Cron is null ? null : NextOf(schedule, now), RunCatalog.List(connection, job, null, 1, kind: RunKinds.Live).FirstOrDefault(), waiting.Find(o => o.Job == job))
               { IsPaused = isPaused },
        ];
    }

    /// <summary>When it starts next, or why that cannot be said.</summary>
    public string NextText =>
        Row?.GoneAt is not null ? "its file is gone"
        : IsPaused ? PauseText(Row!)
        : Schedule is null ? "people start it"
        : Schedule.After is { } before ? $"after {before}"
        : Next is { } next ? $"{next.NotBefore:ddd yyyy-MM-dd HH:mm zzz}"
        : "never again";

    /// <summary>The same in UTC.</summary>
    public string NextUtc => Next is { } next ? $"{next.NotBefore.UtcDateTime:yyyy-MM-dd HH:mm}" : "";

    /// <summary>What else people should know, a line each.</summary>
    public IEnumerable<string> Notes()
    {
        if (Waiting is { } waiting)
            yield return $"{Job}: the start due {waiting.DueAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC waits: {waiting.Detail}";
        if (Row is null)
            yield return $"{Job}: no service has seen its file yet";
        if (Row?.Trouble is { } trouble)
            yield return $"{Job}: its file cannot be used ({trouble}); what it said before holds";
        if (Row is { OwnSchedule: not null } changed)
            yield return $"{Job}: changed while running{(changed.FileMovedOn ? ", and its file says something new since; the change holds" : "")} ('schedule export {Job}' prints it, 'schedule reset {Job}' drops it)";
    }

    /// <summary>Until when it is paused, by whom and why.</summary>
    public static string PauseText(ScheduleRow row) =>
        $"paused {(row.PausedUntil is { } until ? $"until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "until somebody resumes it")} by {row.PausedBy}: {row.PausedReason}";

    private static PlannedStart? NextOf(JobSchedule schedule, DateTimeOffset now) =>
        Planner.DueAfter(schedule, now).Select(due => Planner.StartOf(schedule, due, due)).FirstOrDefault();
}
