using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Tests.Unit.Jobs;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>What would have to be otherwise, found by trying.</summary>
public class ChangeTests
{
    [Fact]
    public void Who_is_listed_hears_what_would_close_it_and_what_it_rests_on() =>
        Assert.Equal(
            [
                "there were also statin (medications: RXNORM STATIN, 30 Jun 2026)",
                "this row were not on record: imaging_findings 1 Jan 2026, row f-2026-01-01-vascular-calcification-: vascular calcification \"calcification\"",
                "there were also hospice (conditions: ICD10CM HOSPICE, 30 Jun 2026)",
            ],
            Of(Measure(), Finding("2026-01-01")));

    [Fact]
    public void Who_is_treated_hears_by_which_row() =>
        Assert.Equal(["this row were not on record: medications 1 Feb 2026, row Medications-2026-02-01-statin: statin (STATIN) (RXNORM STATIN)"], Of(Measure(), Finding("2026-01-01"), Drug("2026-02-01")));

    [Fact]
    public void Where_two_things_keep_off_the_list_both_are_told() =>
        Assert.StartsWith("these 2 rows were not on record: ", Assert.Single(Of(Measure(), Finding("2026-01-01"), Drug("2026-02-01"), Condition("2026-02-01", "hospice"))), StringComparison.Ordinal);

    [Fact]
    public void Who_is_in_grace_hears_from_when() =>
        Assert.Equal("nothing changed up to 4 Jul 2026", Of(Measure(), Finding("2026-06-20"))[0]);

    [Fact]
    public void Who_has_no_finding_hears_which_one() =>
        Assert.Contains("there were also calc (text: vascular calcification, 1 May 2026)", Of(Measure()));

    [Fact]
    public void Who_is_too_young_hears_the_age()
    {
        var measure = Measure() with { Index = new() { LookBack = P("P2Y"), Classes = [Class("calc", Text("vascular-calcification"), new(80, null, Anchor.AsOf))] } };
        Assert.Contains("the patient were 80 years old, not 76", Of(measure, Finding("2026-01-01")));
    }

    [Fact]
    public void Where_a_feed_does_not_cover_it_is_named() =>
        Assert.Contains(
            "the feed medications covered all days and knew the patient",
            Evaluator(Measure(), Coverage((Table.Medications, "2020-01-01", "2021-01-01"))).Explain(Record(Finding("2026-01-01")))[0].Changes);

    [Fact]
    public void Who_died_or_opted_out_hears_it()
    {
        Assert.Contains("the patient had not opted out", Evaluator(Measure()).Explain(Record(Finding("2026-01-01")) with { Patient = Patient() with { OptedOut = true } })[0].Changes);
        Assert.Contains("no death were on record", Evaluator(Measure()).Explain(Record(Finding("2026-01-01")) with { Patient = Patient() with { DeathDate = Day("2026-02-01") } })[0].Changes);
    }

    [Fact]
    public void It_is_part_of_the_explanation() =>
        Assert.Contains("  Would not be listed if there were also statin", PatientEnglish.Render(Evaluator(Measure()).Explain(Record(Finding("2026-01-01")))[0]), StringComparison.Ordinal);

    // Whether it is so is not asked here: each was tried before it was told.
    [Fact]
    public void For_every_case_of_a_shipped_measure_something_is_found()
    {
        var jobs = JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())!;
        var (cases, without) = (0, new List<string>());
        CaseRunner.Run(jobs, rules => setting =>
        {
            foreach (var one in new MeasureEvaluator(rules, setting.Coverage, SiteControls.HoldingExcept(setting.Unproven), setting.AsOf).Explain(setting.Record))
            {
                cases++;
                if (one.Changes.Count == 0)
                    without.Add($"{one.Measure} {one.Outcome} {string.Join(' ', one.Episodes.Select(e => $"{e.Gap.Status} {e.Gap.StatusReason}"))}\n  {string.Join("\n  ", setting.Record.Events.Select(e => $"{e.Date} {e.Table} {e.Mention?.Concept} {e.CodeSystem} {e.Code}"))}");
            }
            return [];
        });
        Assert.True(without.Count == 0, $"{without.Count} of {cases}:\n{string.Join('\n', without)}");
    }

    private static IReadOnlyList<string> Of(Measure measure, params Event[] events) => Evaluator(measure).Explain(Record(events))[0].Changes;
}
