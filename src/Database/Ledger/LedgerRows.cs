namespace Opportune.Database.Ledger;

/// <summary>A run as the ledger has it.</summary>
public sealed record RunRow
{
    /// <summary>Its id.</summary>
    public required string RunId { get; init; }

    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>See <see cref="RunKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>As of when.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>See <see cref="RunStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed, is held or was cancelled, in one line.</summary>
    public string? StateReason { get; init; }

    /// <summary>The run that it repeats.</summary>
    public string? RetryOf { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>By whom.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its last sign of life.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>Later than this without a sign of life, nobody is at work.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The machine it runs on.</summary>
    public string? Host { get; init; }

    /// <summary>Its process there.</summary>
    public long? ProcessId { get; init; }

    /// <summary>When it was asked to stop.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? CancelRequestedBy { get; init; }

    /// <summary>Threads that it uses.</summary>
    public required long Threads { get; init; }

    /// <summary>The folder that it reads.</summary>
    public required string Input { get; init; }

    /// <summary>The mapping by which that folder is made of a source before it is read; null: it is there.</summary>
    public string? Source { get; init; }

    /// <summary>The source's folder, or its database without a password; null: the database that the mapping names.</summary>
    public string? SourceFrom { get; init; }

    /// <summary>Where its files lie once it has ended, complete; null for one that left none.</summary>
    public string? Folder { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>SHA-256 over the files of the rules.</summary>
    public required string RulesSha256 { get; init; }

    /// <summary>SHA-256 of the lexicon.</summary>
    public required string LexiconSha256 { get; init; }

    /// <summary>When the newest of its input files was changed.</summary>
    public DateTimeOffset? InputsChangedAt { get; init; }

    /// <summary>Under which its own folder is to be made; null for a run that writes no files.</summary>
    public string? OutFolder { get; init; }

    /// <summary>What is kept from run to run; null: everything is read.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>When a kept file counts as unchanged: footer or bytes.</summary>
    public string? CacheTrust { get; init; }

    /// <summary>The instant at which its schedule wanted it.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Until when what passes by itself is tried again.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>It does not begin earlier.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>See <see cref="RunWork"/>; null: it has not begun.</summary>
    public string? Work { get; init; }

    /// <summary>Of a failed run: see <see cref="RunFailures"/>.</summary>
    public string? Failure { get; init; }

    /// <summary>When its counts, files and reasons were removed, as its job's retention says; null: they are here.</summary>
    public DateTimeOffset? DetailsGoneAt { get; init; }

    /// <summary>Whether it has no end yet.</summary>
    public bool IsOpen() => State is RunStates.Queued or RunStates.Running;

    /// <summary>The state as people read it: what a running run is about to do, too.</summary>
    public string StateText() => this is { State: RunStates.Running, CancelRequestedAt: not null } ? "stopping" : State;
}

/// <summary>A time in which runs were asked for.</summary>
/// <param name="From">From then on.</param>
/// <param name="Until">Before then.</param>
/// <param name="Before">Of those that were asked for at that very instant the ones with a smaller id.</param>
public sealed record RunSpan(DateTimeOffset From, DateTimeOffset Until, string Before = "")
{
    /// <summary>Always.</summary>
    public RunSpan() : this(DateTimeOffset.MinValue, new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>What was asked for before that run.</summary>
    public static RunSpan Of(RunRow before) => new(DateTimeOffset.MinValue, before.RequestedAt, before.RunId);
}

/// <summary>How a run begins. Without a process it belongs to all workers, and its units have leases of their own.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Claim">A word of its own for each beginning, by which a commit whose answer was lost is recognised.</param>
/// <param name="Work">See <see cref="RunWork"/>.</param>
/// <param name="Process">The process that carries out all of it.</param>
/// <param name="Threads">Threads that it uses.</param>
/// <param name="Folder">Where its files will lie; null for none.</param>
/// <param name="Program">Version of the program.</param>
/// <param name="RulesSha256">Of the files of the rules.</param>
/// <param name="LexiconSha256">Of the lexicon.</param>
public sealed record RunBeginning(
    string RunId, string Claim, string Work, ProcessKey? Process, long Threads, string? Folder, string Program, string RulesSha256, string LexiconSha256);

/// <summary>A process: machine, number and start, because numbers are given again.</summary>
public sealed record ProcessKey(string Host, long ProcessId, DateTimeOffset StartedAt);

/// <summary>A run that has no end yet.</summary>
public sealed record UnfinishedRun(
    string RunId, string Job, string State, string? Folder, string? Host, long? ProcessId, DateTimeOffset? ProcessStartedAt, DateTimeOffset? LeaseUntil,
    string? Work, string? Claim, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter, string? CancelRequestedBy)
{
    /// <summary>Whether a run that waits may begin at that instant.</summary>
    public bool MayBegin(DateTimeOffset now) => (NotBefore is null || NotBefore <= now) && (NotAfter is null || now < NotAfter);
}

/// <summary>A run that ended without a result, and the folder that it may have left.</summary>
public sealed record LeftoverRun(string RunId, string Folder);

/// <summary>A run past its time.</summary>
/// <param name="RunId">The run.</param>
/// <param name="IsNamed">1: something names it, so that its line stays.</param>
public sealed record OldRun(string RunId, long IsNamed);

/// <summary>A file of a run.</summary>
public sealed record RunFileRow(string Direction, string Name, string? TableName, long Bytes, long Rows, DateTimeOffset? ModifiedAt, string? Sha256);

/// <summary>A slice of a run's input, before anything was read.</summary>
public sealed record RunPartition(long PartitionId, string Step, string TableName, long Rows);

/// <summary>How many slices of a step are in a state.</summary>
public sealed record PartitionCount(string Step, string State, long Partitions, long Rows);

/// <summary>What an incoming table covered; site and code system are "" where it says none.</summary>
public sealed record RunFeedRow(string Feed, string Site, string CodeSystem, DateOnly CoveredFrom, DateOnly CoveredTo, long? AllowedLagDays);

/// <summary>What a run saw of its last days at a site.</summary>
/// <param name="Site">The site; "" where the source names none.</param>
/// <param name="AsOf">As of when.</param>
/// <param name="Days">A line a series, as the run wrote it.</param>
public sealed record RunDaysRow(string Site, DateOnly AsOf, string Days);

/// <summary>One count.</summary>
public sealed record RunCountRow(string Subject, string Item, long Amount);

/// <summary>How long a step took.</summary>
public sealed record RunTimingRow(string Step, double Milliseconds);

/// <summary>A part of a run.</summary>
public sealed record RunPartRow(
    string Measure, string Site, string State, string? Guard, string? Detail, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason);

/// <summary>What changed in the list, by cause.</summary>
public sealed record RunChangeRow(string Pathway, string Site, string Change, string Cause, long Amount);

/// <summary>The run that a part was last published from.</summary>
public sealed record PublicationRow(string Measure, string Site, string RunId, DateOnly AsOf, DateTimeOffset PublishedAt, DateTimeOffset? InputsChangedAt,
    long MeasureVersion, string MeasureSha256, string SetsSha256, string LexiconSha256);

/// <summary>A held part of some run.</summary>
public sealed record HeldPartRow(string RunId, string Measure, string Site);

/// <summary>The rules that runs went by, as of dates between two.</summary>
/// <param name="RulesSha256">Of all their files.</param>
/// <param name="LexiconSha256">Of the lexicon among them.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="FirstAt">When the first of them was asked for.</param>
/// <param name="LastAt">And the last.</param>
/// <param name="FirstAsOf">The earliest date that they looked at.</param>
/// <param name="LastAsOf">And the latest.</param>
/// <param name="LastRun">The last of them.</param>
public sealed record UsedRulesRow(
    string RulesSha256, string LexiconSha256, long Runs, DateTimeOffset FirstAt, DateTimeOffset LastAt, DateOnly FirstAsOf, DateOnly LastAsOf, string LastRun);
