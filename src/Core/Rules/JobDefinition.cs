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

    /// <summary>The mapping under <c>jobs/sources/</c> by which the tables are made of what <see cref="Input"/> holds; null: they are canonical already.</summary>
    public string? Source { get; init; }

    /// <summary>Where its runs' files go: a folder, relative to the jobs folder's parent; null where the command names it.</summary>
    public string? Out { get; init; }

    /// <summary>Where what was read is kept for the next run: a folder, relative to the jobs folder's parent; null: nothing is kept.</summary>
    public string? Cache { get; init; }

    /// <summary>When a file counts as unchanged, with <see cref="Cache"/>.</summary>
    public Trust Trust { get; init; }

    /// <summary>When it runs; null for a job that people start.</summary>
    public JobSchedule? Schedule { get; init; }

    /// <summary>How long its runs and their files are kept.</summary>
    public Retention Retention { get; init; } = new(Runs: null, Files: null, Caches: null);

    /// <summary>The channels that hear of its alarms, by name. Where they lead (addresses, secrets) is the service's own setting.</summary>
    public IReadOnlyList<string> Notify { get; init; } = [];

    /// <summary>What it writes beside gaps and evidence.</summary>
    public required IReadOnlyList<JobOutput> Outputs { get; init; }

    /// <summary>How much of a report is shown around what was found in it, in characters (<see cref="ExcerptLength"/>).</summary>
    public int Excerpt { get; init; } = ExcerptLength.Usual;
}

/// <summary>How long what a job made is kept; never shorter than the list that it published last is in use.</summary>
/// <param name="Runs">A run's place in the ledger, its counts and its reasons; null: for ever.</param>
/// <param name="Files">The files of a run's folder; null: as long as the run.</param>
/// <param name="Caches">What is kept from run to run and no run used; null: two weeks.</param>
public sealed record Retention(TimeSpan? Runs, TimeSpan? Files, TimeSpan? Caches);

/// <summary>When a file counts as the one that was seen before.</summary>
public enum Trust
{
    /// <summary>
    /// When path, length, time of last change and footer are the same: then nothing of it is read. A file changed in place
    /// with all four kept is not noticed.
    /// </summary>
    Footer,

    /// <summary>When its bytes are the same: they are read and hashed every night.</summary>
    Bytes,
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
