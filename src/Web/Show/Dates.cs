using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Opportune.Web.Show;

/// <summary>Dates as they cannot be misread: the month in letters, the year whole.</summary>
internal static class Dates
{
    /// <summary>14 Nov 2026</summary>
    public static string Text(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>14 Nov 2026, and for programs 2026-11-14.</summary>
    public static IHtmlContent Day(DateOnly day) => new HtmlString($"<time datetime=\"{Iso(day)}\">{Text(day)}</time>");

    /// <summary>Saturday 14 November 2026</summary>
    public static string Long(DateOnly day) => day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The same, or nothing.</summary>
    public static IHtmlContent Day(DateOnly? day, string none = "") => day is { } known ? Day(known) : new HtmlString(none);

    /// <summary>Sat 14 Nov 2026 07:30, at the site.</summary>
    public static IHtmlContent Instant(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return new HtmlString(string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\" title=\"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC\">{local:ddd d MMM yyyy HH:mm}</time>"));
    }

    /// <summary>07:30, at the site.</summary>
    public static IHtmlContent Time(DateTimeOffset at, TimeZoneInfo zone) =>
        new HtmlString(string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{TimeZoneInfo.ConvertTime(at, zone):HH:mm}</time>"));

    /// <summary>Thu 19 Nov 23:10, at the site; of another year with that.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, DateOnly today)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.ToString(local.Year == today.Year ? "ddd d MMM HH:mm" : "ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>Thu 19 Nov; of another year with that.</summary>
    public static string Weekday(DateOnly day, DateOnly today) => day.ToString(day.Year == today.Year ? "ddd d MMM" : "ddd d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>2026-11-14</summary>
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Whole years from birth to a day; a 29 February birthday falls on 1 March.</summary>
    public static int Age(DateOnly birth, DateOnly on)
    {
        var years = on.Year - birth.Year;
        return (on.Month, on.Day).CompareTo((birth.Month, birth.Day)) < 0 ? years - 1 : years;
    }
}
