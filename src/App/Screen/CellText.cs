using System.Globalization;
using System.Text;
using Opportune.Columnar;

namespace Opportune.App.Screen;

/// <summary>A cell as people read it.</summary>
internal static class CellText
{
    /// <summary>The text of row <paramref name="index"/> of the page, or null.</summary>
    public static string? Of(Column column, Page page, int index)
    {
        if (page.IsNull(index))
            return null;
        return column.Kind switch
        {
            ColumnKind.Text when column.Logical == LogicalType.Binary => Convert.ToHexStringLower(page.Text(index)),
            ColumnKind.Text => Encoding.UTF8.GetString(page.Text(index)),
            ColumnKind.Real => page.Real(index).ToString("R", CultureInfo.InvariantCulture),
            _ => Integer(column.Logical, page.Integer(index)),
        };
    }

    private static string Integer(LogicalType logical, long value)
    {
        switch (logical)
        {
            case LogicalType.Boolean:
                return value == 0 ? "false" : "true";
            case LogicalType.Date when DayNumber(value) is { } day:
                return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            case LogicalType.LocalTimestamp or LogicalType.Instant when Math.Abs(value) < 200_000_000_000_000_000:
                var text = DateTime.UnixEpoch.AddTicks(value * 10).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
                return logical == LogicalType.Instant ? text + "Z" : text;
            default:
                return value.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static DateOnly? DayNumber(long days)
    {
        var number = days + new DateOnly(1970, 1, 1).DayNumber;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null;
    }
}
