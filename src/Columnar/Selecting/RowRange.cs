namespace Opportune.Columnar;

/// <summary>A stretch of rows of a row group.</summary>
/// <param name="Start">The first, counted within the row group from 0.</param>
/// <param name="End">The row after the last.</param>
public readonly record struct RowRange(int Start, int End)
{
    /// <summary>All rows of a row group of that many.</summary>
    public static IReadOnlyList<RowRange> All(int rows) => rows == 0 ? [] : [new(0, rows)];

    /// <summary>The rows that are in both; ranges are in order and apart.</summary>
    public static IReadOnlyList<RowRange> Intersect(IReadOnlyList<RowRange> some, IReadOnlyList<RowRange> others)
    {
        var both = new List<RowRange>();
        for (int i = 0, k = 0; i < some.Count && k < others.Count;)
        {
            var (start, end) = (Math.Max(some[i].Start, others[k].Start), Math.Min(some[i].End, others[k].End));
            if (start < end)
                both.Add(new(start, end));
            if (some[i].End < others[k].End)
                i++;
            else
                k++;
        }
        return both;
    }
}
