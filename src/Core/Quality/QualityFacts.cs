namespace Opportune.Core;

/// <summary>What quality is measured by and the list has no need of.</summary>
/// <param name="DayZero">The day from which indicators count: that on which the index report was final, else the index date.</param>
/// <param name="SatisfiedOn">Of a gap that data closed, the first day from which a row satisfied it, as far as the evidence names it; else null.</param>
/// <param name="Modality"><see cref="Gap.Modality"/>.</param>
/// <param name="Section"><see cref="Gap.ReportSection"/>.</param>
public sealed record QualityFacts(DateOnly DayZero, DateOnly? SatisfiedOn, string? Modality, string? Section)
{
    /// <summary>Those of a gap that a run found.</summary>
    public static QualityFacts Of(Gap gap) => new(
        gap.ReportDate ?? gap.IndexDate,
        gap is { Status: GapStatus.Closed, Basis.Kind: GapBasisKind.Satisfied } ? FirstSatisfied(gap) : null,
        gap.Modality,
        gap.ReportSection);

    private static DateOnly? FirstSatisfied(Gap gap)
    {
        var days = gap.Evidence.Where(e => e is { Role: "satisfied-by", Outcome: EvidenceOutcome.Found, Event: not null }).Select(e => e.Event!.Date).ToList();
        return days.Count == 0 ? gap.Basis.Date : days.Min();
    }
}
