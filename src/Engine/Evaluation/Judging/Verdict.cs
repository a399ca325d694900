using System.Text;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The status of an episode, and what was asked on the way to it.</summary>
internal sealed record Verdict
{
    public required GapStatus Status { get; init; }

    public required string Reason { get; init; }

    /// <summary>What kind of reason it is.</summary>
    public required GapBasisKind Kind { get; init; }

    /// <summary>Whether what satisfies the measure was found.</summary>
    public bool IsSatisfied => Kind == GapBasisKind.Satisfied;

    /// <summary>Index date of the later episode in which this one goes on.</summary>
    public DateOnly? TakenOverOn { get; init; }

    /// <summary>The exclusions that were asked, in order; the last one holds where the status comes from it.</summary>
    public IReadOnlyList<Exclusion> ExclusionsAsked { get; init; } = [];

    /// <summary>The satisfactions that were asked, in order; the last one holds where the status comes from it.</summary>
    public IReadOnlyList<Satisfaction> SatisfactionsAsked { get; init; } = [];

    /// <summary>How far "none found" reaches; null where it was not asked.</summary>
    public Absence? Absence { get; init; }
}

/// <summary>How far "none found" reaches.</summary>
/// <param name="CoveredTo">Last covered day: the earliest of the feeds needed.</param>
/// <param name="LookedBackTo">First covered day of the first thing that would close the gap.</param>
/// <param name="Limits">Where feeds cover less than the rule asks, for people.</param>
/// <param name="Withheld">Why nothing may be claimed; null when it may.</param>
internal sealed record Absence(DateOnly? CoveredTo, DateOnly? LookedBackTo, IReadOnlyList<string> Limits, string? Withheld)
{
    /// <summary>The two days, and whether all else is the same.</summary>
    public AbsenceReach ToReach()
    {
        var said = StableHash.With(CoveredTo is null ? 0UL : 1, LookedBackTo > DateOnly.MinValue ? 1UL : 0);
        said = StableHash.Of(Encoding.UTF8.GetBytes(Withheld ?? ""), StableHash.With(said, Withheld is null ? 0UL : 1));
        foreach (var limit in Limits)
            said = StableHash.Of(Encoding.UTF8.GetBytes(limit), StableHash.With(said, 1));
        return new(CoveredTo, LookedBackTo, said);
    }
}
