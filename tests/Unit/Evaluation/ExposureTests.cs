using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>Whether a drug's row reaches the as-of date, 30 June 2026, with 60 days of grace and a year without a supply.</summary>
public class ExposureTests
{
    private static readonly Criterion OnStatin = Ask("c", Coded("statin"), "index .. as-of") with { Exposure = new(P("P60D"), P("P365D"), true) };

    [Theory]
    [InlineData("dispense", "2026-04-01", 30, null, null, true)] // 30 June
    [InlineData("dispense", "2026-03-31", 30, null, null, false)]
    [InlineData("administration", "2026-04-01", 30, "completed", null, true)]
    [InlineData("dispense", "2025-06-30", null, null, null, true)] // a year, without grace on top
    [InlineData("dispense", "2025-06-29", null, null, null, false)]
    [InlineData("reported", "2025-06-30", null, "active", null, true)]
    [InlineData("reported", "2025-06-29", null, "active", null, false)]
    [InlineData("reported", "2026-05-01", null, "active", "2026-06-01", false)]
    [InlineData("reported", "2026-05-01", null, "stopped", null, false)]
    [InlineData("order", "2015-01-01", null, "active", null, true)]
    [InlineData("order", "2015-01-01", null, null, null, false)] // nobody says that it is in force
    [InlineData("order", "2015-01-01", null, "", null, false)]
    [InlineData("order", "2015-01-01", null, "unknown", null, false)]
    [InlineData("order", "2025-06-30", null, null, null, true)] // a year
    [InlineData("order", "2026-04-01", 30, null, null, true)] // 30 June
    [InlineData("order", "2026-03-31", 30, null, null, false)]
    [InlineData("order", "2015-01-01", null, "active", "2026-06-30", true)]
    [InlineData("order", "2015-01-01", null, "active", "2026-06-29", false)]
    [InlineData("order", "2015-01-01", null, "active", "2026-07-01", true)] // not yet known
    [InlineData("order", "2026-06-01", null, "stopped", null, false)]
    [InlineData("order", "2026-06-01", null, "completed", null, false)]
    [InlineData("order", "2026-04-01", 30, "completed", null, true)]
    [InlineData("order", "2026-03-31", 30, "completed", null, false)]
    [InlineData("order", "2026-06-01", null, "cancelled", null, false)]
    [InlineData("order", "2026-06-01", null, "draft", null, false)]
    [InlineData("order", "2026-06-01", null, "on-hold", null, false)]
    public void The_last_day_of_exposure(string kind, string date, int? supply, string? status, string? end, bool exposed)
    {
        var row = Drug(date) with { Kind = kind, DaysSupply = supply, Status = status, EndDate = end is null ? null : Day(end) };
        Assert.Equal(exposed, IsMet(OnStatin, row));
    }

    [Fact]
    public void Do_not_perform_is_never_exposure() =>
        Assert.False(IsMet(OnStatin, Drug("2026-06-01") with { Kind = "order", Status = "active", Intent = "do-not-perform" }));

    [Fact]
    public void An_order_without_a_promise_to_be_ended_lasts_as_long_as_its_supply()
    {
        var asFilled = OnStatin with { Exposure = OnStatin.Exposure! with { OrdersUntilEnded = false } };
        Assert.False(IsMet(asFilled, Drug("2015-01-01") with { Kind = "order", Status = "active" }));
        Assert.True(IsMet(asFilled, Drug("2026-04-01") with { Kind = "order", Status = "active", DaysSupply = 30 }));
    }

    // Both evaluators were held against each other on ten million pairs: the one took the end for the last day of exposure.
    [Fact]
    public void A_row_that_ends_before_it_begins_is_no_exposure_and_no_last_day_of_one()
    {
        var longEnough = OnStatin with { Window = W("as-of-P1Y .. as-of"), Exposure = OnStatin.Exposure! with { InAll = P("P1M") } };
        var (old, wrong) = (Drug("2022-01-01") with { Kind = "dispense", DaysSupply = 90 }, Drug("2026-06-01") with { Kind = "order", Status = "active", EndDate = Day("2026-01-01") });
        Assert.False(IsMet(longEnough, old, wrong));
        Assert.True(IsMet(longEnough, old, wrong with { EndDate = Day("2026-06-02") }));
    }
}
