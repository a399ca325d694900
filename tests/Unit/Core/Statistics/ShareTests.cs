using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Statistics;

public class ShareTests
{
    [Theory]
    // Newcombe 1998 (Stat Med 17:857), table I, method 3.
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    public void Intervals_are_those_that_Newcombe_prints_for_Wilson(int part, int whole, double low, double high)
    {
        var share = Share.Of(part, whole);
        Assert.Equal((low, high), (Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }

    [Theory]
    // Newcombe 1998 (Stat Med 17:873), table II, method 10.
    [InlineData(56, 70, 48, 80, 0.2, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.6, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.5714, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, 0.0893, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, 0, -0.1611, 0.2775)]
    [InlineData(0, 10, 0, 10, 0, -0.2775, 0.2775)]
    [InlineData(10, 10, 0, 20, 1, 0.6791, 1)]
    [InlineData(10, 10, 0, 10, 1, 0.6075, 1)]
    public void Intervals_of_differences_are_those_that_Newcombe_prints(int a, int m, int b, int n, double value, double low, double high)
    {
        var difference = ShareDifference.Of(Share.Of(a, m), Share.Of(b, n));
        Assert.Equal((value, low, high), (Math.Round(difference.Value, 4), Math.Round(difference.Low, 4), Math.Round(difference.High, 4)));
        Assert.Equal(low > 0, difference.IsClear);
    }

    [Fact]
    public void Of_nothing_there_is_no_share_and_no_difference()
    {
        Assert.True(double.IsNaN(Share.Of(0, 0).Low));
        Assert.False(ShareDifference.Of(Share.Of(0, 0), Share.Of(1, 2)).IsClear);
    }
}
