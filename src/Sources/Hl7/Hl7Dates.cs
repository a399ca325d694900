using System.Globalization;
using System.Text;
using Opportune.Core;

namespace Opportune.Sources.Hl7;

/// <summary>A point in time as HL7 v2 writes it: yyyyMMdd, hours and what is smaller if they like, and an offset.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="Order">yyyyMMddHHmmss on the source's clock, for putting messages in order.</param>
internal readonly record struct Hl7Moment(int Day, long Order)
{
    private static readonly string[] Forms = ["yyyyMMdd", "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    /// <summary>Reads one; null where it is none, or names no day.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="zone">The source's zone: in it lies the day of what names an offset.</param>
    public static Hl7Moment? Read(ReadOnlySpan<byte> text, TimeZoneInfo zone)
    {
        var written = Encoding.Latin1.GetString(text);
        var sign = written.AsSpan().IndexOfAny('+', '-');
        var clock = (sign < 0 ? written : written[..sign]).Split('.')[0];
        if (!DateTime.TryParseExact(clock, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return null;
        if (sign >= 0 && clock.Length > 8)
        {
            if (written.Length != sign + 5 || !int.TryParse(written.AsSpan(sign + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) || offset % 100 > 59 || offset > 1400)
                return null;
            var minutes = ((offset / 100) * 60) + (offset % 100);
            time = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(time.AddMinutes(written[sign] == '-' ? minutes : -minutes), DateTimeKind.Utc), zone);
        }
        var day = CanonicalValue.DayOf(DateOnly.FromDateTime(time));
        return day < CanonicalValue.FirstDay || day > CanonicalValue.LastDay ? null
            : new(day, long.Parse(time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }
}
