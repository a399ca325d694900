namespace Opportune.App.Demo;

/// <summary>Right and wrong answers to a yes-or-no question, against the truth.</summary>
internal sealed class Tally
{
    public long TruePositive { get; private set; }

    public long FalsePositive { get; private set; }

    public long FalseNegative { get; private set; }

    public long TrueNegative { get; private set; }

    /// <summary>Share found of what is there; NaN where nothing is.</summary>
    public double Sensitivity => (double)TruePositive / (TruePositive + FalseNegative);

    /// <summary>Share left alone of what is not there.</summary>
    public double Specificity => (double)TrueNegative / (TrueNegative + FalsePositive);

    /// <summary>Positive predictive value: share of what was said that is so.</summary>
    public double Ppv => (double)TruePositive / (TruePositive + FalsePositive);

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
}
