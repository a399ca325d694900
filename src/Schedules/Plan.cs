namespace Opportune.Schedules;

/// <summary>What to do now about a schedule.</summary>
public sealed record Plan
{
    /// <summary>One for each due instant since the cursor, ascending.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Due instants further back, about which nothing is decided one by one: skipped as <see cref="SkipReason.CatchUp"/>.</summary>
    public int Uncounted { get; init; }

    /// <summary>The next cursor.</summary>
    public required DateTimeOffset Cursor { get; init; }

    /// <summary>When the next instant is due: until then the answer is the same. Null: never again.</summary>
    public required DateTimeOffset? LookAgain { get; init; }

    /// <summary>Whether the run that is going is to be cancelled in favour of a new one.</summary>
    public bool CancelsWorking { get; init; }

    /// <summary>Whether the run that waits is to be skipped as <see cref="SkipReason.Superseded"/>: a later one takes its place.</summary>
    public bool SupersedesWaiting { get; init; }

    /// <summary>The clock was far behind the cursor, which was set back to it: somebody should look at the machine's clock.</summary>
    public bool ClockWentBack { get; init; }
}

/// <summary>What happens with one due instant.</summary>
/// <param name="Start">The due instant, its as-of date, when its run may start, and its deadline.</param>
/// <param name="Skipped">Why it does not run; null: a run of it is queued, to start at <see cref="PlannedStart.NotBefore"/> at the earliest.</param>
public sealed record Decision(PlannedStart Start, SkipReason? Skipped);

/// <summary>Why a due instant does not run.</summary>
public enum SkipReason
{
    /// <summary>The last run was still going.</summary>
    Overlap,

    /// <summary>It could not start in time.</summary>
    TooLate,

    /// <summary>It was missed, and the schedule lets such instants go, or runs the latest only.</summary>
    CatchUp,

    /// <summary>The schedule was paused.</summary>
    Paused,

    /// <summary>The window opens too late for it.</summary>
    OutsideWindow,

    /// <summary>It waited until a later one took its place.</summary>
    Superseded,
}
