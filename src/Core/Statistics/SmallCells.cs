namespace Opportune.Core;

/// <summary>
/// Which rows of a table of counts can be shown, so that nobody can tell a few patients from it. A row is shown or hidden whole: then of the
/// hidden nothing follows but the sums of their columns and, where the rows' own totals are known from another table, these. The interval that
/// follows for a hidden cell is that of Fréchet, max(0, n + R - N) to min(n, R), with n the row's total, R the column's and N that of all
/// hidden rows: it is min(n, R, N - n, N - R) wide.
/// </summary>
public static class SmallCells
{
    /// <summary>Fewer than this are not shown, and no interval is narrower.</summary>
    public const long Least = 11;

    /// <summary>
    /// Whether each row can be shown: those without a cell below <see cref="Least"/>, but for as many of the smallest as it takes until the
    /// hidden have at least <see cref="Least"/> in each column together; so they are never one alone.
    /// </summary>
    /// <param name="rows">Rows with their counts by column, the same number in each. Where row totals are known, each is at least <see cref="Least"/>.</param>
    /// <param name="together">Number of a row that stands for several, of which each is hidden already; null: there is none.</param>
    /// <returns>A flag a row; null: not even the totals of the columns can be shown.</returns>
    public static bool[]? Shown(IReadOnlyList<IReadOnlyList<long>> rows, int? together = null)
    {
        if (rows.Count == 0 || !AreEnough(rows))
            return null;
        var shown = rows.Select((r, i) => i != together && r.All(cell => cell >= Least)).ToArray();
        foreach (var (row, i) in rows.Select((row, i) => (row, i)).Where(r => shown[r.i]).OrderBy(r => r.row.Sum()).ToList())
        {
            var hidden = rows.Where((_, at) => !shown[at]).ToList();
            if (hidden.Count == 0 || AreEnough(hidden))
                break;
            shown[i] = false;
        }
        return shown;
    }

    private static bool AreEnough(IReadOnlyList<IReadOnlyList<long>> rows) =>
        Enumerable.Range(0, rows[0].Count).All(column => rows.Sum(r => r[column]) >= Least);
}
