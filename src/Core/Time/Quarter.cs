using System.Globalization;

namespace Opportune.Core;

/// <summary>A quarter of a calendar year, named by its first day.</summary>
/// <param name="First">1 January, April, July or October.</param>
public readonly record struct Quarter(DateOnly First) : IComparable<Quarter>
{
    /// <summary>The quarter that holds a day.</summary>
    public static Quarter Of(DateOnly day) => new(new(day.Year, (day.Month - 1) / 3 * 3 + 1, 1));

    /// <summary>Its last day.</summary>
    public DateOnly Last => First.AddMonths(3).AddDays(-1);

    /// <summary>The one after it.</summary>
    public Quarter Next => new(First.AddMonths(3));

    /// <summary>The one before it.</summary>
    public Quarter Before => new(First.AddMonths(-3));

    /// <inheritdoc/>
    public int CompareTo(Quarter other) => First.CompareTo(other.First);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out Quarter quarter)
    {
        quarter = default;
        if (text is not { Length: 7 } || text[4..6] != "-Q" || text[6] is < '1' or > '4' || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or > 9000)
            return false;
        quarter = new(new(year, (text[6] - '1') * 3 + 1, 1));
        return true;
    }

    /// <summary>"2026-Q3"</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First.Year:0000}-Q{(First.Month + 2) / 3}");

    /// <summary>Whether one lies before another.</summary>
    public static bool operator <(Quarter a, Quarter b) => a.First < b.First;

    /// <summary>Whether one lies after another.</summary>
    public static bool operator >(Quarter a, Quarter b) => a.First > b.First;

    /// <summary>Whether one does not lie after another.</summary>
    public static bool operator <=(Quarter a, Quarter b) => a.First <= b.First;

    /// <summary>Whether one does not lie before another.</summary>
    public static bool operator >=(Quarter a, Quarter b) => a.First >= b.First;
}
