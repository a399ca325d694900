namespace Opportune.Core;

/// <summary>A share of something, from 0 to 1, and its 95% interval; all NaN where there is nothing to take a share of.</summary>
/// <param name="Value">The share.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct Share(double Value, double Low, double High)
{
    /// <summary>
    /// With the score interval of Wilson without continuity correction (J Am Stat Assoc 1927;22:209), which Newcombe found best of seven (Stat
    /// Med 1998;17:857, method 3): it keeps its 95% for small numbers and for shares near 0 and 1, and never leaves them.
    /// </summary>
    /// <param name="part">How many have it, from 0 to <paramref name="whole"/>.</param>
    /// <param name="whole">Of how many.</param>
    public static Share Of(long part, long whole)
    {
        if (whole == 0)
            return new(double.NaN, double.NaN, double.NaN);
        var (n, p, zz) = ((double)whole, (double)part / whole, Normal.Z * Normal.Z);
        var middle = p + zz / (2 * n);
        var half = Normal.Z * Math.Sqrt(p * (1 - p) / n + zz / (4 * n * n));
        var all = 1 + zz / n;
        return new(p, Math.Max(0, (middle - half) / all), Math.Min(1, (middle + half) / all));
    }
}
