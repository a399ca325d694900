using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>How long a drug's row keeps a patient exposed.</summary>
internal static class DrugExposure
{
    /// <summary>Whether the row's exposure includes that day.</summary>
    public static bool Reaches(Event e, ExposureRule rule, DateOnly day) =>
        e.Date <= day && LastDay(e, rule, rule.Grace, day) is { } last && last >= day;

    /// <summary>The last day of exposure with that grace; null when the row is no exposure at all.</summary>
    public static DateOnly? LastDay(Event e, ExposureRule rule, Period grace, DateOnly knownOn)
    {
        // An end that is still to come is not yet known.
        var end = e.EndDate <= knownOn ? e.EndDate : null;
        return e.Kind switch
        {
            "order" => OfOrder(e, rule, grace, end),
            "reported" => Earlier(end, e.Status == "stopped" ? e.Date : rule.WithoutSupply.AddTo(e.Date)),
            null when e.Status == "active" => OfOrder(e, rule, grace, end),
            _ => OfSupply(e, rule, grace),
        };
    }

    /// <summary>The days of exposure up to that day, each once, and the last of them.</summary>
    /// <param name="rows">Rows by date.</param>
    /// <param name="rule">How they turn into days.</param>
    /// <param name="upTo">The last day that counts.</param>
    public static (int Days, DateOnly Last) DaysOf(IReadOnlyList<Event> rows, ExposureRule rule, DateOnly upTo)
    {
        var (days, next) = (0, int.MinValue);
        foreach (var row in rows)
        {
            // What is said to end before it began is no exposure, and no last day of one.
            if (LastDay(row, rule, rule.Grace, upTo) is not { } last || row.Date > upTo || last < row.Date)
                continue;
            var (from, end) = (Math.Max(row.Date.DayNumber, next), Math.Min(last.DayNumber, upTo.DayNumber) + 1);
            days += Math.Max(0, end - from);
            next = Math.Max(next, end);
        }
        return (days, next == int.MinValue ? DateOnly.MinValue : DateOnly.FromDayNumber(next - 1));
    }

    /// <summary>Whether that last day, without grace, is the end of the row's supply.</summary>
    public static bool EndsBySupply(Event e, DateOnly last) => last == Period.OfDays(Supply(e)).AddTo(e.Date);

    private static DateOnly? OfOrder(Event e, ExposureRule rule, Period grace, DateOnly? end)
    {
        if (!rule.OrdersUntilEnded)
            return Earlier(end, OfSupply(e, rule, grace));
        if (end is not null)
            return end;
        return e.Status switch
        {
            // Ended on a day that nobody wrote down: nothing shows that it reaches beyond its start.
            "stopped" or "ended" or "suspended" or "inactive" => e.Date,
            // Supplied to the end: as long as the supply lasts, where it is known.
            "completed" => e.DaysSupply is > 0 ? OfSupply(e, rule, grace) : e.Date,
            "active" => DateOnly.MaxValue,
            // Nobody says that it is in force: no more than its supply is known.
            _ => OfSupply(e, rule, grace),
        };
    }

    private static DateOnly OfSupply(Event e, ExposureRule rule, Period grace) => e.DaysSupply is > 0
        ? grace.AddTo(Period.OfDays(Supply(e)).AddTo(e.Date))
        : rule.WithoutSupply.AddTo(e.Date);

    private static int Supply(Event e) => (int)Math.Ceiling(Math.Min(e.DaysSupply!.Value, 36_500));

    private static DateOnly Earlier(DateOnly? end, DateOnly last) => end < last ? end.Value : last;
}
