namespace Opportune.Tests.Unit.Core.Statistics;

/// <summary>The simplex method in two phases over a full tableau, by Bland's rule: slow, and it ends.</summary>
internal static class LinearProgram
{
    private const double Zero = 1e-9;

    /// <summary>The most that <paramref name="wanted"/> comes to where matrix times x is sums and no x is below zero; infinite where it has no bound.</summary>
    /// <exception cref="InvalidOperationException">No x holds.</exception>
    public static double Most(double[][] matrix, double[] sums, double[] wanted)
    {
        var (rows, columns) = (matrix.Length, wanted.Length);
        var table = new double[rows + 1, columns + rows + 1];
        var basis = new int[rows];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                table[r, c] = matrix[r][c];
            (table[r, columns + r], table[r, columns + rows], basis[r]) = (1, sums[r], columns + r);
        }
        // First the artificial ones out: the most of minus their sum.
        for (var c = 0; c <= columns + rows; c++)
            table[rows, c] = c >= columns && c < columns + rows ? 0 : -Enumerable.Range(0, rows).Sum(r => table[r, c]);
        Solve(table, basis, columns);
        if (table[rows, columns + rows] < -1e-6)
            throw new InvalidOperationException("the tables contradict each other");
        for (var r = 0; r < rows; r++)
        {
            if (basis[r] >= columns && Enumerable.Range(0, columns).Where(c => Math.Abs(table[r, c]) > Zero).Select(c => (int?)c).FirstOrDefault() is { } into)
                Pivot(table, basis, r, into);
        }
        for (var c = 0; c <= columns + rows; c++)
            table[rows, c] = (c < columns ? -wanted[c] : 0) + Enumerable.Range(0, rows).Sum(r => basis[r] < columns ? wanted[basis[r]] * table[r, c] : 0);
        return Solve(table, basis, columns) ? table[rows, columns + rows] : double.PositiveInfinity;
    }

    private static bool Solve(double[,] table, int[] basis, int columns)
    {
        var (rows, last) = (basis.Length, table.GetLength(1) - 1);
        while (true)
        {
            var into = 0;
            while (into < columns && table[rows, into] > -Zero)
                into++;
            if (into == columns)
                return true;
            var (from, least) = (-1, double.PositiveInfinity);
            for (var r = 0; r < rows; r++)
            {
                if (table[r, into] > Zero && table[r, last] / table[r, into] is var ratio && (ratio < least - Zero || (ratio < least + Zero && basis[r] < basis[from])))
                    (from, least) = (r, ratio);
            }
            if (from < 0)
                return false;
            Pivot(table, basis, from, into);
        }
    }

    private static void Pivot(double[,] table, int[] basis, int row, int column)
    {
        var (width, by) = (table.GetLength(1), table[row, column]);
        for (var c = 0; c < width; c++)
            table[row, c] /= by;
        for (var r = 0; r < table.GetLength(0); r++)
        {
            if (r == row || table[r, column] == 0)
                continue;
            var times = table[r, column];
            for (var c = 0; c < width; c++)
                table[r, c] -= times * table[row, c];
        }
        basis[row] = column;
    }
}
