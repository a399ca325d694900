namespace Opportune.Core;

/// <summary>Weeks as ISO 8601 has them: from Monday to Sunday.</summary>
public static class IsoWeek
{
    /// <summary>The Monday with which the week of a day begins.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
