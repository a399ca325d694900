using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Review;

public class FreshnessTests
{
    private static readonly DateOnly Today = new(2026, 11, 14);

    [Theory]
    [InlineData(-1, DataAge.Fresh, "of today")]
    [InlineData(0, DataAge.Fresh, "of today")]
    [InlineData(1, DataAge.Fresh, "1 day old")]
    [InlineData(3, DataAge.Fresh, "3 days old")]
    [InlineData(4, DataAge.Old, "4 days old")]
    [InlineData(10, DataAge.Old, "10 days old")]
    [InlineData(11, DataAge.TooOld, "11 days old")]
    [InlineData(400, DataAge.TooOld, "400 days old")]
    public void Older_than_three_days_asks_and_older_than_ten_refuses(int days, DataAge age, string text)
    {
        var fresh = new Freshness(Today.AddDays(-days), Today, new());
        Assert.Equal((age, text), (fresh.Age, fresh.Text));
        Assert.Equal(age == DataAge.Old, fresh.ToConfirm is not null);
        Assert.Equal(age is DataAge.Old or DataAge.TooOld, fresh.Refusal(confirmed: false) is not null);
        Assert.Equal(age is DataAge.TooOld, fresh.Refusal(confirmed: true) is not null);
    }

    [Fact]
    public void The_limits_are_settings_and_the_words_name_day_and_age()
    {
        var fresh = new Freshness(Today.AddDays(-2), Today, new(ConfirmAfterDays: 1, RefuseAfterDays: 2));
        Assert.Equal("The data reaches only to 12 Nov 2026 and is 2 days old; what was done since then is not in it. I have checked what matters in the record.", fresh.ToConfirm);
        Assert.Equal("the data reaches only to 12 Nov 2026 and is 2 days old; confirm that it may go out all the same", fresh.Refusal(confirmed: false));
        Assert.Null(fresh.Refusal(confirmed: true));
        Assert.Equal("the data reaches only to 12 Nov 2026 and is 3 days old; beyond 2 days nothing is sent or exported. Wait for a run to succeed", (fresh with { Today = Today.AddDays(1) }).Refusal(confirmed: true));
    }

    [Fact]
    public void Where_nothing_is_published_nothing_goes_out()
    {
        var fresh = new Freshness(null, Today, new());
        Assert.Equal((DataAge.None, "", (string?)null, "no run has published a list yet"), (fresh.Age, fresh.Text, fresh.ToConfirm, fresh.Refusal(confirmed: true)));
    }
}
