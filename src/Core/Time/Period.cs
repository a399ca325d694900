using System.Globalization;

namespace Opportune.Core;

/// <summary>
/// A calendar period such as P2Y, P13M, P90D or P1Y6M. Adding one is calendar arithmetic and clamps to the month's end
/// (31 January + P1M is the last of February); years and months are applied before days.
/// </summary>
/// <param name="Months">Whole months, years included.</param>
/// <param name="Days">Whole days.</param>
public readonly record struct Period(int Months, int Days)
{
    /// <summary>No time at all.</summary>
    public static Period Zero => default;

    /// <summary>That many days.</summary>
    public static Period OfDays(int days) => new(0, days);

    /// <summary>Reads ISO 8601 periods of years, months, weeks and days.</summary>
    public static bool TryParse(string text, out Period period)
    {
        period = default;
        if (text.Length < 3 || text[0] != 'P')
            return false;
        int months = 0, days = 0, start = 1;
        const string Units = "YMWD";
        var lastUnit = -1;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
                continue;
            var unit = Units.IndexOf(text[i], StringComparison.Ordinal);
            if (unit <= lastUnit || i == start || i - start > 5)
                return false;
            var number = int.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture);
            _ = unit switch { 0 => months += number * 12, 1 => months += number, 2 => days += number * 7, _ => days += number };
            (lastUnit, start) = (unit, i + 1);
        }
        period = new(months, days);
        return start == text.Length;
    }

    /// <summary>The date that much later, clamped to the calendar's first and last day.</summary>
    public DateOnly AddTo(DateOnly date) => Shift(date, 1);

    /// <summary>The date that much earlier, clamped to the calendar's first and last day.</summary>
    public DateOnly SubtractFrom(DateOnly date) => Shift(date, -1);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Months == 0)
            return $"P{Days}D";
        var years = Months / 12 is var y and > 0 ? $"{y}Y" : "";
        var months = Months % 12 is var m and > 0 ? $"{m}M" : "";
        var days = Days > 0 ? $"{Days}D" : "";
        return $"P{years}{months}{days}";
    }

    private DateOnly Shift(DateOnly date, int sign)
    {
        // The calendar is asked only where months are counted: windows of days are resolved many times a patient.
        if (Months == 0)
            return Clamped(date.DayNumber + (sign * (long)Days));
        var month = (date.Year * 12L) + date.Month - 1 + (sign * (long)Months);
        if (month < 12)
            return DateOnly.MinValue;
        if (month >= 10_000L * 12)
            return DateOnly.MaxValue;
        var (year, monthOfYear) = ((int)(month / 12), (int)(month % 12) + 1);
        var day = new DateOnly(year, monthOfYear, Math.Min(date.Day, DateTime.DaysInMonth(year, monthOfYear))).DayNumber + (sign * (long)Days);
        return Clamped(day);
    }

    private static DateOnly Clamped(long dayNumber) => DateOnly.FromDayNumber((int)Math.Clamp(dayNumber, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));
}
