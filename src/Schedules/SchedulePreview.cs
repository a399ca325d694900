using Opportune.Core;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>The next starts of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Schedule">Its schedule.</param>
/// <param name="Leader">The job whose clock counts: itself, or the one at the head of those that it follows.</param>
/// <param name="Starts">The starts, ascending.</param>
public sealed record SchedulePreview(JobDefinition Job, JobSchedule Schedule, string Leader, IReadOnlyList<PlannedStart> Starts)
{
    /// <summary>Until when it, or the job whose clock counts, is paused, by whom and why.</summary>
    public string? Paused { get; init; }

    /// <summary>By the files, or by what the database says holds: people may have changed or paused it.</summary>
    /// <param name="files">The jobs as their files say.</param>
    /// <param name="rows">What the database knows of their schedules.</param>
    /// <param name="job">The job.</param>
    /// <param name="from">Starts after this instant.</param>
    /// <param name="count">At most so many.</param>
    /// <exception cref="InputException">There is no such job, or it has no times.</exception>
    public static SchedulePreview Of(IReadOnlyDictionary<string, JobDefinition> files, List<ScheduleRow> rows, string job, DateTimeOffset from, int count)
    {
        if (!files.TryGetValue(job, out var definition))
            throw new InputException(Spelling.Unknown("job", job, files.Keys));
        if (Holding(files, rows, job) is not { } schedule)
            throw new InputException($"'{job}' has no schedule: people start it");
        var (leader, clock) = (job, schedule);
        while (clock.After is { } after)
            (leader, clock) = (after, Holding(files, rows, after) ?? throw new InputException($"'{job}' runs after '{after}', which people start: it has no times of its own"));
        var paused = rows.Find(r => (r.Job == job || r.Job == leader) && r.IsPaused(from));
        // What is due at the very end of a pause runs.
        var since = paused?.PausedUntil is { } until ? until.AddTicks(-1) : from;
        var starts = paused is { PausedUntil: null } ? [] : Planner.Preview(schedule, clock, since).Take(count).ToList();
        return new(definition, schedule, leader, starts) { Paused = paused is null ? null : $"{paused.Job} is {ScheduleLine.PauseText(paused)}" };
    }

    private static JobSchedule? Holding(IReadOnlyDictionary<string, JobDefinition> files, List<ScheduleRow> rows, string job) =>
        rows.Find(r => r.Job == job) is { } row ? row.Holds is { } text ? ScheduleText.Read(text) : null : files.GetValueOrDefault(job)?.Schedule;
}
