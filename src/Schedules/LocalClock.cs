using Opportune.Core;

namespace Opportune.Schedules;

/// <summary>A zone's clock on the wall: what it shows at an instant, and when it first shows a time.</summary>
internal sealed class LocalClock
{
    private LocalClock(TimeZoneInfo zone) => Zone = zone;

    public TimeZoneInfo Zone { get; }

    /// <summary>The clock of an IANA zone.</summary>
    /// <exception cref="InputException">This machine knows no such zone.</exception>
    public static LocalClock Of(string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId
            ? new(found)
            : throw new InputException($"this machine knows no time zone '{zone}'");

    /// <summary>What it shows, with its offset.</summary>
    public DateTimeOffset Show(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>The first instant at which it shows that time; where a gap swallows it, the end of the gap.</summary>
    public DateTimeOffset First(DateTime reading)
    {
        // The offsets before and after any change near by: the reading comes under one of them, under both, or under none.
        var middle = new DateTimeOffset(DateTime.SpecifyKind(reading, DateTimeKind.Unspecified), TimeSpan.Zero);
        var (before, after) = (Zone.GetUtcOffset(middle.AddHours(-Reach)), Zone.GetUtcOffset(middle.AddHours(Reach)));
        var (earliest, latest) = (middle - Max(before, after), middle - Min(before, after));
        var at = earliest;
        while (at < latest && Show(at).DateTime < reading)
            at = Min(at.AddMinutes(1), latest);
        // A gap ends on its own second, not on the reading's.
        while (Show(at.AddSeconds(-1)).DateTime >= reading)
            at = at.AddSeconds(-1);
        return Show(at);
    }

    // More than any zone is away from UTC, so that both ends lie on their side of the reading in every zone.
    private const int Reach = 15;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
