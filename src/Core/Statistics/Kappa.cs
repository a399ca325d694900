namespace Opportune.Core;

/// <summary>How far two people agree beyond chance.</summary>
public static class Kappa
{
    /// <summary>
    /// Cohen's kappa (Educ Psychol Meas 1960;20:37): 1 is agreement throughout, 0 what chance alone would give, below 0 less than that. NaN without a pair,
    /// and where both said the same of everything, so that chance alone would have agreed as well.
    /// </summary>
    /// <param name="pairs">What each of the two said of one thing.</param>
    public static double Of<T>(IReadOnlyCollection<(T One, T Other)> pairs) where T : notnull
    {
        if (pairs.Count == 0)
            return double.NaN;
        var n = (double)pairs.Count;
        var (one, other) = (pairs.CountBy(p => p.One).ToDictionary(), pairs.CountBy(p => p.Other).ToDictionary());
        var agreed = pairs.Count(p => EqualityComparer<T>.Default.Equals(p.One, p.Other)) / n;
        var byChance = one.Sum(o => o.Value / n * (other.GetValueOrDefault(o.Key) / n));
        return byChance >= 1 ? double.NaN : (agreed - byChance) / (1 - byChance);
    }
}
