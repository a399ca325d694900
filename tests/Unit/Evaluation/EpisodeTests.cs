using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class EpisodeTests
{
    [Fact]
    public void Without_a_rule_all_index_events_are_one_episode()
    {
        var gap = Assert.Single(Result(Measure(), Finding("2025-01-01"), Finding("2026-01-01")).Gaps);
        Assert.Equal((Day("2025-01-01"), GapStatus.Open), (gap.IndexDate, gap.Status));
    }

    [Theory]
    [InlineData("2025-04-01", 1)] // 90 days after 1 January
    [InlineData("2025-04-02", 2)]
    public void Acute_wording_after_the_period_opens_a_new_one(string date, int episodes)
    {
        var second = Finding(date);
        second = second with { Mention = second.Mention! with { Age = LesionAge.Acute } };
        Assert.Equal(episodes, Result(With(new() { AcuteAfter = P("P90D") }), Finding("2025-01-01"), second).Gaps.Count);
    }

    [Fact]
    public void A_code_of_an_initial_encounter_opens_a_new_one_and_old_wording_does_not()
    {
        var measure = With(new() { AcuteAfter = P("P90D"), InitialValueSets = ["first"] }, Class("calc", Text("vascular-calcification")), Class("code", Coded("first")));
        Assert.Single(Result(measure, Finding("2025-01-01"), Finding("2026-01-01")).Gaps);
        var gaps = Result(measure, Finding("2025-01-01"), Condition("2026-01-01", "first")).Gaps;
        Assert.Equal([GapStatus.Closed, GapStatus.Open], gaps.Select(g => g.Status));
        Assert.Equal("continued in the episode of 1 Jan 2026", gaps[0].StatusReason);
        Assert.Equal([false, true], gaps.Select(g => g.Leads));
    }

    [Fact]
    public void The_first_event_at_a_site_opens_a_new_one_but_not_within_one_day()
    {
        var measure = With(new() { FirstSites = ["coronary"] });
        Assert.Equal(2, Result(measure, Finding("2025-01-01", sites: "aorta"), Finding("2025-02-01", sites: "coronary")).Gaps.Count);
        Assert.Single(Result(measure, Finding("2025-01-01", sites: "coronary"), Finding("2025-02-01", sites: "coronary")).Gaps);
        Assert.Single(Result(measure, Finding("2025-01-01", sites: "aorta"), Finding("2025-01-01", sites: "coronary")).Gaps);
    }

    [Fact]
    public void A_code_counts_at_the_site_that_its_class_is_named_after()
    {
        var measure = With(new() { FirstSites = ["coronary"] }, Class("coronary", Coded("first")), Class("calc", Text("vascular-calcification")));
        Assert.Equal(2, Result(measure, Finding("2025-01-01", sites: "aorta"), Condition("2025-02-01", "first")).Gaps.Count);
        Assert.Single(Result(measure, Condition("2025-01-01", "first"), Finding("2025-02-01", sites: "coronary")).Gaps);
    }

    [Fact]
    public void Severity_of_one_class_is_not_compared_with_another()
    {
        var (aorta, other) = (Finding("2025-01-01", "aorta-calcification"), Finding("2025-02-01"));
        var measure = With(new() { SeverityUp = true }, Class("aorta", Text("aorta-calcification")), Class("calc", Text("vascular-calcification")));
        aorta = aorta with { Mention = aorta.Mention! with { Severity = Severity.Mild } };
        other = other with { Mention = other.Mention! with { Severity = Severity.Severe } };
        Assert.Single(Result(measure, aorta, other).Gaps);
    }

    [Fact]
    public void Events_of_the_day_that_opens_an_episode_belong_to_it()
    {
        var gaps = Result(With(new() { FirstSites = ["coronary"] }), Finding("2025-01-01", sites: "aorta"), Finding("2025-02-01", sites: "aorta"), Finding("2025-02-01", sites: "coronary")).Gaps;
        Assert.Equal([1, 2], gaps.Select(g => g.Evidence.Count(e => e.Role == "index")));
    }

    [Theory]
    [InlineData(Severity.Mild, Severity.Moderate, 2)]
    [InlineData(Severity.Moderate, Severity.Moderate, 1)]
    [InlineData(Severity.Severe, Severity.Mild, 1)]
    [InlineData(Severity.None, Severity.Severe, 1)]
    public void Severity_up_opens_a_new_one_where_it_was_graded_before(Severity before, Severity after, int episodes)
    {
        var (a, b) = (Finding("2025-01-01"), Finding("2025-02-01"));
        var gaps = Result(With(new() { SeverityUp = true }), a with { Mention = a.Mention! with { Severity = before } }, b with { Mention = b.Mention! with { Severity = after } }).Gaps;
        Assert.Equal(episodes, gaps.Count);
    }

    [Theory]
    [InlineData(99, 100, 2)]
    [InlineData(100, 299, 1)]
    [InlineData(100, 300, 2)]
    [InlineData(400, 500, 1)]
    public void Crossing_a_value_opens_a_new_one(double before, double after, int episodes)
    {
        var measure = With(new() { Crosses = new("vascular-calcification", [100, 300]) });
        var (a, b) = (Finding("2025-01-01"), Finding("2025-02-01"));
        var gaps = Result(measure, a with { Mention = a.Mention! with { Value = before } }, b with { Mention = b.Mention! with { Value = after } }).Gaps;
        Assert.Equal(episodes, gaps.Count);
    }

    [Fact]
    public void A_prospective_successor_leaves_the_earlier_one_open_and_leading()
    {
        var gaps = Result(With(new() { FirstSites = ["coronary"] }), Finding("2025-01-01", sites: "aorta"), Finding("2026-06-25", sites: "coronary")).Gaps;
        Assert.Equal([GapStatus.Open, GapStatus.Prospective], gaps.Select(g => g.Status));
        Assert.Equal([true, false], gaps.Select(g => g.Leads));
    }

    [Fact]
    public void What_only_joins_begins_no_episode_beside_others_and_one_alone()
    {
        var measure = With(null, Class("seen", Text("hip-fracture")), Class("told", Text("history")) with { JoinsOnly = true });
        var both = Assert.Single(Result(measure, Finding("2025-01-01", "history"), Finding("2025-06-01", "hip-fracture")).Gaps);
        Assert.Equal(Day("2025-06-01"), both.IndexDate);
        Assert.Equal(["seen", "told"], both.Evidence.Where(e => e.Role == "index").Select(e => e.Criterion));
        Assert.Equal(Day("2025-01-01"), Assert.Single(Result(measure, Finding("2025-01-01", "history"), Finding("2025-03-01", "history")).Gaps).IndexDate);
    }

    [Fact]
    public void A_gap_says_whether_its_episode_began_as_a_new_one_and_what_its_index_events_were()
    {
        var acute = Finding("2025-06-01", sites: "coronary");
        acute = acute with { Mention = acute.Mention! with { Age = LesionAge.Acute, Severity = Severity.Mild, Value = 7 } };
        var gaps = Result(With(new() { FirstSites = ["coronary"] }), Finding("2025-01-01", sites: "aorta"), acute, acute with { RowId = "copy" }, Finding("2025-07-01", sites: "coronary")).Gaps;
        Assert.Equal([false, true], gaps.Select(g => g.BeganNew));
        Assert.Equal([1, 2], gaps.Select(g => g.IndexFacts.Count));
        var fact = gaps[1].IndexFacts[0];
        Assert.Equal(new(acute.Date, "calc", fact.Sites, Severity.Mild, "vascular-calcification", 7, BeginsAcute: true, JoinsOnly: false, Table.ImagingFindings, "copy"), fact);
        Assert.Equal(["coronary"], fact.Sites);
    }

    [Fact]
    public void A_code_of_an_initial_encounter_begins_acutely_and_what_only_joins_is_marked()
    {
        var measure = With(new() { AcuteAfter = P("P90D"), InitialValueSets = ["first"] }, Class("code", Coded("first", "later")), Class("told", Text("history")) with { JoinsOnly = true });
        var facts = Assert.Single(Result(measure, Condition("2026-01-01", "first"), Condition("2026-01-02", "later"), Finding("2026-01-03", "history")).Gaps).IndexFacts;
        Assert.Equal([true, false, false], facts.Select(f => f.BeginsAcute));
        Assert.Equal([false, false, true], facts.Select(f => f.JoinsOnly));
        Assert.Equal([null, null, "history"], facts.Select(f => f.Concept));
    }

    private static Measure With(NewEpisode? rule, params IndexClass[] classes) => Measure() with
    {
        Index = new() { LookBack = P("P2Y"), Classes = classes.Length > 0 ? classes : [Class("calc", Text("vascular-calcification"))], NewEpisode = rule },
    };
}
