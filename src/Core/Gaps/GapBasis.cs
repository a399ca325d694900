namespace Opportune.Core;

/// <summary>What a gap's status rests on.</summary>
public enum GapBasisKind : byte
{
    /// <summary>The index alone: nothing excludes, closes or withholds it, and its grace is over. Status open.</summary>
    Open,

    /// <summary>The patient died. Status excluded.</summary>
    Death,

    /// <summary>A hard exclusion of the measure. Status excluded.</summary>
    Exclusion,

    /// <summary>Moved away, or lost to the practice. Status excluded.</summary>
    NotActiveHere,

    /// <summary>What satisfies the measure was found. Status closed.</summary>
    Satisfied,

    /// <summary>Feeds or positive controls do not let "none found" be claimed. Status withheld.</summary>
    FeedGap,

    /// <summary>The grace after the report is not over. Status prospective.</summary>
    Grace,

    /// <summary>A later episode of the measure has taken over. Status closed.</summary>
    EarlierEpisode,

    /// <summary>The patient opted out. Status excluded.</summary>
    OptedOut,
}

/// <summary>
/// What a gap's status rests on, so that the next run can tell why it changed without reading sentences.
/// </summary>
public sealed record GapBasis
{
    /// <summary>What kind of reason it is.</summary>
    public required GapBasisKind Kind { get; init; }

    /// <summary>
    /// Name in the measure file of the criterion that the deciding row met; of an exclusion or satisfaction that rests on
    /// something else than a row, and for all other kinds, null. Its label is the gap's status reason.
    /// </summary>
    public string? Criterion { get; init; }

    /// <summary>
    /// Table of the deciding row. Not active here: encounters, where the last one is too long ago, else patients. Death
    /// and opting out: patients.
    /// </summary>
    public Table? Table { get; init; }

    /// <summary>
    /// The deciding row of an exclusion or satisfaction: of the rows that made it hold the latest, and one that a reviewer
    /// reported only where the source has none.
    /// </summary>
    public string? RowId { get; init; }

    /// <summary>
    /// The deciding row's date; of a death its day; of an earlier episode the index date of the one that took over; of a
    /// patient not seen for long the last encounter.
    /// </summary>
    public DateOnly? Date { get; init; }

    /// <summary>
    /// Last as-of date on which it would hold if nothing were added to the data: the end of exposure to a drug, the last day
    /// of a window counted from the as-of date, the last day of grace. Null where time alone does not end it.
    /// </summary>
    public DateOnly? HoldsUntil { get; init; }

    /// <summary>Whether it rests only on what a reviewer reported.</summary>
    public bool Reported { get; init; }
}
