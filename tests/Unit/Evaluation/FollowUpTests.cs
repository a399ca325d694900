using Opportune.Core;
using Opportune.Engine.Evaluation;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>What became of a drug that began after day 0: kept on for a year, measured again; and where that is not known.</summary>
public class FollowUpTests
{
    private static readonly Measure Rule = Measure(
        Ask("statin", Coded("statin") with { Tables = [Table.Medications] }) with { Exposure = new(P("P60D"), P("P365D"), OrdersUntilEnded: true) },
        Ask("dose", Coded("steroid") with { Tables = [Table.Medications] }, "as-of-P213D .. as-of"),
        Ask("ldl", Coded("later") with { Tables = [Table.Results] })) with
    { Follow = new(["statin", "dose"], new("ldl", P("P28D"), P("P84D"))) };

    [Theory]
    // Day 0 is 1 January 2025, the drug begins on the 11th; days of supply by the day after that on which they were given.
    [InlineData("0:365", true)]
    [InlineData("0:292", true)]
    [InlineData("0:291", false)]
    // Overlapping days count once; what is given before a supply ends lengthens nothing.
    [InlineData("0:200,100:191", false)]
    [InlineData("0:200,100:192", true)]
    // In force around day 364, whatever lay between; day 334 is the first that counts, day 394 the last.
    [InlineData("0:30,300:34", false)]
    [InlineData("0:30,300:35", true)]
    [InlineData("0:30,394:30", true)]
    [InlineData("0:30,395:30", false)]
    // A supply that nobody wrote down is not known, unless what is written down is enough by itself.
    [InlineData("0:30,100:0", null)]
    [InlineData("0:292,100:0", true)]
    public void A_drug_is_kept_on_where_it_is_in_hand_on_most_days_of_a_year_or_at_its_end(string fills, bool? kept) => Assert.Equal(kept, Followed(Fills(fills)).Kept);

    [Fact]
    public void An_order_in_force_is_a_drug_in_hand_and_one_that_was_ended_is_until_then()
    {
        var order = Drug("2025-01-11") with { Kind = "order", Status = "active" };
        Assert.True(Followed(order).Kept);
        Assert.False(Followed(order with { Status = "stopped", EndDate = Day("2025-06-01") }).Kept);
        Assert.True(Followed(order with { Status = "stopped", EndDate = Day("2025-12-11") }).Kept);
    }

    [Fact]
    public void A_dose_lasts_as_long_as_its_criterion_asks_for_it()
    {
        Assert.False(Followed(Drug("2025-01-11", "steroid")).Kept);
        Assert.True(Followed(Drug("2025-01-11", "steroid"), Drug("2025-08-12", "steroid")).Kept);
    }

    [Fact]
    public void It_is_known_when_the_year_and_its_margin_are_over_and_not_of_who_died()
    {
        Event[] all = [Finding("2025-01-01"), .. Fills("0:365")];
        Assert.Equal((null, true), (On(Day("2025-01-11").AddDays(393), all).Kept, On(Day("2025-01-11").AddDays(394), all).Kept));
        var died = Record(all) with { Patient = Patient() with { DeathDate = Day("2026-02-01") } };
        Assert.Null(Evaluator(Rule).Evaluate(died)[0].Gaps.Single().Follow.Kept);
    }

    [Fact]
    public void What_was_taken_before_day_0_began_nothing()
    {
        Assert.Equal(default, Followed(Drug("2025-01-01") with { DaysSupply = 400 }, Result("2025-02-20")));
        Assert.Equal(default, Given.Gap(Rule with { Follow = null }, [Finding("2025-01-01"), .. Fills("0:365")]).Follow);
    }

    [Theory]
    // 28 to 84 days after 11 January.
    [InlineData("2025-02-07", false)]
    [InlineData("2025-02-08", true)]
    [InlineData("2025-04-05", true)]
    [InlineData("2025-04-06", false)]
    public void A_result_counts_where_it_lies_between_its_two_days(string date, bool measured) => Assert.Equal(measured, Followed([.. Fills("0:30"), Result(date)]).Rechecked);

    [Fact]
    public void No_is_said_only_where_the_feed_would_have_shown_it()
    {
        Event[] all = [Finding("2025-01-01"), .. Fills("0:30")];
        Assert.Equal((false, false), Both(Coverage()));
        Assert.Equal((null, false), Both(Coverage((Table.Medications, "1990-01-01", "2025-09-01"))));
        Assert.Equal((false, null), Both(Coverage((Table.Results, "1990-01-01", "2025-02-01"))));
        // Not measured is not known before the last day on which it might be.
        Assert.Equal((null, false), (On(Day("2025-04-04"), all).Rechecked, On(Day("2025-04-05"), all).Rechecked));

        (bool? Kept, bool? Rechecked) Both(Coverage coverage) => Evaluator(Rule, coverage).Evaluate(Record(all))[0].Gaps.Single().Follow is var f ? (f.Kept, f.Rechecked) : default;
    }

    [Fact]
    public void An_answer_of_one_night_serves_no_other_on_which_more_would_be_known()
    {
        Event[] all = [Finding("2025-01-01"), .. Fills("0:30")];
        foreach (var day in Enumerable.Range(0, 500).Select(d => Day("2025-01-20").AddDays(d)))
        {
            var lasting = new Lasting(day);
            var now = On(day, all, lasting);
            var later = day.AddDays(Math.Min(30, lasting.Until.DayNumber - day.DayNumber));
            Assert.Equal(now, On(later, all));
        }
    }

    private static FollowUp Followed(params Event[] events) => Given.Gap(Rule, [Finding("2025-01-01"), .. events]).Follow;

    private static FollowUp On(DateOnly day, Event[] events, Lasting? lasting = null)
    {
        var known = events.Where(e => e.Date <= day).ToArray();
        return new MeasureEvaluator(Rulebook(Rule), Coverage(), SiteControls.HoldingExcept(new HashSet<string>()), day).Evaluate(Record(known), lasting)[0].Gaps.Single().Follow;
    }

    private static Event Result(string date) => Row(Table.Results, date, "later") with { Value = 90, Unit = "mg/dL" };

    private static Event[] Fills(string text) => [.. text.Split(',').Select(f => f.Split(':').Select(int.Parse).ToArray())
        .Select(f => Row(Table.Medications, Day("2025-01-11").AddDays(f[0]).ToString("O"), "statin") with { CodeSystem = "RXNORM", Kind = "dispense", DaysSupply = f[1] > 0 ? f[1] : null })];
}
