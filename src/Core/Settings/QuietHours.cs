namespace Opportune.Core;

/// <summary>A time of every day at which people are left alone; it may cross midnight.</summary>
/// <param name="From">When it begins, in the zone.</param>
/// <param name="To">When it ends, in the zone.</param>
/// <param name="TimeZone">IANA zone.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, string TimeZone)
{
    /// <summary>The first instant from <paramref name="at"/> on at which people may be told: itself outside of the quiet hours, else their end.</summary>
    public DateTimeOffset NextLoud(DateTimeOffset at)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        if (!TimeOnly.FromDateTime(local).IsBetween(From, To))
            return at;
        var end = local.Date + To.ToTimeSpan();
        if (end <= local)
            end = end.AddDays(1);
        // An end that a change of the clock leaves out is the instant of the change; one that comes twice ends at the second, so that
        // the hours are over when it has passed.
        while (zone.IsInvalidTime(end))
            end = end.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(end) ? zone.GetAmbiguousTimeOffsets(end).Min() : zone.GetUtcOffset(end);
        var next = new DateTimeOffset(end, offset).ToUniversalTime();
        return next > at ? next : at;
    }
}
