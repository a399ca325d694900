namespace Opportune.Core;

/// <summary>One patient's time under observation.</summary>
/// <param name="Days">From day 0 to the event, or to the last day on which it is known not to have happened; 0 or more.</param>
/// <param name="Happened">Whether it ended with the event; false: it was cut off.</param>
public readonly record struct Observed(int Days, bool Happened);

/// <summary>A step of a Kaplan-Meier curve.</summary>
/// <param name="Days">The day on which the event happened to somebody.</param>
/// <param name="AtRisk">Who was under observation until then without it, including those of that day.</param>
/// <param name="Events">To how many it happened that day.</param>
/// <param name="Without">Estimated share without the event after that day, from 0 to 1.</param>
/// <param name="StandardError">Of <paramref name="Without"/>, after Greenwood.</param>
public readonly record struct KaplanMeierStep(int Days, int AtRisk, int Events, double Without, double StandardError)
{
    /// <summary>Estimated share with the event, and its 95% interval on the log-log scale, which stays within 0 and 1 (Kalbfleisch and Prentice 1980).</summary>
    public Share With
    {
        get
        {
            if (Without is <= 0 or >= 1)
                return new(1 - Without, 1 - Without, 1 - Without);
            var spread = Normal.Z * StandardError / (Without * -Math.Log(Without));
            return new(1 - Without, 1 - Math.Pow(Without, Math.Exp(-spread)), 1 - Math.Pow(Without, Math.Exp(spread)));
        }
    }
}

/// <summary>
/// The product-limit estimate of Kaplan and Meier (J Am Stat Assoc 1958;53:457) with Greenwood's variance. Who is cut off on the day of an
/// event counts as at risk that day.
/// </summary>
public static class KaplanMeier
{
    /// <summary>The steps in order of days; none where nothing happened to anybody.</summary>
    public static IReadOnlyList<KaplanMeierStep> Curve(IEnumerable<Observed> observed)
    {
        var steps = new List<KaplanMeierStep>();
        var days = observed.GroupBy(o => o.Days).OrderBy(g => g.Key).Select(g => (Days: g.Key, All: g.Count(), Events: g.Count(o => o.Happened))).ToList();
        var (atRisk, without, greenwood) = (days.Sum(d => d.All), 1.0, 0.0);
        foreach (var (day, all, events) in days)
        {
            if (events > 0)
            {
                without *= 1 - (double)events / atRisk;
                greenwood += events < atRisk ? (double)events / ((double)atRisk * (atRisk - events)) : 0;
                steps.Add(new(day, atRisk, events, without, without * Math.Sqrt(greenwood)));
            }
            atRisk -= all;
        }
        return steps;
    }

    /// <summary>How many are under observation without the event at the beginning of a day.</summary>
    public static int AtRisk(IEnumerable<Observed> observed, int day) => observed.Count(o => o.Days >= day);
}
