using Opportune.Core;
using Opportune.Engine.Evaluation;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class IndexTests
{
    [Theory]
    [InlineData("2024-06-29", FunnelSteps.BeforeLookBack)]
    [InlineData("2024-06-30", FunnelSteps.HasIndex)]
    [InlineData("2026-06-30", FunnelSteps.HasIndex)]
    public void The_look_back_holds_its_first_and_last_day(string date, string outcome) =>
        Assert.Equal(outcome, Result(Measure(), Finding(date)).Outcome);

    [Fact]
    public void A_patient_without_events_has_no_index_event()
    {
        var result = Result(Measure());
        Assert.Equal((FunnelSteps.NoIndexEvent, 0), (result.Outcome, result.Gaps.Count));
    }

    [Theory]
    [InlineData("2008-06-30", FunnelSteps.HasIndex)]
    [InlineData("2008-07-01", FunnelSteps.TooYoung)]
    public void Under_18_at_the_as_of_date_is_never_listed(string birth, string outcome)
    {
        var record = Record(Finding("2026-06-01")) with { Patient = Patient(birth) };
        Assert.Equal(outcome, Evaluator(Measure()).Evaluate(record)[0].Outcome);
    }

    [Theory]
    [InlineData("1976-02-29", "2026-02-28", FunnelSteps.TooYoung)]
    [InlineData("1976-02-29", "2026-03-01", FunnelSteps.HasIndex)]
    [InlineData("1976-03-01", "2026-03-01", FunnelSteps.HasIndex)]
    [InlineData("1976-03-02", "2026-03-01", FunnelSteps.TooYoung)]
    public void Age_at_the_index_counts_on_the_day_of_the_event(string birth, string date, string outcome)
    {
        var measure = WithClasses(Class("calc", Text("vascular-calcification"), new(50, null, Anchor.Index)));
        Assert.Equal(outcome, Evaluator(measure).Evaluate(Record(Finding(date)) with { Patient = Patient(birth) })[0].Outcome);
    }

    [Fact]
    public void Age_at_the_as_of_date_and_too_old()
    {
        var measure = WithClasses(Class("calc", Text("vascular-calcification"), new(40, 75, Anchor.AsOf)));
        Assert.Equal(FunnelSteps.TooOld, Result(measure, Finding("2026-01-01")).Outcome);
    }

    [Fact]
    public void The_first_class_that_takes_an_event_wins()
    {
        var measure = WithClasses(
            Class("old", Text("hip-hardware"), new(80, null, Anchor.Index)), Class("any", Text("hip-hardware")), Class("never", Text("hip-hardware")));
        var gap = Gap(measure, Finding("2026-01-01", "hip-hardware"));
        Assert.Equal(["any"], gap.Evidence.Where(e => e.Role == "index").Select(e => e.Criterion));
    }

    [Theory]
    [InlineData(Assertion.Absent, Certainty.Definite, false)]
    [InlineData(Assertion.Historical, Certainty.Definite, false)]
    [InlineData(Assertion.Hypothetical, Certainty.Definite, false)]
    [InlineData(Assertion.OtherPerson, Certainty.Definite, false)]
    [InlineData(Assertion.Possible, Certainty.Possible, false)]
    [InlineData(Assertion.Present, Certainty.Unlikely, false)]
    [InlineData(Assertion.Present, Certainty.Possible, false)]
    [InlineData(Assertion.Present, Certainty.Probable, true)]
    [InlineData(Assertion.Present, Certainty.Definite, true)]
    public void Only_what_is_affirmed_counts_unless_asked(Assertion assertion, Certainty certainty, bool counts)
    {
        var e = Finding("2026-01-01");
        Assert.Equal(counts, Result(Measure(), e with { Mention = e.Mention! with { Assertion = assertion, Certainty = certainty } }).Gaps.Count > 0);
    }

    [Theory]
    [InlineData("absent", false, false)]
    [InlineData("possible", false, false)]
    [InlineData("possible", true, true)]
    [InlineData("absent", true, false)]
    [InlineData("present", false, true)]
    [InlineData(null, false, true)]
    [InlineData("Positive", false, true)]
    [InlineData("true", false, true)]
    [InlineData("Absent", false, false)]
    [InlineData("negative", false, false)]
    [InlineData("ruled out", true, false)]
    [InlineData("no", false, false)]
    [InlineData("not present", false, false)]
    [InlineData("false", false, false)]
    [InlineData("probable", false, true)]
    [InlineData("equivocal", false, false)]
    [InlineData("Indeterminate", true, true)]
    [InlineData("perhaps", true, false)] // a word that nobody knows
    [InlineData("perhaps", false, false)]
    public void A_coded_finding_counts_by_its_presence(string? presence, bool asksPossible, bool counts)
    {
        var match = Coded("first");
        if (asksPossible)
            match = match with { Assertions = [Assertion.Present, Assertion.Possible], Certainties = [Certainty.Possible] };
        var row = Row(Table.ImagingFindings, "2026-01-01", "first") with { Presence = presence };
        Assert.Equal(counts, Result(WithClasses(Class("coded", match)), row).Gaps.Count > 0);
    }

    [Fact]
    public void A_name_never_creates_a_gap() =>
        Assert.Equal(FunnelSteps.NoIndexEvent, Result(WithClasses(Class("drug", Coded("statin"))), Drug("2026-01-01") with { MatchedBy = "name" }).Outcome);

    [Fact]
    public void Copies_of_one_mention_on_one_date_are_one()
    {
        var gap = Gap(Measure(), Finding("2026-01-01") with { RowId = "a" }, Finding("2026-01-01") with { RowId = "b" }, Finding("2026-01-02") with { RowId = "c" });
        Assert.Equal(["a", "c"], gap.Evidence.Where(e => e.Role == "index").Select(e => e.Event!.RowId));
    }

    [Fact]
    public void A_further_condition_of_the_class_is_asked_on_the_day_of_the_event()
    {
        var measure = Measure(Ask("first", Coded("first"), "index-P1Y .. index"));
        measure = measure with { Index = measure.Index with { Classes = [Class("calc", Text("vascular-calcification")) with { When = Met("first") }] } };
        Assert.Equal(FunnelSteps.NotInPopulation, Result(measure, Finding("2026-01-01"), Condition("2026-01-02", "first")).Outcome);
        Assert.Equal(FunnelSteps.HasIndex, Result(measure, Finding("2026-01-01"), Condition("2025-01-01", "first")).Outcome);
    }

    [Fact]
    public void Rows_that_never_were_do_not_count()
    {
        foreach (var status in new[] { "entered-in-error", "cancelled", "not-done", "refuted" })
            Assert.Empty(Result(WithClasses(Class("coded", Coded("first"))), Condition("2026-01-01", "first") with { Status = status }).Gaps);
    }

    private static Measure WithClasses(params IndexClass[] classes) =>
        Measure() with { Index = new() { LookBack = P("P2Y"), Classes = classes } };
}
