namespace Opportune.Core;

/// <summary>Between which shares groups of a size lie by chance, if all are alike.</summary>
/// <param name="Low">Lower limit, from 0 on.</param>
/// <param name="High">Upper limit, up to 1.</param>
public readonly record struct FunnelLimits(double Low, double High)
{
    /// <summary>Outside these lies one of twenty by chance.</summary>
    public static FunnelLimits TwentyToOne(double target, int size) => Of(target, size, 0.05);

    /// <summary>Outside these lie two of a thousand by chance.</summary>
    public static FunnelLimits FiveHundredToOne(double target, int size) => Of(target, size, 0.002);

    /// <summary>
    /// Exact limits of a binomial share, interpolated between whole numbers (Spiegelhalter, Stat Med 2005;24:1185, appendix A.1.1).
    /// </summary>
    /// <param name="target">The share that all are held against, from 0 to 1.</param>
    /// <param name="size">Of how many each group's share is; at least 1.</param>
    /// <param name="tails">What lies outside both limits by chance, from 0 to 1.</param>
    public static FunnelLimits Of(double target, int size, double tails) => target is <= 0 or >= 1
        ? new(target, target)
        : new(Math.Max(0, Quantile(target, size, tails / 2)), Math.Min(1, Quantile(target, size, 1 - tails / 2)));

    // The least number whose probability of being reached or undercut is above p, and from there back to where it is p.
    private static double Quantile(double target, int size, double p)
    {
        var odds = Math.Log(target / (1 - target));
        var log = size * Math.Log(1 - target);
        var (probability, below) = (Math.Exp(log), 0.0);
        var number = 0;
        while (below + probability <= p && number < size)
        {
            below += probability;
            log += Math.Log((double)(size - number) / (number + 1)) + odds;
            number++;
            probability = Math.Exp(log);
        }
        return (number - (below + probability - p) / probability) / size;
    }
}
