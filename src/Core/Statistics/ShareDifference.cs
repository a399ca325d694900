namespace Opportune.Core;

/// <summary>The difference of two independent shares, from -1 to 1, and its 95% interval; all NaN where one of them is of nothing.</summary>
/// <param name="Value">The first less the second.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct ShareDifference(double Value, double Low, double High)
{
    /// <summary>
    /// With the hybrid score interval of Newcombe (Stat Med 1998;17:873, method 10): made of the Wilson intervals of both, without continuity
    /// correction.
    /// </summary>
    public static ShareDifference Of(Share first, Share second)
    {
        var difference = first.Value - second.Value;
        return new(
            difference,
            difference - Math.Sqrt(Square(first.Value - first.Low) + Square(second.High - second.Value)),
            difference + Math.Sqrt(Square(first.High - first.Value) + Square(second.Value - second.Low)));
    }

    /// <summary>Whether the interval leaves out zero.</summary>
    public bool IsClear => Low > 0 || High < 0;

    private static double Square(double x) => x * x;
}
