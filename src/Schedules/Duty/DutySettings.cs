using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>What a process that looks after schedules has to know.</summary>
public sealed record DutySettings
{
    /// <summary>Reads the job files; called at every look.</summary>
    public required Func<IReadOnlyList<JobFile>> Files { get; init; }

    /// <summary>The folder that a job's folders are relative to: the one that holds <c>jobs/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>
    /// Under which the snapshots of jobs with a source lie, each under its job's name; where several processes share runs, a folder that all of
    /// them see. Null: <c>taken</c> in the folder for the job's files.
    /// </summary>
    public string? Taken { get; init; }

    /// <summary>Threads that a run is to use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>It looks again after so long, for what people and runs did meanwhile; earlier where an instant comes due.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);
}
