using Opportune.Core;

namespace Opportune.Sources.Fhir;

/// <summary>A date or instant of a resource as a day.</summary>
/// <param name="Day">Days since 1970-01-01, where <paramref name="Fault"/> is null.</param>
/// <param name="Fault">Why there is no day: no-date, partial-date (a year or a month: which day was meant would be guessed), impossible-date.</param>
internal readonly record struct FhirDay(int Day, string? Fault)
{
    public const string None = "no-date";
    public const string Partial = "partial-date";

    public bool IsThere => Fault is null;

    /// <summary>The day, if there is one.</summary>
    public int? Known => Fault is null ? Day : null;

    /// <summary>This one, or where nothing is said another.</summary>
    public FhirDay Else(FhirDay other) => Fault == None ? other : this;
}

/// <summary>Turns dates and instants into days, an instant seen from the source's zone. Not thread-safe.</summary>
internal sealed class FhirDates(TimeZoneInfo zone)
{
    private const int MinutesPerDay = 24 * 60;

    // The zone's offsets where a day of the world clock begins and ends: on all but a few days they are one.
    private readonly (int Day, int From, int To)[] _offsets = [.. Enumerable.Repeat((int.MinValue, 0, 0), 4096)];

    /// <summary>The day of a text.</summary>
    public FhirDay Read(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return new(0, FhirDay.None);
        if (text.Length < 10)
            return new(0, text.Length is 4 or 7 && Digits(text, 0, 4) is not null ? FhirDay.Partial : RejectRules.ImpossibleDate);
        if (DayOf(text) is not { } day)
            return new(0, RejectRules.ImpossibleDate);
        if (text.Length > 10)
        {
            if (MinuteOf(text[10..]) is not { } minute)
                return new(0, RejectRules.ImpossibleDate);
            if (minute.Offset is { } offset)
            {
                var utc = ((long)day * MinutesPerDay) + minute.OfDay - offset;
                day = (int)Math.Floor((utc + Offset(utc)) / (double)MinutesPerDay);
            }
        }
        return day >= CanonicalValue.FirstDay && day <= CanonicalValue.LastDay ? new(day, null) : new(0, RejectRules.ImpossibleDate);
    }

    private static int? DayOf(ReadOnlySpan<byte> text)
    {
        if (text[4] != '-' || text[7] != '-' || Digits(text, 0, 4) is not { } year || Digits(text, 5, 2) is not { } month || Digits(text, 8, 2) is not { } day)
            return null;
        return year > 0 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? CanonicalValue.DayOf(new(year, month, day)) : null;
    }

    // Thh:mm, seconds and their parts if they like, and Z or an offset; without one the clock is the source's own.
    private static (int OfDay, int? Offset)? MinuteOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != 'T' || text[3] != ':' || Digits(text, 1, 2) is not (>= 0 and <= 23 and var hour) || Digits(text, 4, 2) is not (>= 0 and <= 59 and var minute))
            return null;
        text = text[6..];
        if (text.Length >= 3 && text[0] == ':')
        {
            if (Digits(text, 1, 2) is not (>= 0 and <= 60))
                return null;
            text = text[3..];
            if (text.Length > 1 && text[0] == '.')
            {
                var end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                text = end < 0 ? default : text[(end + 1)..];
            }
        }
        var ofDay = (hour * 60) + minute;
        if (text.IsEmpty)
            return (ofDay, null);
        if (text.SequenceEqual("Z"u8))
            return (ofDay, 0);
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':' || Digits(text, 1, 2) is not (<= 14 and var hours) || Digits(text, 4, 2) is not (<= 59 and var minutes))
            return null;
        return (ofDay, (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes));
    }

    private static int? Digits(ReadOnlySpan<byte> text, int from, int count)
    {
        var value = 0;
        foreach (var c in text.Slice(from, count))
        {
            if ((uint)(c - '0') > 9)
                return null;
            value = (value * 10) + c - '0';
        }
        return value;
    }

    private int Offset(long utc)
    {
        var day = (int)Math.Floor(utc / (double)MinutesPerDay);
        ref var slot = ref _offsets[day & (_offsets.Length - 1)];
        if (slot.Day != day)
            slot = (day, OffsetAt((long)day * MinutesPerDay), OffsetAt((long)(day + 1) * MinutesPerDay));
        return slot.From == slot.To ? slot.From : OffsetAt(utc);
    }

    private int OffsetAt(long utc) => (int)zone.GetUtcOffset(DateTime.UnixEpoch.AddMinutes(utc)).TotalMinutes;
}
