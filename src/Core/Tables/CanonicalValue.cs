namespace Opportune.Core;

/// <summary>
/// Marks in canonical pages: a cell that its source could not turn into the column's type. A mark is no error by itself;
/// only a row that is really used is refused for it.
/// </summary>
public static class CanonicalValue
{
    /// <summary>In a date, integer or flag column: there is a value, and it is none of that type.</summary>
    public const long Invalid = long.MinValue;

    /// <summary>In a number column: there is a value, and it is no number.</summary>
    public const double InvalidNumber = double.NaN;

    /// <summary>Day 0 of canonical dates, as <see cref="DateOnly.DayNumber"/> counts.</summary>
    public static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>First day that a record can mean.</summary>
    public static readonly long FirstDay = new DateOnly(1850, 1, 1).DayNumber - Epoch;

    /// <summary>Last day that a record can mean.</summary>
    public static readonly long LastDay = new DateOnly(2200, 12, 31).DayNumber - Epoch;

    /// <summary>Days since 1970-01-01, as canonical date columns hold them.</summary>
    public static int DayOf(DateOnly date) => date.DayNumber - Epoch;

    /// <summary>The date of a day between <see cref="FirstDay"/> and <see cref="LastDay"/>.</summary>
    public static DateOnly DateOf(long day) => DateOnly.FromDayNumber((int)day + Epoch);
}
