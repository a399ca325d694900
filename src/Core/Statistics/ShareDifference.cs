namespace Opportune.Core;

/// <summary>The difference of two independent shares, from -1 to 1, and its 95% interval; all NaN where one of them is of nothing.</summary>
/// <param name="Value">The first less the second.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct ShareDifference(double Value, double Low, double High)
{
    /// <summary>
    /// With the hybrid score interval of Newcombe (Stat Med 1998;17:873, method 10): made of the Wilson intervals of both, without continuity
    /// correction.
    /// </summary>
    public static ShareDifference Of(Share first, Share second)
    {
        var difference = first.Value - second.Value;
        return new(
            difference,
            difference - Math.Sqrt(Square(first.Value - first.Low) + Square(second.High - second.Value)),
            difference + Math.Sqrt(Square(first.High - first.Value) + Square(second.Value - second.Low)));
    }

    /// <summary>
    /// The common difference of several pairs of shares: that of Mantel and Haenszel with the variance of Greenland and Robins (Biometrics 1985;41:55), for pairs that
    /// are few and large as well as for many small ones.
    /// </summary>
    /// <param name="pairs">Of each pair, in the first and in the second, how many have it and of how many; at least one of each.</param>
    public static ShareDifference Common(IReadOnlyCollection<((long Having, long Of) First, (long Having, long Of) Second)> pairs)
    {
        var (weights, sum, variance) = (0.0, 0.0, 0.0);
        foreach (var (first, second) in pairs)
        {
            var (n, m) = ((double)first.Of, (double)second.Of);
            var (p, q, weight) = (first.Having / n, second.Having / m, n * m / (n + m));
            weights += weight;
            sum += weight * (p - q);
            variance += weight * weight * (p * (1 - p) / n + q * (1 - q) / m);
        }
        var (value, spread) = (sum / weights, Normal.Z * Math.Sqrt(variance) / weights);
        return new(value, Math.Max(-1, value - spread), Math.Min(1, value + spread));
    }

    /// <summary>Whether the interval leaves out zero.</summary>
    public bool IsClear => Low > 0 || High < 0;

    private static double Square(double x) => x * x;
}
