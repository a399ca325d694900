using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Tests.Unit.Jobs;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class EnglishTests
{
    [Fact]
    public void A_measure_reads_as_a_whole() => Assert.Equal(
        """
        Test review (test-review, version 1)
        Pathway test, place 1. Because.

        Starts the clock
        Adults (18 and over) with one of these in the 2 years up to the as-of date; the first class that takes an event counts:
          - calc: calc
              text: vascular calcification (present; definite or probable)
        All of a patient's index events are one episode.

        Excluded, in this order
          - died on or before the as-of date
          - hospice: hospice [hospice]

        Closed by any of
          - on a statin: statin [statin]
              none found is claimed only where medications cover from 2 years before the as-of date to the as-of date

        Tiers, the first that holds
          - 1: first (the rest)

        Times
          - shown 14 days after the final report (30 days for inpatients)
          - due 90 days after the final report

        The questions in brackets
          - [hospice] hospice: at any time up to the as-of date
              conditions: code in 'hospice'
          - [statin] statin: at any time up to the as-of date
              medications: code in 'statin'

        Code sets
          - 'hospice': 1 row of ICD10CM
          - 'statin': 1 row of RXNORM

        Sources
          - A guideline
        Written by us; checked by nobody yet; reviewed 1 Jan 2026, again by 1 Jan 2027.
        Candidate for clinician review; not a diagnosis, order or prescription.

        """,
        MeasureEnglish.Render(Measure(), Rulebook(Measure())));

    [Fact]
    public void Every_shipped_measure_can_be_read_and_names_each_of_its_questions()
    {
        var problems = new Problems();
        var jobs = JobsFolder.Load(Repository.Jobs, siteValueSets: null, problems)!;
        foreach (var measure in jobs.Measures)
        {
            var text = MeasureEnglish.Render(measure, jobs.For(measure));
            Assert.All(measure.Criteria.Keys, name => Assert.Contains($"[{name}]", text, StringComparison.Ordinal));
            Assert.DoesNotContain("Opportune.Core", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_listed_patient_is_explained_question_by_question() => Assert.Equal(
        """
        test-review, patient p1, as of 30 Jun 2026: listed, tier 1
          Would not be listed if there were also statin (medications: RXNORM STATIN, 30 Jun 2026).
          Would not be listed if this row were not on record: imaging_findings 1 Jan 2026, row f-2026-01-01-vascular-calcification-: vascular calcification "calcification".
          Would not be listed if there were also hospice (conditions: ICD10CM HOSPICE, 30 Jun 2026).
           index event: calc [calc], 30 Jun 2024 to 30 Jun 2026: 1 found
               imaging_findings 1 Jan 2024, row f-2024-01-01-vascular-calcification-: vascular calcification "calcification": before the look-back, which begins on 30 Jun 2024
               imaging_findings 1 Jan 2026, row f-2026-01-01-vascular-calcification-: vascular calcification "calcification": counts

        Episode of 1 Jan 2026: open: none found up to 30 Jun 2026
           over the patient's reports: first seen 1 Jan 2024, seen again on 1 Jan 2026 (2 reports)
           dead: no death known
           excluded: hospice: no
               [hospice] hospice: none found in conditions, 1 Jan 1990 to 30 Jun 2026
           closed by: on a statin: no
               [statin] statin: none found in medications, 1 Jan 1990 to 30 Jun 2026
           a later episode: there is none that has begun
           may none found be claimed: up to 30 Jun 2026
           grace: over since 15 Jan 2026
           tier: 1 (first)
               tier 1, first: yes
          Report of 1 Jan 2026 (CT chest): vascular calcification. No statin found in medications up to 30 Jun 2026. Candidate for clinician review; not a diagnosis, order or prescription.

        """,
        Explain(Finding("2024-01-01"), Finding("2026-01-01")));

    [Fact]
    public void The_first_reason_not_to_list_is_marked_and_the_rest_still_told()
    {
        var text = Explain(Finding("2026-01-01"), Condition("2026-01-01", "hospice"), Drug("2026-02-01"));
        Assert.Contains("not listed (excluded: hospice)", text, StringComparison.Ordinal);
        Assert.Equal("-> excluded: hospice: yes", Assert.Single(text.Split('\n'), line => line.StartsWith("->", StringComparison.Ordinal)));
        Assert.Contains("closed by: on a statin: yes", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-06-25", "-> grace: grace until 8 Jul 2026")]
    [InlineData("2020-01-01", "-> index event of any class: before-look-back")]
    public void Every_way_off_the_list_is_marked(string date, string line) =>
        Assert.Contains(line, Explain(Finding(date)), StringComparison.Ordinal);

    private static string Explain(params Event[] events) => PatientEnglish.Render(Evaluator(Measure()).Explain(Record(events)).Single());
}
