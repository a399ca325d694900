using Opportune.Core;
using Opportune.Engine.Evaluation;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class StatusTests
{
    [Fact]
    public void Excluded_comes_before_closed_before_withheld_before_prospective_before_open()
    {
        var (finding, hospice, statin) = (Finding("2026-06-25"), Condition("2026-01-01", "hospice"), Drug("2026-06-01"));
        var uncovered = Coverage((Table.Medications, "2026-05-01", "2026-06-30"));
        Assert.Equal(GapStatus.Excluded, Status(uncovered, finding, hospice, statin));
        Assert.Equal(GapStatus.Closed, Status(uncovered, finding, statin));
        Assert.Equal(GapStatus.Withheld, Status(uncovered, finding));
        Assert.Equal(GapStatus.Prospective, Status(Coverage(), finding));
        Assert.Equal(GapStatus.Open, Status(Coverage(), Finding("2026-06-16")));
    }

    [Theory]
    [InlineData("2026-06-30", GapStatus.Excluded)]
    [InlineData("2026-07-01", GapStatus.Open)]
    public void Dead_counts_from_the_day_of_death(string death, GapStatus status)
    {
        var record = Record(Finding("2026-01-01"));
        var gap = Evaluator(Measure()).Evaluate(record with { Patient = record.Patient with { DeathDate = Day(death) } })[0].Gaps[0];
        Assert.Equal(status, gap.Status);
        Assert.True(status == GapStatus.Open || gap.StatusReason == "died on 30 Jun 2026");
    }

    [Theory]
    [InlineData("2023-06-30", GapStatus.Open)]
    [InlineData("2023-06-29", GapStatus.Excluded)]
    public void Not_active_here_without_an_encounter_for_36_months(string lastSeen, GapStatus status)
    {
        var record = Record(Finding("2026-01-01"));
        record = record with { LastSeen = new Dictionary<Table, DateOnly>(record.LastSeen) { [Table.Encounters] = Day(lastSeen) } };
        var measure = Measure() with { ActiveWithin = P("P36M") };
        Assert.Equal(status, Evaluator(measure).Evaluate(record)[0].Gaps[0].Status);
        Assert.Equal(GapStatus.Open, Evaluator(Measure()).Evaluate(record)[0].Gaps[0].Status);
    }

    [Fact]
    public void Not_active_here_when_the_source_says_so()
    {
        var record = Record(Finding("2026-01-01"));
        var gap = Evaluator(Measure() with { ActiveWithin = P("P36M") }).Evaluate(record with { Patient = record.Patient with { Active = false } })[0].Gaps[0];
        Assert.Equal((GapStatus.Excluded, "not active here"), (gap.Status, gap.StatusReason));
    }

    [Theory]
    [InlineData("2026-06-16", null, GapStatus.Open)]
    [InlineData("2026-06-17", null, GapStatus.Prospective)]
    [InlineData("2026-05-31", "inpatient", GapStatus.Open)]
    [InlineData("2026-06-01", "inpatient", GapStatus.Prospective)]
    public void Grace_ends_on_its_day(string date, string? setting, GapStatus status) =>
        Assert.Equal(status, Gap(Measure(), Finding(date) with { Setting = setting }).Status);

    [Fact]
    public void Grace_and_due_date_count_from_the_final_report()
    {
        var gap = Gap(Measure(), Finding("2026-05-01") with { ReportDate = Day("2026-06-20") });
        Assert.Equal((GapStatus.Prospective, Day("2026-09-18")), (gap.Status, gap.DueDate));
        Assert.Equal(Day("2026-07-30"), Gap(Measure(), Finding("2026-05-01")).DueDate);
        Assert.Null(Gap(Measure(), Finding("2026-05-01"), Drug("2026-05-02")).DueDate);
    }

    [Fact]
    public void The_first_exclusion_that_holds_is_the_reason()
    {
        var measure = Measure(Ask("first", Coded("first")));
        measure = measure with { Exclude = [.. measure.Exclude, new() { Label = "second", When = Met("first") }] };
        Assert.Equal("hospice", Gap(measure, Finding("2026-01-01"), Condition("2026-01-01", "hospice"), Condition("2026-01-01", "first")).StatusReason);
        Assert.Equal("second", Gap(measure, Finding("2026-01-01"), Condition("2026-01-01", "first")).StatusReason);
    }

    [Fact]
    public void Satisfaction_is_undone_by_unless_and_asked_only_where()
    {
        var measure = Measure(Ask("first", Coded("first")));
        var one = measure.SatisfiedBy[0];
        var (finding, statin, first) = (Finding("2026-01-01"), Drug("2026-02-01"), Condition("2026-02-01", "first"));
        Assert.Equal(GapStatus.Open, Gap(measure with { SatisfiedBy = [one with { Unless = Met("first") }] }, finding, statin, first).Status);
        Assert.Equal(GapStatus.Closed, Gap(measure with { SatisfiedBy = [one with { Unless = Met("first") }] }, finding, statin).Status);
        Assert.Equal(GapStatus.Open, Gap(measure with { SatisfiedBy = [one with { Where = Met("first") }] }, finding, statin).Status);
        Assert.Equal(GapStatus.Closed, Gap(measure with { SatisfiedBy = [one with { Where = Met("first") }] }, finding, statin, first).Status);
    }

    [Fact]
    public void Do_not_perform_and_planned_drugs_close_nothing()
    {
        Assert.Equal(GapStatus.Open, Gap(Measure(), Finding("2026-01-01"), Drug("2026-02-01") with { Intent = "do-not-perform" }).Status);
        Assert.Equal(GapStatus.Open, Gap(Measure(), Finding("2026-01-01"), Drug("2026-02-01") with { Status = "draft" }).Status);
        Assert.Equal(GapStatus.Closed, Gap(Measure(), Finding("2026-01-01"), Drug("2026-02-01") with { Status = "active" }).Status);
    }

    [Fact]
    public void The_balance_counts_each_patient_once()
    {
        var measure = Measure() with { Index = Measure().Index with { NewEpisode = new() { FirstSites = ["coronary", "carotid"] } } };
        var gaps = Result(measure, Finding("2025-01-01", sites: "aorta"), Finding("2025-03-01", sites: "carotid"), Finding("2025-05-01", sites: "coronary")).Gaps;
        Assert.Equal((3, 1), (gaps.Count, gaps.Count(g => g.Leads)));
        Assert.Equal(3, gaps.Select(g => g.GapId).Distinct().Count());
    }

    private static GapStatus Status(Coverage coverage, params Event[] events) => Evaluator(Measure(), coverage).Evaluate(Record(events))[0].Gaps[0].Status;
}
