namespace Opportune.Core;

/// <summary>What quality is measured by and the list has no need of.</summary>
/// <param name="DayZero">The day from which indicators count: that on which the index report was final, else the index date.</param>
/// <param name="SatisfiedOn">Of a gap that data closed, the first day from which a row satisfied it, as far as the evidence names it, and of one that stays open though what it asks for was done (only a clinician closes it); else null.</param>
/// <param name="SatisfiedBy">The table of that row; null: the evidence names none.</param>
/// <param name="Modality"><see cref="Gap.Modality"/>.</param>
/// <param name="Section"><see cref="Gap.ReportSection"/>.</param>
/// <param name="IndexClass"><see cref="Gap.IndexClass"/>.</param>
public sealed record QualityFacts(DateOnly DayZero, DateOnly? SatisfiedOn, string? SatisfiedBy, string? Modality, string? Section, string IndexClass)
{
    /// <summary>Those of a gap that a run found.</summary>
    /// <param name="gap">The gap.</param>
    /// <param name="rule">Its measure; null: it is gone.</param>
    public static QualityFacts Of(Gap gap, Measure? rule)
    {
        var isClosed = gap is { Status: GapStatus.Closed, Basis.Kind: GapBasisKind.Satisfied };
        var isSaid = gap is { Status: GapStatus.Open, Basis.Kind: GapBasisKind.Open } && rule?.SatisfiedBy.Any(s => s.KeepsOpen && s.Label == gap.StatusReason) == true;
        var first = isClosed || isSaid ? gap.Evidence.Where(e => e is { Role: "satisfied-by", Outcome: EvidenceOutcome.Found, Event: not null }).Select(e => e.Event!).MinBy(e => e.Date) : null;
        return new(
            gap.ReportDate ?? gap.IndexDate,
            first?.Date ?? (isClosed ? gap.Basis.Date : null),
            first is null ? null : CanonicalTable.Of(first.Table).Name,
            gap.Modality,
            gap.ReportSection,
            gap.IndexClass);
    }
}
