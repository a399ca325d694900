using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Conversions;

/// <summary>Timestamps to the date on the wall clock of a zone; without a zone they already are of the wall clock.</summary>
internal sealed class TimestampToDate(TimeZoneInfo? zone) : Conversion
{
    private const long MicrosPerDay = 86_400_000_000;
    private const long MicrosPerStep = 15 * 60 * 1_000_000L;

    // Zones change their offset on quarters of an hour, so the offset of the last quarter asked for serves the next.
    private long _step = long.MinValue;
    private long _offset;

    public override ColumnKind Result => ColumnKind.Integer;

    public override long Integer(long value) => Floor(zone is null ? value : value + Offset(value), MicrosPerDay);

    private long Offset(long micros)
    {
        var step = Floor(micros, MicrosPerStep);
        if (step == _step)
            return _offset;
        _step = step;
        var ticks = Math.Clamp(step, -60_000_000L, 200_000_000L) * MicrosPerStep * 10;
        var instant = new DateTime(DateTime.UnixEpoch.Ticks + ticks, DateTimeKind.Utc);
        return _offset = zone!.GetUtcOffset(instant).Ticks / 10;
    }

    private static long Floor(long value, long by)
    {
        var quotient = value / by;
        return value % by < 0 ? quotient - 1 : quotient;
    }
}

/// <summary>
/// Text to dates: <c>yyyy-MM-dd</c>, or an ISO timestamp, of which the date counts. A timestamp that says its offset is an
/// instant and needs a zone; without one it is no date.
/// </summary>
internal sealed class TextToDate(TimeZoneInfo? zone) : Conversion
{
    private const int DateLength = 10;

    public override ColumnKind Result => ColumnKind.Integer;

    public override long Integer(ReadOnlySpan<byte> text)
    {
        if (!TryDate(text, out var date))
            return CanonicalValue.Invalid;
        if (text.Length == DateLength)
            return CanonicalValue.DayOf(date);
        if (text[DateLength] is not ((byte)'T' or (byte)'t' or (byte)' ') || !LooksLikeTime(text[(DateLength + 1)..]))
            return CanonicalValue.Invalid;
        if (!HasOffset(text))
            return CanonicalValue.DayOf(date);
        return zone is not null && DateTimeOffset.TryParse(
            System.Text.Encoding.UTF8.GetString(text), System.Globalization.CultureInfo.InvariantCulture, out var instant)
            ? CanonicalValue.DayOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime))
            : CanonicalValue.Invalid;
    }

    /// <summary>Whether a timestamp text says its offset from UTC ("Z", "+02:00").</summary>
    public static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length > DateLength && text[DateLength..].IndexOfAny("Zz+-"u8) >= 0;

    // A day that the calendar has: the four, two and two digits of yyyy-MM-dd.
    private static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length < DateLength || text[4] != '-' || text[7] != '-')
            return false;
        var year = Digits(text[..4]);
        var month = Digits(text[5..7]);
        var day = Digits(text[8..10]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new(year, month, day);
        return true;
    }

    private static bool LooksLikeTime(ReadOnlySpan<byte> text) =>
        text.Length >= 5 && text[2] == ':' && Digits(text[..2]) is >= 0 and <= 24 && Digits(text[3..5]) is >= 0 and <= 59;

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            number = (number * 10) + digit - '0';
        }
        return number;
    }
}
