using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Conversions;

namespace Opportune.Sources.Mapped;

/// <summary>Reads dates in the forms that a mapping names, and in no other.</summary>
internal sealed class DateForms
{
    private const string Iso = "yyyy-MM-dd";

    private readonly TextToDate _iso;
    private readonly bool _readsIso;
    private readonly string[] _others;
    private readonly TimeZoneInfo? _zone;

    /// <param name="form">How texts are written; null: ISO, as typed sources hand dates out.</param>
    /// <param name="zone">In which an instant is reduced to a date.</param>
    public DateForms(TextForm? form, TimeZoneInfo? zone)
    {
        (_iso, _zone) = (new(zone), zone);
        _readsIso = form?.Dates.Contains(Iso) ?? true;
        _others = [.. form?.Dates.Where(d => d != Iso) ?? []];
    }

    /// <summary>Days since 1970-01-01; null where it is no date that a record can mean.</summary>
    /// <param name="text">The text.</param>
    /// <param name="needsZone">Whether it is an instant, and no zone is named.</param>
    public int? Read(ReadOnlySpan<byte> text, out bool needsZone)
    {
        text = text.Trim((byte)' ');
        needsZone = _readsIso && _zone is null && TextToDate.HasOffset(text) && text[4] == '-';
        var day = _readsIso ? _iso.Integer(text) : CanonicalValue.Invalid;
        if (day == CanonicalValue.Invalid && _others.Length > 0
            && DateTime.TryParseExact(Encoding.UTF8.GetString(text), _others, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            day = CanonicalValue.DayOf(DateOnly.FromDateTime(date));
        return day >= CanonicalValue.FirstDay && day <= CanonicalValue.LastDay ? (int)day : null;
    }
}
