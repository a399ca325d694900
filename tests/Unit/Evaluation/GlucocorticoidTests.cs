using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class GlucocorticoidTests
{
    private static readonly Criterion LongTerm = Ask("c", Coded("steroid"), "as-of-P1Y .. as-of") with { Derivation = "glucocorticoid-5mg-90d" };

    [Theory]
    [InlineData("8640", 5, true)] // prednisone
    [InlineData("8640", 4.9, false)]
    [InlineData("6902", 4, true)] // methylprednisolone
    [InlineData("6902", 3.9, false)]
    [InlineData("5492", 20, true)] // hydrocortisone
    [InlineData("5492", 19, false)]
    [InlineData("3264", 0.75, true)] // dexamethasone
    [InlineData("22396", 5, false)] // deflazacort
    [InlineData("83367", 80, false)] // no glucocorticoid
    public void A_dose_counts_by_its_prednisone_equivalent(string ingredient, double mg, bool met) =>
        Assert.Equal(met, IsMet(LongTerm, Fill("2026-01-01", mg, 90) with { Code = ingredient }));

    [Theory]
    [InlineData(89, false)]
    [InlineData(90, true)]
    public void Ninety_days_of_supply(int days, bool met) => Assert.Equal(met, IsMet(LongTerm, Fill("2026-01-01", 5, days)));

    [Fact]
    public void Supplies_add_up_and_early_fills_wait_for_the_one_before()
    {
        Assert.True(IsMet(LongTerm, Fill("2026-01-01", 5, 30), Fill("2026-01-29", 5, 30), Fill("2026-02-26", 5, 30)));
        Assert.False(IsMet(LongTerm, Fill("2026-01-01", 5, 30), Fill("2026-03-01", 5, 30)));
        Assert.False(IsMet(LongTerm, Fill("2026-06-20", 5, 90))); // most of it is not taken yet
    }

    [Fact]
    public void An_order_beside_its_fills_is_not_counted_again()
    {
        var order = Fill("2025-12-31", 5, 60) with { Kind = "order", RowId = "o" };
        Assert.False(IsMet(LongTerm, order, Fill("2026-01-01", 5, 60)));
        Assert.True(IsMet(LongTerm, order with { DaysSupply = 90 }));
    }

    [Fact]
    public void Without_dose_unit_or_supply_nothing_is_known()
    {
        Assert.False(IsMet(LongTerm, Fill("2026-01-01", 5, 90) with { Dose = null }));
        Assert.False(IsMet(LongTerm, Fill("2026-01-01", 5, 90) with { DoseUnit = null }));
        Assert.False(IsMet(LongTerm, Fill("2026-01-01", 5, 90) with { DaysSupply = null }));
    }

    [Fact]
    public void The_ingredient_may_come_from_the_name()
    {
        var unknown = Fill("2026-01-01", 4, 90) with { CodeSystem = "local:x", Code = "77" };
        Assert.True(IsMet(LongTerm, unknown with { Display = "methylPREDNISolone 4 mg tab" }));
        Assert.False(IsMet(LongTerm, unknown with { Display = "prednisolone 4 mg tab" }));
    }

    private static Event Fill(string date, double mg, int days) =>
        Drug(date, "steroid") with { Kind = "dispense", Code = "8640", Dose = mg, DoseUnit = "mg", DaysSupply = days };
}
