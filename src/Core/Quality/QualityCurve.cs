namespace Opportune.Core;

/// <summary>A point of a curve that may be shown.</summary>
/// <param name="Days">After day 0.</param>
/// <param name="AtRisk">At least so many were still without the event at the beginning of that day: a multiple of <see cref="QualityCurve.AtRiskBy"/>.</param>
/// <param name="Without">Share without the event after that day, from 0 to 1.</param>
/// <param name="StandardError">Of <paramref name="Without"/>.</param>
public sealed record QualityStep(long Days, long AtRisk, double Without, double StandardError);

/// <summary>
/// A Kaplan-Meier curve of which nobody can tell when a few patients had the event: it steps only where at least <see cref="SmallCells.Least"/> had it since the
/// step before, on each side of the windows whose numbers are published beside it.
/// </summary>
public static class QualityCurve
{
    /// <summary>Numbers at risk are rounded down to a multiple of this.</summary>
    public const int AtRiskBy = 20;

    /// <summary>The points.</summary>
    /// <param name="observed">Everybody's time, cut off at the same day at the latest.</param>
    /// <param name="windows">The days up to which the number of events is published by itself.</param>
    public static IReadOnlyList<QualityStep> Of(IReadOnlyCollection<Observed> observed, params IReadOnlyList<int> windows)
    {
        var parts = KaplanMeier.Curve(observed).GroupBy(s => windows.Count(day => s.Days > day));
        return [.. parts.SelectMany(part => Chosen([.. part])).Select(s => new QualityStep(s.Days, s.AtRisk / AtRiskBy * AtRiskBy, s.Without, s.StandardError))];
    }

    // What would be left over at the end and is too little joins the band before it.
    private static List<KaplanMeierStep> Chosen(List<KaplanMeierStep> steps)
    {
        var chosen = new List<KaplanMeierStep>();
        var (left, since) = (steps.Sum(s => s.Events), 0);
        foreach (var step in steps)
        {
            since += step.Events;
            left -= step.Events;
            if (since < SmallCells.Least || (left > 0 && left < SmallCells.Least))
                continue;
            chosen.Add(step);
            since = 0;
        }
        return chosen;
    }
}
