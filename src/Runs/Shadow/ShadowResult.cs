using Opportune.Database.Rules;

namespace Opportune.Runs;

/// <summary>What two sets of rules make of the same data.</summary>
public sealed record ShadowResult
{
    /// <summary>Patients and measures of which they say different things, in order of patient and measure.</summary>
    public required IReadOnlyList<ShadowDifference> Rows { get; init; }

    /// <summary>The entries of both.</summary>
    public required ShadowEntries Entries { get; init; }

    /// <summary>SHA-256 of gaps.parquet by the candidate: a run by these rules on this data makes the same bytes.</summary>
    public required string GapsSha256 { get; init; }

    /// <summary>What else is to be known.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>Entries, one a patient and pathway, of two lists.</summary>
/// <param name="Before">Open on the first.</param>
/// <param name="After">Open on the second.</param>
/// <param name="Entering">Open on the second alone.</param>
/// <param name="Leaving">Open on the first alone.</param>
/// <param name="Queued">Of those entering: that wait in the queue.</param>
/// <param name="RecentBefore">Open on the first, with a finding of the last weeks.</param>
/// <param name="RecentAfter">The same of the second.</param>
public readonly record struct ShadowEntries(long Before, long After, long Entering, long Leaving, long Queued, long RecentBefore, long RecentAfter);
