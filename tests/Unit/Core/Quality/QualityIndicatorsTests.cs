using Opportune.Core;
using Opportune.Tests.Unit.Runs.Reconcile;

namespace Opportune.Tests.Unit.Core.Quality;

public class QualityIndicatorsTests
{
    private static readonly DateOnly Day = new(2026, 1, 10);
    private static readonly QualityIndicators Indicators = new(Period.OfDays(84));

    [Theory]
    // Listed, done, ended: days after day 0.
    [InlineData(14, null, null, true)]
    [InlineData(null, 5, null, true)]
    [InlineData(null, null, null, false)]
    [InlineData(14, 0, null, false)]
    [InlineData(null, -30, null, false)]
    [InlineData(14, null, -3, true)]
    [InlineData(null, 20, -3, false)]
    public void A_case_is_found_where_it_was_to_be_listed_or_was_settled_since(int? listed, int? done, int? ended, bool found) => Assert.Equal(found, Case(listed, done, ended).IsFound);

    [Theory]
    [InlineData(84, true, null, null)]
    [InlineData(85, false, true, null)]
    [InlineData(180, false, true, null)]
    [InlineData(181, false, false, false)]
    public void Whoever_is_settled_is_early_late_or_neither(int done, bool early, bool? late, bool? left)
    {
        var c = Case(14, done, null);
        Assert.Equal((early, late, left), (Indicators.Early.Has(c), Ask(Indicators.Late, c), Ask(Indicators.Left, c)));
    }

    [Fact]
    public void What_was_published_as_early_stays_so_whatever_arrives_later()
    {
        var late = Case(14, 60, null) with { Early = 0 };
        Assert.False(Indicators.Early.Has(late));
        Assert.True(Ask(Indicators.Late, late));
    }

    [Theory]
    [InlineData(100, null, 60, 60, false)]
    [InlineData(14, 50, null, 50, true)]
    [InlineData(14, 50, 40, 40, false)]
    [InlineData(14, 200, null, 180, false)]
    [InlineData(14, null, null, 180, false)]
    public void Time_runs_from_day_0_to_what_settles_it_and_is_cut_off_where_it_ends(int? listed, int? done, int? ended, int days, bool happened) =>
        Assert.Equal(new Observed(days, happened), Case(listed, done, ended).Time(Day.AddDays(180)));

    [Fact]
    public void What_was_done_counts_though_only_a_clinician_closes_it_and_a_row_that_settles_nothing_does_not()
    {
        var rule = Found.Measures[1] with { SatisfiedBy = [new() { Label = "CT done", When = new Condition.Met("ct"), Window = WindowRule.Ever, KeepsOpen = true }] };
        var open = Found.Open("dexa", "p1", "2026-03-01");
        open = open with { Evidence = [.. open.Evidence, Row("2026-04-09"), Row("2026-03-20")] };
        Assert.Equal((new DateOnly(2026, 3, 20), "procedures"), Said(open with { StatusReason = "CT done" }, rule));
        // Found, and not what the measure asks for; or of a measure whose rules are gone.
        Assert.Equal((null, null), Said(open, rule));
        Assert.Equal((null, null), Said(open with { StatusReason = "CT done" }, null));
        Assert.Equal((null, null), Said(open with { StatusReason = "CT done" }, rule with { SatisfiedBy = [rule.SatisfiedBy[0] with { KeepsOpen = false }] }));
        Assert.Equal((new DateOnly(2026, 3, 20), "procedures"), Said(open.Closed("2026-04-09"), rule));
        Assert.Equal((new DateOnly(2026, 4, 9), null), Said(Found.Open("dexa", "p1", "2026-03-01").Closed("2026-04-09"), rule));

        static EvidenceItem Row(string day) => new() { Role = "satisfied-by", Criterion = "ct", Outcome = EvidenceOutcome.Found, Event = new() { Table = Table.Procedures, Date = Found.Day(day), RowId = "r" } };

        static (DateOnly?, string?) Said(Gap gap, Measure? rule) => QualityFacts.Of(gap, rule) is var facts ? (facts.SatisfiedOn, facts.SatisfiedBy) : default;
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public void A_first_decision_is_prompt_within_two_weeks_of_listing(int days, bool prompt) =>
        Assert.Equal(prompt, Ask(Indicators.Prompt, Case(30, null, null) with { DecidedOn = Day.AddDays(30 + days) }));

    [Fact]
    public void What_people_did_counts_within_the_window_after_listing()
    {
        var c = Case(30, null, null) with { DecidedOn = Day.AddDays(30 + 84), SentOn = Day.AddDays(30 + 85) };
        Assert.True(Indicators.Reviewed.Has(c));
        Assert.False(Indicators.Sent.Has(c));
        Assert.False(Indicators.Reviewed.Has(c with { ListedOn = null }));
        var sent = c with { SentOn = Day.AddDays(40), AnsweredOn = Day.AddDays(30 + 84) };
        Assert.Equal((true, false, null), (Ask(Indicators.Answered, sent), Ask(Indicators.Answered, sent with { AnsweredOn = Day.AddDays(30 + 85) }), Ask(Indicators.Answered, c)));
    }

    [Theory]
    [InlineData(50, "procedures", true, null)]
    [InlineData(50, "medications", false, null)]
    [InlineData(120, "results", null, true)]
    [InlineData(120, "medications", null, false)]
    [InlineData(200, "procedures", null, null)]
    public void A_test_is_told_apart_from_a_drug_among_those_settled_in_time(int done, string by, bool? early, bool? late)
    {
        var c = Case(14, done, null) with { DoneBy = by };
        Assert.Equal((early, late), (Ask(Indicators.ByTest, c), Ask(Indicators.LaterByTest, c)));
    }

    [Theory]
    [InlineData(30, null, true, null)]
    [InlineData(31, null, false, true)]
    [InlineData(90, null, false, true)]
    [InlineData(91, null, false, false)]
    [InlineData(null, 90, false, true)]
    [InlineData(91, 91, false, false)]
    public void A_finding_that_a_clinician_closes_is_characterised_by_day_90_and_nobody_is_counted_twice(int? done, int? elsewhere, bool early, bool? characterised)
    {
        var neck = new QualityIndicators(Period.OfDays(30), isCharacterised: true);
        var c = Case(14, done, null) with { ElsewhereOn = At(elsewhere) };
        Assert.Equal((early, characterised, early || characterised == true ? null : done <= 180), (neck.Early.Has(c), Ask(neck.Characterised!, c), Ask(neck.Late, c)));
        Assert.Null(Indicators.Characterised);
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData(0L, false, false)]
    [InlineData(1L, true, null)]
    public void What_is_not_known_of_a_drug_is_no_no(long? known, bool has, bool? unknown)
    {
        var c = Case(14, 50, null) with { Kept = known, Rechecked = known };
        Assert.Equal((has, unknown, has, unknown), (Ask(Indicators.Kept, c)!.Value, Ask(Indicators.KeptUnknown, c), Ask(Indicators.Rechecked, c)!.Value, Ask(Indicators.RecheckUnknown, c)));
        // Of who began late nothing is asked.
        Assert.Null(Ask(Indicators.Kept, c with { DoneOn = At(85) }));
    }

    [Fact]
    public void A_drug_is_asked_about_when_its_year_is_over_and_only_of_measures_that_follow_one()
    {
        var (quarter, followed) = (Quarter.Of(Day), new QualityIndicators(Period.OfDays(90), new(["statin"], new("ldl", Period.OfDays(28), Period.OfDays(84)))));
        // 31 March, 90 days, 84 or 394 days after that, and 90 days of run-out.
        Assert.Equal((new DateOnly(2026, 12, 20), new DateOnly(2027, 10, 26)), (followed.AskedFrom(quarter, QualityIndicators.Names.Rechecked), followed.AskedFrom(quarter, QualityIndicators.Names.KeptUnknown)));
        Assert.Null(Indicators.AskedFrom(quarter, QualityIndicators.Names.Kept));
    }

    [Fact]
    public void A_quarter_is_asked_about_when_nothing_can_be_missing_for_want_of_time()
    {
        var quarter = Quarter.Of(Day);
        Assert.Equal([new(2026, 6, 29), new(2026, 9, 21), new(2026, 12, 26), new(2028, 6, 29)], Indicators.Stages(quarter).Select(s => s.From));
        Assert.Equal(("2026-Q1", "2025-Q4"), (quarter.ToString(), quarter.Before.ToString()));
        Assert.True(Quarter.TryParse("2026-Q1", out var read) && read == quarter);
        Assert.False(Quarter.TryParse("2026-Q5", out _));
    }

    [Fact]
    public void A_curve_steps_where_eleven_had_it_on_both_sides_of_the_window()
    {
        // One a day for 60 days, of 200; the number up to day 45 is published by itself.
        Observed[] observed = [.. Enumerable.Range(1, 60).Select(d => new Observed(d, true)), .. Enumerable.Repeat(new Observed(180, false), 140)];
        var curve = QualityCurve.Of(observed, 45);
        Assert.Equal([11, 22, 33, 45, 60], curve.Select(s => s.Days));
        Assert.Equal([180, 160, 160, 140, 140], curve.Select(s => s.AtRisk));
        Assert.Equal(0.7, curve[^1].Without, 9);
        // Where it is not, what is left over joins the last step.
        Assert.Equal([11, 22, 33, 44, 60], QualityCurve.Of(observed).Select(s => s.Days));
        Assert.Empty(QualityCurve.Of(observed[50..]));
        // Two numbers beside it: eleven in each part.
        Assert.Equal([11, 30, 45, 60], QualityCurve.Of(observed, 30, 45).Select(s => s.Days));
    }

    private static bool? Ask(QualitySplit<QualityCase> split, QualityCase c) => split.IsAskedOf(c) ? split.Has(c) : null;

    private static QualityCase Case(int? listed, int? done, int? ended) => new() { DayZero = Day, OpenOn = At(listed), ListedOn = At(listed), DoneOn = At(done), EndedOn = At(ended) };

    private static DateOnly? At(int? days) => days is { } d ? Day.AddDays(d) : null;
}
