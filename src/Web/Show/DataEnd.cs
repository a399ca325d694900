using Opportune.Database.Ledger;

namespace Opportune.Web.Show;

/// <summary>Up to when data was delivered: to the end of the day as of which it was looked at, or to the time at which its newest file was written, whichever was first.</summary>
/// <param name="Day">The day, at the site.</param>
/// <param name="At">The time; null: the whole day.</param>
internal sealed record DataEnd(DateOnly Day, DateTimeOffset? At) : IComparable<DataEnd>
{
    /// <summary>That of a published part.</summary>
    public static DataEnd Of(PublicationRow part, TimeZoneInfo zone) =>
        part.InputsChangedAt is { } at && DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime) is var written && written <= part.AsOf
            ? new(written, at)
            : new(part.AsOf, null);

    /// <inheritdoc/>
    public int CompareTo(DataEnd? other) => other is null ? 1
        : Day != other.Day ? Day.CompareTo(other.Day)
        : (At ?? DateTimeOffset.MaxValue).CompareTo(other.At ?? DateTimeOffset.MaxValue);
}
