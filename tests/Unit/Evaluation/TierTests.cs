using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class TierTests
{
    private static readonly Measure Tiered = Measure(Ask("first", Coded("first")), Ask("later", Coded("later"))) with
    {
        Tiers = [new(1, "high", Met("first")), new(2, "middle", Met("later")), new(3, "rest", null)],
        Shifts = [new(1, "frail", Met("later")), new(1, "old", new Condition.Age(new(70, null, Anchor.AsOf))), new(-1, "recommended", new Condition.IndexIs(["calc"]))],
    };

    [Fact]
    public void The_first_tier_that_holds_counts()
    {
        var measure = Tiered with { Shifts = [] };
        Assert.Equal((1, "high"), Tier(measure, Condition("2026-01-01", "first"), Condition("2026-01-01", "later")));
        Assert.Equal((2, "middle"), Tier(measure, Condition("2026-01-01", "later")));
        Assert.Equal((3, "rest"), Tier(measure));
    }

    [Fact]
    public void Each_direction_counts_once_and_no_tier_lies_outside()
    {
        // Two reasons down, one up: nothing moves, and all reasons are told.
        Assert.Equal((2, "middle; frail; old; recommended"), Tier(Tiered, Condition("2026-01-01", "later")));
        var down = Tiered with { Shifts = [.. Tiered.Shifts.Take(2)] };
        Assert.Equal((3, "middle; frail; old"), Tier(down, Condition("2026-01-01", "later")));
        Assert.Equal((3, "rest; old"), Tier(down));
        var up = Tiered with { Shifts = [Tiered.Shifts[2]] };
        Assert.Equal((1, "high; recommended"), Tier(up, Condition("2026-01-01", "first")));
        Assert.Equal((1, "middle; recommended"), Tier(up, Condition("2026-01-01", "later")));
    }

    [Fact]
    public void A_shift_of_nothing_adds_its_label_only() =>
        Assert.Equal((2, "middle; lapsed"), Tier(Tiered with { Shifts = [new(0, "lapsed", Met("later"))] }, Condition("2026-01-01", "later")));

    [Theory]
    [InlineData(Sex.F, 1)]
    [InlineData(Sex.M, 2)]
    [InlineData(Sex.U, 3)]
    public void An_unknown_sex_is_neither(Sex sex, int tier)
    {
        var measure = Measure() with { Tiers = [new(1, "f", new Condition.SexIs(Sex.F)), new(2, "m", new Condition.SexIs(Sex.M)), new(3, "u", null)] };
        var record = Record(Finding("2026-01-01"));
        Assert.Equal(tier, Evaluator(measure).Evaluate(record with { Patient = record.Patient with { Sex = sex } })[0].Gaps[0].Tier);
    }

    [Fact]
    public void Conditions_on_the_index_look_at_the_whole_episode()
    {
        var classes = new[] { Class("calc", Text("vascular-calcification")), Class("valve", Text("valve-calcification")) };
        var measure = Measure() with
        {
            Index = new() { LookBack = P("P2Y"), Classes = classes },
            Tiers =
            [
                new(1, "two dates", new Condition.IndexDates(2)),
                new(2, "valve only", new Condition.IndexOnly(["valve"])),
                new(3, "not calc", new Condition.Not(new Condition.IndexIs(["calc"]))),
                new(4, "rest", new Condition.AllOf([new Condition.IndexIs(["calc"]), new Condition.AnyOf([new Condition.IndexIs(["valve"]), new Condition.IndexIs(["calc"])])])),
            ],
        };
        Assert.Equal(1, Gap(measure, Finding("2026-01-01"), Finding("2026-01-02")).Tier);
        Assert.Equal(2, Gap(measure, Finding("2026-01-01", "valve-calcification")).Tier);
        Assert.Equal(4, Gap(measure, Finding("2026-01-01"), Finding("2026-01-01", "valve-calcification")).Tier);
    }

    private static (int, string) Tier(Measure measure, params Event[] events)
    {
        var gap = Gap(measure, [Finding("2026-06-01"), .. events]);
        return (gap.Tier, gap.Priority);
    }
}
