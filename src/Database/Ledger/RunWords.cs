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

/// <summary>Who carries out a run.</summary>
public static class RunWork
{
    /// <summary>One process, all of it.</summary>
    public const string Inline = "inline";

    /// <summary>Workers, unit by unit.</summary>
    public const string Shared = "shared";
}

/// <summary>Kinds of error that a run ends with; they say whether it helps to run again.</summary>
public static class RunFailures
{
    /// <summary>The input, the rules or the question are wrong: it fails in the same way until somebody mends them.</summary>
    public const string Input = "input";

    /// <summary>A disk, a network, a server: another time it may succeed.</summary>
    public const string Passing = "passing";

    /// <summary>A unit of it went on failing, or killed those who worked on it.</summary>
    public const string Poison = "poison";

    /// <summary>Its process ended without a word.</summary>
    public const string Lost = "lost";

    /// <summary>An error of the program.</summary>
    public const string Internal = "internal";
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
