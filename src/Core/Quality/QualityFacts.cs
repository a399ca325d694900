namespace Opportune.Core;

/// <summary>What quality is measured by and the list has no need of.</summary>
/// <param name="DayZero">The day from which indicators count: that on which the index report was final, else the index date.</param>
/// <param name="SatisfiedOn">Of a gap that data closed, the first day from which a row satisfied it, as far as the evidence names it; else null.</param>
/// <param name="Modality">Of the exam of the index event; null: it is of no report, or the source does not say.</param>
/// <param name="Section">"impression" where the report's impression names an index finding of that exam, "body" where only other parts of it do; null: it was not read from text.</param>
public sealed record QualityFacts(DateOnly DayZero, DateOnly? SatisfiedOn, string? Modality, string? Section)
{
    /// <summary>Named so by the lexicon (sections.yaml).</summary>
    private const string Impression = "impression";

    /// <summary>Those of a gap that a run found.</summary>
    public static QualityFacts Of(Gap gap)
    {
        var index = gap.Evidence.Where(e => e is { Role: "index", Event: not null }).Select(e => e.Event!).ToList();
        var lead = index.Find(e => e.RowId == gap.IndexRow) ?? index.FirstOrDefault();
        var said = index.Where(e => e.Mention is not null && e.Date == gap.IndexDate && e.Accession == lead?.Accession).Select(e => e.Mention!.Section).ToList();
        return new(
            gap.ReportDate ?? gap.IndexDate,
            gap is { Status: GapStatus.Closed, Basis.Kind: GapBasisKind.Satisfied } ? FirstSatisfied(gap) : null,
            lead?.Modality,
            said.Count == 0 ? null : said.Contains(Impression) ? Impression : "body");
    }

    private static DateOnly? FirstSatisfied(Gap gap)
    {
        var days = gap.Evidence.Where(e => e is { Role: "satisfied-by", Outcome: EvidenceOutcome.Found, Event: not null }).Select(e => e.Event!.Date).ToList();
        return days.Count == 0 ? gap.Basis.Date : days.Min();
    }
}
