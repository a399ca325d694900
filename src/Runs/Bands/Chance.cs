namespace Opportune.Runs.Bands;

/// <summary>
/// How likely chance alone makes so much of so little. Bounds of the exact tails (Chernoff), never smaller than these, so that what
/// is said of false alarms holds; as logarithms, for they are far below what a number can hold.
/// </summary>
internal static class Chance
{
    /// <summary>So many where <paramref name="expected"/> are expected (Poisson), or still farther from it.</summary>
    public static double OfCount(double count, double expected) =>
        expected <= 0 ? (count > 0 ? double.NegativeInfinity : 0) : -expected + count - (count > 0 ? count * Math.Log(count / expected) : 0);

    /// <summary>A share of so many where another is expected (binomial), or still farther from it.</summary>
    public static double OfShare(double share, double of, double expected) => -of * (Term(share, expected) + Term(1 - share, 1 - expected));

    /// <summary>The middle one; of an even number the mean of both.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The variance that the values have around a middle, where it is not made by the few that are far off.</summary>
    public static double Variance(IEnumerable<double> values, double middle) => Math.Pow(NormalMad * Median([.. values.Select(v => Math.Abs(v - middle))]), 2);

    // Of normal values the standard deviation is so many times the median deviation.
    private const double NormalMad = 1.4826;

    private static double Term(double share, double expected) => share <= 0 ? 0 : share * Math.Log(share / expected);
}
