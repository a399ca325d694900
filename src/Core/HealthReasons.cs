namespace Opportune.Core;

/// <summary>Why a process that serves is not ready, or not well: names of the runbook's entries.</summary>
public static class HealthReasons
{
    /// <summary>The database does not answer.</summary>
    public const string DatabaseUnreachable = "database-unreachable";

    /// <summary>The database's schema is not this program's.</summary>
    public const string SchemaDiffers = "schema-differs";

    /// <summary>Nobody looks at the schedules.</summary>
    public const string SchedulesSilent = "schedules-silent";

    /// <summary>This process's worker gives no sign of life.</summary>
    public const string WorkerStopped = "worker-stopped";

    /// <summary>Little room is left where runs write.</summary>
    public const string SpaceLow = "space-low";

    /// <summary>A blind sample that was asked for could not be drawn. It hinders nothing else: the process is ready.</summary>
    public const string SampleNotDrawn = "sample-not-drawn";

    /// <summary>It is shutting down.</summary>
    public const string Stopping = "stopping";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [DatabaseUnreachable, SchemaDiffers, SchedulesSilent, WorkerStopped, SpaceLow, SampleNotDrawn, Stopping];
}
