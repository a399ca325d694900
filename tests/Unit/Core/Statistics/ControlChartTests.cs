using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Statistics;

public class ControlChartTests
{
    [Fact]
    public void The_limits_are_those_that_Montgomery_prints_for_cans_of_orange_juice()
    {
        // Introduction to Statistical Quality Control, table 7.1: leaking cans in 30 samples of 50.
        int[] cans = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6];
        var chart = ControlChart.Of([.. cans.Select(c => ((long)c, 50L))]);
        Assert.Equal(0.2313, Math.Round(chart.Centre, 4));
        Assert.All(chart.Points, p => Assert.Equal((0.0524, 0.4102), (Math.Round(p.Low, 4), Math.Round(p.High, 4))));
        // Samples 15 and 23 lie outside.
        Assert.Equal([14, 22], Enumerable.Range(0, cans.Length).Where(i => chart.Points[i].IsSpecial));
    }

    [Fact]
    public void Eight_in_a_row_on_one_side_are_told_and_seven_are_not()
    {
        long[] parts = [6, 6, 6, 6, 6, 6, 6, 6, 4, 4, 4, 4, 4, 4, 4, 5, 4];
        var chart = ControlChart.Of([.. parts.Select(p => (p, 100L))]);
        Assert.Equal(Enumerable.Range(0, 8), Enumerable.Range(0, parts.Length).Where(i => chart.Points[i].IsSpecial));
        Assert.Equal(chart.Points.Max(p => p.High), ControlChart.Of([(6, 100), (4, 100), (5, 100)]).Points[0].High, 2);
    }

    [Fact]
    public void A_point_has_limits_of_its_own_size_and_none_of_nothing()
    {
        var chart = ControlChart.Of([(50, 100), (5, 10), (0, 0)]);
        Assert.True(chart.Points[1].High > chart.Points[0].High);
        Assert.True(double.IsNaN(chart.Points[2].Value));
        Assert.False(chart.Points[2].IsSpecial);
    }
}
