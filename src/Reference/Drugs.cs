using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Until when a drug's row keeps a patient exposed.</summary>
internal static class Drugs
{
    private const int LongestSupply = 36_500;

    private static readonly string[] Over = ["stopped", "ended", "suspended", "inactive"];

    /// <summary>The last day of exposure, as far as is known on a day.</summary>
    public static DateOnly LastDay(Event row, ExposureRule rule, Period grace, DateOnly known)
    {
        var end = row.EndDate is { } written && written <= known ? row.EndDate : null;
        var bySupply = row.DaysSupply is > 0
            ? Days.After(Days.After(row.Date, Period.OfDays((int)Math.Ceiling(Math.Min(row.DaysSupply.Value, LongestSupply)))), grace)
            : Days.After(row.Date, rule.WithoutSupply);
        if (row.Kind == "reported")
            return Earlier(row.Status == "stopped" ? row.Date : Days.After(row.Date, rule.WithoutSupply), end);
        if (row.Kind != "order" && !(row.Kind is null && row.Status == "active"))
            return bySupply;
        if (!rule.OrdersUntilEnded)
            return Earlier(bySupply, end);
        if (end is { } ended)
            return ended;
        if (row.Status == "active")
            return DateOnly.MaxValue;
        if (Over.Contains(row.Status) || (row.Status == "completed" && row.DaysSupply is not > 0))
            return row.Date;
        return bySupply;
    }

    /// <summary>Every day of exposure up to one, as a set of days; null where there are none.</summary>
    public static SortedSet<int> AllDays(IEnumerable<Event> rows, ExposureRule rule, DateOnly upTo)
    {
        var days = new SortedSet<int>();
        foreach (var row in rows.Where(r => r.Date <= upTo))
        {
            var last = Earlier(LastDay(row, rule, rule.Grace, upTo), upTo);
            for (var day = row.Date.DayNumber; day <= last.DayNumber; day++)
                days.Add(day);
        }
        return days;
    }

    private static DateOnly Earlier(DateOnly a, DateOnly? b) => b is { } other && other < a ? other : a;
}
