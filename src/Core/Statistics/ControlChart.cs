namespace Opportune.Core;

/// <summary>A point of a control chart.</summary>
/// <param name="Value">The share, from 0 to 1; NaN of nothing.</param>
/// <param name="Low">Lower control limit, from 0 on.</param>
/// <param name="High">Upper control limit, up to 1.</param>
/// <param name="IsSpecial">Outside its limits, or one of a run of eight on one side of the centre.</param>
public readonly record struct ControlPoint(double Value, double Low, double High, bool IsSpecial);

/// <summary>
/// The p-chart of Shewhart: shares of groups of any size about their common share, with limits of three standard errors
/// (Montgomery, Introduction to Statistical Quality Control, chapter 7). A run of eight on one side is the fourth rule of the Western Electric
/// handbook (1956).
/// </summary>
/// <param name="Centre">The share of all together, from 0 to 1; NaN of nothing.</param>
/// <param name="Points">In the order in which they came.</param>
public sealed record ControlChart(double Centre, IReadOnlyList<ControlPoint> Points)
{
    private const int LongRun = 8;

    /// <summary>The chart of some groups in order of time.</summary>
    public static ControlChart Of(IReadOnlyList<(long Part, long Whole)> groups)
    {
        var centre = (double)groups.Sum(g => g.Part) / groups.Sum(g => g.Whole);
        var points = new ControlPoint[groups.Count];
        for (var i = 0; i < points.Length; i++)
        {
            var (part, whole) = groups[i];
            var (value, spread) = ((double)part / whole, 3 * Math.Sqrt(centre * (1 - centre) / whole));
            points[i] = new(value, Math.Max(0, centre - spread), Math.Min(1, centre + spread), false);
            points[i] = points[i] with { IsSpecial = value < points[i].Low || value > points[i].High };
        }
        MarkRuns(points, centre);
        return new(centre, points);
    }

    // A point on the centre ends a run.
    private static void MarkRuns(ControlPoint[] points, double centre)
    {
        for (int first = 0, next; first < points.Length; first = next)
        {
            var side = Side(points[first], centre);
            for (next = first + 1; next < points.Length && side != 0 && Side(points[next], centre) == side;)
                next++;
            for (var i = first; next - first >= LongRun && i < next; i++)
                points[i] = points[i] with { IsSpecial = true };
        }
    }

    private static int Side(ControlPoint point, double centre) => double.IsNaN(point.Value) ? 0 : point.Value.CompareTo(centre);
}
