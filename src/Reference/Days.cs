using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Calendar arithmetic: months first, cut to the month's end, then days; never beyond the calendar.</summary>
internal static class Days
{
    public static DateOnly After(DateOnly date, Period period) => Move(date, period.Months, period.Days);

    public static DateOnly Before(DateOnly date, Period period) => Move(date, -period.Months, -period.Days);

    /// <summary>The days of a window; none reaches beyond the as-of date.</summary>
    public static DateWindow Of(WindowRule rule, DateOnly index, DateOnly asOf)
    {
        var to = End(rule.To, index, asOf, asOf);
        return new(End(rule.From, index, asOf, DateOnly.MinValue), to > asOf ? asOf : to);
    }

    /// <summary>Completed years: somebody born on 29 February is a year older on 1 March.</summary>
    public static int Age(DateOnly born, DateOnly on)
    {
        var years = on.Year - born.Year;
        var hadBirthday = on.Month > born.Month || (on.Month == born.Month && on.Day >= born.Day);
        return hadBirthday ? years : years - 1;
    }

    private static DateOnly End(WindowEnd end, DateOnly index, DateOnly asOf, DateOnly ever)
    {
        var anchor = end.Anchor == Anchor.Index ? index : end.Anchor == Anchor.AsOf ? asOf : ever;
        return end.Sign > 0 ? After(anchor, end.Period) : Before(anchor, end.Period);
    }

    private static DateOnly Move(DateOnly date, int months, int days)
    {
        try
        {
            return date.AddMonths(months).AddDays(days);
        }
        catch (ArgumentOutOfRangeException)
        {
            return months + days > 0 ? DateOnly.MaxValue : DateOnly.MinValue;
        }
    }
}
