using Opportune.Core;

namespace Opportune.Tests.Unit.Core.Statistics;

public class FunnelLimitsTests
{
    [Fact]
    public void The_limits_are_interpolated_as_Spiegelhalter_does()
    {
        // Ten tosses: P(R <= 1) = 11/1024, P(R <= 2) = 56/1024; for 0.025, r = 2 and alpha = (56/1024 - 0.025) / (45/1024).
        var limits = FunnelLimits.TwentyToOne(0.5, 10);
        var expected = (2 - (56 / 1024.0 - 0.025) / (45 / 1024.0)) / 10;
        Assert.Equal(expected, limits.Low, 9);
        // From above: r is the least with P(R <= r) over 0.975, which is 8.
        Assert.Equal((8 - (1013 / 1024.0 - 0.975) / (45 / 1024.0)) / 10, limits.High, 9);
    }

    [Theory]
    [InlineData(0.3, 40)]
    [InlineData(0.08, 200)]
    [InlineData(0.6, 3000)]
    public void As_much_lies_outside_as_is_said_by_sums_of_the_distribution(double target, int size)
    {
        var limits = FunnelLimits.FiveHundredToOne(target, size);
        var (below, above) = (Sum(target, size, r => r < Math.Floor(limits.Low * size)), Sum(target, size, r => r > Math.Ceiling(limits.High * size)));
        Assert.InRange(below, 0, 0.001);
        Assert.InRange(above, 0, 0.001);
        Assert.True(Sum(target, size, r => r <= Math.Ceiling(limits.Low * size)) > 0.001);
        Assert.True(Sum(target, size, r => r >= Math.Floor(limits.High * size)) > 0.001);
        Assert.InRange(FunnelLimits.TwentyToOne(target, size).Low, limits.Low, target);
    }

    private static double Sum(double target, int size, Func<int, bool> which) => Enumerable.Range(0, size + 1).Where(which)
        .Sum(r => Math.Exp(LogOf(size) - LogOf(r) - LogOf(size - r) + r * Math.Log(target) + (size - r) * Math.Log(1 - target)));

    private static double LogOf(int factorial) => Enumerable.Range(1, factorial).Sum(i => Math.Log(i));
}
