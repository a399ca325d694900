using System.Globalization;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Dates as people here read them: 3 May 2026.</summary>
internal static class Dates
{
    private static readonly string[] Open = [Lasting.CoveredTo.ToString(), Lasting.LookedBackTo.ToString()];

    public static string Text(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The last day up to which nothing was found; left open where it is filled for each night.</summary>
    public static string CoveredTo(Trial trial, DateOnly date) => trial.Lasting is null ? Text(date) : Open[0];

    /// <summary>The first day that was looked at; left open where it is filled for each night.</summary>
    public static string LookedBackTo(Trial trial, DateOnly date) => trial.Lasting is null ? Text(date) : Open[1];

    /// <summary>"3 May 2024 to 3 May 2026"; a window without a beginning is "up to".</summary>
    public static string Text(DateWindow window) =>
        window.From == DateOnly.MinValue ? $"up to {Text(window.To)}" : $"{Text(window.From)} to {Text(window.To)}";

    /// <summary>A period in words: "2 years", "1 year and 6 months", "90 days".</summary>
    public static string Text(Period period)
    {
        var parts = new List<string>();
        var (years, months) = period.Months % 12 == 0 ? (period.Months / 12, 0) : (0, period.Months);
        Add(years, "year");
        Add(months, "month");
        Add(period.Days, "day");
        return parts.Count == 0 ? "0 days" : string.Join(" and ", parts);

        void Add(int number, string unit)
        {
            if (number != 0)
                parts.Add($"{number} {unit}{(number == 1 ? "" : "s")}");
        }
    }
}
