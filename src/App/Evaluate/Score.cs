using Opportune.Core;

namespace Opportune.App.Evaluate;

/// <summary>Right and wrong answers to one question, and what follows from them.</summary>
internal sealed class Score
{
    public int TruePositive { get; private set; }

    public int FalsePositive { get; private set; }

    public int FalseNegative { get; private set; }

    public int TrueNegative { get; private set; }

    public int Asked => TruePositive + FalsePositive + FalseNegative + TrueNegative;

    /// <summary>Positive predictive value: share of what was said that is so.</summary>
    public Share Precision => Share.Of(TruePositive, TruePositive + FalsePositive);

    /// <summary>Sensitivity: share found of what is there.</summary>
    public Share Recall => Share.Of(TruePositive, TruePositive + FalseNegative);

    /// <summary>Share left alone of what is not there.</summary>
    public Share Specificity => Share.Of(TrueNegative, TrueNegative + FalsePositive);

    /// <summary>
    /// F1, with the interval that follows from Wilson's for J, the share found by both among those found by either:
    /// F1 = 2J / (1 + J).
    /// </summary>
    public Share F1
    {
        get
        {
            var both = Share.Of(TruePositive, TruePositive + FalsePositive + FalseNegative);
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

    private static double Harmonic(double both) => 2 * both / (1 + both);
}
