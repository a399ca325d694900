namespace Opportune.Database.Ledger;

/// <summary>An attempt at a unit of a run that workers share.</summary>
/// <param name="RunId">The run.</param>
/// <param name="PartitionId">The unit.</param>
/// <param name="Attempt">Its number; a later one fences off the earlier.</param>
/// <param name="Worker">Who works on it.</param>
public sealed record AttemptKey(string RunId, long PartitionId, long Attempt, string Worker);

/// <summary>What a claim gave.</summary>
public sealed record ClaimedUnit(long Attempt, string Step, long Rows);

/// <summary>A unit as it stands.</summary>
public sealed record UnitState(string Step, long Rows, string State, long Attempt, string? Worker, string? ResultFile, DateTimeOffset? TroubledAt);

/// <summary>A unit that was taken back from a worker that is silent.</summary>
public sealed record TakenBack(string RunId, long PartitionId, string Step, string State);

/// <summary>A unit that waits for a worker.</summary>
public sealed record ReadyUnit(long PartitionId, string Step);

/// <summary>A file that was committed.</summary>
public sealed record CommittedFile(long PartitionId, string Step, string ResultFile);

/// <summary>A unit that was given up.</summary>
public sealed record FailedUnit(long PartitionId, string Step, string TableName, long Rows, long Failures, string? Failure);

/// <summary>When a step ended, and the stage that it is of.</summary>
public sealed record StageEnd(long Stage, string Step, DateTimeOffset EndedAt);

/// <summary>A process that takes work. State: working, leaving, gone.</summary>
public sealed record WorkerRow(
    string WorkerId, string Host, long ProcessId, long Threads, string Program, string State, DateTimeOffset StartedAt, DateTimeOffset BeatAt, DateTimeOffset LeaseUntil);
