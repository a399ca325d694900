using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

/// <summary>By when rules are looked at again.</summary>
public class ReviewDaysTests
{
    [Theory]
    [InlineData("2026-11-21", "2027-04-01")]
    [InlineData("2027-01-30", "2027-04-01")]
    [InlineData("2027-01-31", "2027-10-01")]
    [InlineData("2027-03-31", "2027-10-01")]
    [InlineData("2027-08-01", "2027-10-01")]
    [InlineData("2027-08-02", "2028-04-01")]
    [InlineData("2027-12-31", "2028-04-01")]
    public void A_review_looks_ahead_to_a_turn_of_the_codes_that_is_sixty_days_away(string reviewed, string turn) =>
        Assert.Equal(DateOnly.Parse(turn, System.Globalization.CultureInfo.InvariantCulture), ReviewDays.TurnOver(DateOnly.Parse(reviewed, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_set_of_codes_that_turn_over_is_looked_at_before_they_do_and_others_when_they_say()
    {
        var review = new ValueSetReview("s", "r", "b", new(2026, 11, 21), new(2027, 11, 21));
        var set = new ValueSet { Name = "s", Rows = [new("ICD10CM", "S720", true, null, null, null, null)], Review = review };
        Assert.Equal(new(2027, 4, 1), ReviewDays.Of(set));
        Assert.Equal(new(2027, 2, 1), ReviewDays.Of(set with { Review = review with { NextReview = new(2027, 2, 1) } }));
        Assert.Equal(new(2027, 11, 21), ReviewDays.Of(set with { Rows = [new("RXNORM", "1", false, null, null, null, null)] }));
        Assert.Null(ReviewDays.Of(set with { Review = null }));
    }
}
