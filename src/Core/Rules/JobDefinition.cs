namespace Opportune.Core;

/// <summary>A scheduled job: which measures, when, and what it writes. Written as <c>jobs/&lt;id&gt;.yaml</c>.</summary>
public sealed record JobDefinition
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>Measures that carry at least one of these tags belong to it.</summary>
    public required IReadOnlyList<string> MeasureTags { get; init; }

    /// <summary>Where the tables are: a folder, relative to the jobs folder's parent; null where the command names it.</summary>
    public string? Input { get; init; }

    /// <summary>When it runs; null for a job that people start.</summary>
    public JobSchedule? Schedule { get; init; }

    /// <summary>What it writes beside gaps and evidence.</summary>
    public required IReadOnlyList<JobOutput> Outputs { get; init; }
}

/// <summary>When a job runs.</summary>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">IANA zone, "Europe/Berlin".</param>
/// <param name="Overlap">What to do while the last run is still going.</param>
/// <param name="CatchUp">What to do about instants that were missed.</param>
public sealed record JobSchedule(string Cron, string TimeZone, OverlapPolicy Overlap, CatchUpPolicy CatchUp);

/// <summary>What to do while the last run is still going.</summary>
public enum OverlapPolicy
{
    /// <summary>Leave this one out.</summary>
    Skip,

    /// <summary>Run after it.</summary>
    Queue,
}

/// <summary>What to do about instants that were missed.</summary>
public enum CatchUpPolicy
{
    /// <summary>Run once, for the latest.</summary>
    Latest,

    /// <summary>Let them go.</summary>
    None,

    /// <summary>Run each, in order.</summary>
    All,
}

/// <summary>One thing that a job writes.</summary>
public enum JobOutput
{
    /// <summary>worklist.parquet</summary>
    Parquet,

    /// <summary>worklist.arrow</summary>
    Arrow,

    /// <summary>worklist.csv</summary>
    Csv,
}
