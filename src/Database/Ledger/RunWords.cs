namespace Opportune.Database.Ledger;

/// <summary>States of a run (design: state).</summary>
public static class RunStates
{
    /// <summary>Asked for, not begun.</summary>
    public const string Queued = "queued";

    /// <summary>At work.</summary>
    public const string Running = "running";

    /// <summary>All of it is published; a backfill: kept.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Some parts are published, others held or missing.</summary>
    public const string Partial = "partial";

    /// <summary>Nothing is published until a person releases it.</summary>
    public const string Held = "held";

    /// <summary>It ended with an error.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A person turned down what was held.</summary>
    public const string Rejected = "rejected";

    /// <summary>Nothing of it was published before a later run published all that was held.</summary>
    public const string Superseded = "superseded";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Running, Succeeded, Partial, Held, Failed, Cancelled, Rejected, Superseded];
}

/// <summary>Kinds of run.</summary>
public static class RunKinds
{
    /// <summary>May publish.</summary>
    public const string Live = "live";

    /// <summary>Looks at an earlier day: counts and files, never entries.</summary>
    public const string Backfill = "backfill";
}

/// <summary>States of a part of a run.</summary>
public static class PartStates
{
    /// <summary>Readers see it, or saw it until a later run.</summary>
    public const string Published = "published";

    /// <summary>It waits for a person.</summary>
    public const string Held = "held";

    /// <summary>It was held, and a person published it.</summary>
    public const string Released = "released";

    /// <summary>It was held, and a person turned it down.</summary>
    public const string Rejected = "rejected";

    /// <summary>It was held, and a later run published the part.</summary>
    public const string Superseded = "superseded";
}

/// <summary>Directions of a run's files.</summary>
public static class FileDirections
{
    /// <summary>Read.</summary>
    public const string Input = "input";

    /// <summary>Written.</summary>
    public const string Output = "output";

    /// <summary>Written, and waiting for a person.</summary>
    public const string Held = "held";
}
