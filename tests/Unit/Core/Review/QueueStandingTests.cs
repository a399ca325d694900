using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Review;

/// <summary>When a queue clears, and what a week's slots leave undone.</summary>
public class QueueStandingTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("north 1", 1)]
    [InlineData("north 40", 1)]
    [InlineData("north 41", 2)]
    // Panels clear beside each other; the longest decides.
    [InlineData("north 41, north 39, south 920", 23)]
    public void It_clears_when_the_longest_panel_does(string parts, long weeks)
    {
        var standing = new QueueStanding([.. parts.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(' ')).Select(p => new QueuePart(p[0], 2, long.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture)))]);
        Assert.Equal(weeks, standing.Weeks(40));
    }

    [Fact]
    public void Slots_go_to_the_higher_tiers_first_and_count_those_that_will_have_come()
    {
        TierDemand[] demand = [new(3, 100, 0), new(1, 10, 1), new(2, 30, 2.5)];
        var outlook = SlotOutlook.Of(demand, slots: 12, weeks: 5);
        // Sixty slots: 15 of tier 1, 43 of tier 2 (30 and 12.5 that come), 2 of tier 3.
        Assert.Equal([(1, 15L, 0L), (2, 43L, 0L), (3, 100L, 98L)], outlook.Tiers.Select(t => (t.Tier, t.Asking, t.Undone)));
        Assert.Equal((158, 98), (outlook.Asking, outlook.Undone));
        Assert.Equal(158, SlotOutlook.Of(demand, slots: 0, weeks: 5).Undone);
        Assert.Equal(0, SlotOutlook.Of(demand, slots: 1000, weeks: 5).Undone);
    }

    [Theory]
    [InlineData("2026-11-16", "2026-11-16")]
    [InlineData("2026-11-22", "2026-11-16")]
    [InlineData("2026-11-23", "2026-11-23")]
    [InlineData("2027-01-01", "2026-12-28")]
    public void A_week_begins_on_its_monday(string day, string monday) => Assert.Equal(DateOnly.Parse(monday, System.Globalization.CultureInfo.InvariantCulture), IsoWeek.MondayOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));
}
