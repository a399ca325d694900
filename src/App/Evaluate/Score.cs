namespace Opportune.App.Evaluate;

/// <summary>Right and wrong answers to one question, and what follows from them.</summary>
internal sealed class Score
{
    // 97.5th percentile of the normal distribution: 95 % between both tails.
    private const double Z = 1.959963984540054;

    public int TruePositive { get; private set; }

    public int FalsePositive { get; private set; }

    public int FalseNegative { get; private set; }

    public int TrueNegative { get; private set; }

    public int Asked => TruePositive + FalsePositive + FalseNegative + TrueNegative;

    /// <summary>Positive predictive value: share of what was said that is so.</summary>
    public Share Precision => Wilson(TruePositive, TruePositive + FalsePositive);

    /// <summary>Sensitivity: share found of what is there.</summary>
    public Share Recall => Wilson(TruePositive, TruePositive + FalseNegative);

    /// <summary>Share left alone of what is not there.</summary>
    public Share Specificity => Wilson(TrueNegative, TrueNegative + FalsePositive);

    /// <summary>
    /// F1, with the interval that follows from Wilson's for J, the share found by both among those found by either:
    /// F1 = 2J / (1 + J).
    /// </summary>
    public Share F1
    {
        get
        {
            var both = Wilson(TruePositive, TruePositive + FalsePositive + FalseNegative);
            return new(Harmonic(both.Value), Harmonic(both.Low), Harmonic(both.High));
        }
    }

    public void Count(bool truth, bool said)
    {
        switch (truth, said)
        {
            case (true, true):
                TruePositive++;
                break;
            case (false, true):
                FalsePositive++;
                break;
            case (true, false):
                FalseNegative++;
                break;
            default:
                TrueNegative++;
                break;
        }
    }

    /// <summary>A share with its 95 % interval after Wilson (1927); NaN of nothing.</summary>
    public static Share Wilson(int part, int whole)
    {
        if (whole == 0)
            return new(double.NaN, double.NaN, double.NaN);
        var (n, p) = ((double)whole, (double)part / whole);
        var middle = p + Z * Z / (2 * n);
        var half = Z * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        var all = 1 + Z * Z / n;
        return new(p, Math.Max(0, (middle - half) / all), Math.Min(1, (middle + half) / all));
    }

    private static double Harmonic(double both) => 2 * both / (1 + both);
}

/// <summary>A share and its 95 % interval; all NaN where there is nothing to take a share of.</summary>
internal readonly record struct Share(double Value, double Low, double High);
