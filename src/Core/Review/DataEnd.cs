namespace Opportune.Core;

/// <summary>Up to when data was delivered: to the end of the day as of which it was looked at, or to the time at which its newest file was written, whichever was first.</summary>
/// <param name="Day">The day, at the site.</param>
/// <param name="At">The time; null: the whole day.</param>
public sealed record DataEnd(DateOnly Day, DateTimeOffset? At)
{
    /// <summary>That of a published part.</summary>
    /// <param name="asOf">The day as of which it was looked at.</param>
    /// <param name="inputsChangedAt">When its newest file was written; null: not known.</param>
    /// <param name="zone">The site's time zone.</param>
    public static DataEnd Of(DateOnly asOf, DateTimeOffset? inputsChangedAt, TimeZoneInfo zone) =>
        inputsChangedAt is { } at && DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime) is var written && written <= asOf
            ? new(written, at)
            : new(asOf, null);

    /// <summary>What it comes before and behind: a whole day behind every time of it.</summary>
    public (DateOnly Day, DateTimeOffset At) Order => (Day, At ?? DateTimeOffset.MaxValue);
}
