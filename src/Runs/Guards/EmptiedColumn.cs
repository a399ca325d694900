using System.Globalization;

namespace Opportune.Runs.Guards;

/// <summary>Whether a column that had values lost them: in all rows, or in those that came since the last publication.</summary>
/// <param name="Settings">The bounds.</param>
/// <param name="Column">Its name.</param>
/// <param name="IsFilledLater">Whether the newest rows have fewer values by nature, as of an end that is yet to come.</param>
internal sealed record EmptiedColumn(GuardSettings Settings, string Column, bool IsFilledLater)
{
    /// <summary>What is seen, in one line; null where nothing is.</summary>
    public string? Tell(long rowsBefore, long missingBefore, long rows, long missing)
    {
        if (rows == 0 || rowsBefore == 0)
            return null;
        var share = (double)(rowsBefore - missingBefore) / rowsBefore;
        if (Settings.IsDrop(rows * share, rows - missing))
            return string.Create(CultureInfo.InvariantCulture, $"{Column} has no value in {(double)missing / rows:P0} of the rows, {1 - share:P0} at the last publication");
        var fresh = rows - rowsBefore;
        var values = Math.Max(0, rows - missing - (rowsBefore - missingBefore));
        return fresh > 0 && !IsFilledLater && Settings.IsDrop(fresh * share, values, Settings.NewRowsDropTo)
            ? string.Create(CultureInfo.InvariantCulture, $"{Column} has a value in {values:N0} of the {fresh:N0} rows that came since the last publication")
            : null;
    }
}
