namespace Opportune.Core;

/// <summary>What a window's end is counted from.</summary>
public enum Anchor
{
    /// <summary>Without limit: the calendar's first day (as a start) or the as-of date (as an end).</summary>
    Ever,

    /// <summary>The first index event of the episode.</summary>
    Index,

    /// <summary>The date as of which the run looks.</summary>
    AsOf,
}

/// <summary>One end of a window: an anchor moved by a calendar period.</summary>
/// <param name="Anchor">What it is counted from.</param>
/// <param name="Sign">-1 for earlier, 1 for later.</param>
/// <param name="Period">By how much.</param>
public readonly record struct WindowEnd(Anchor Anchor, int Sign, Period Period)
{
    /// <summary>The date, given the anchors.</summary>
    public DateOnly Resolve(DateOnly index, DateOnly asOf, bool isStart)
    {
        var date = Anchor switch
        {
            Anchor.Index => index,
            Anchor.AsOf => asOf,
            _ => isStart ? DateOnly.MinValue : asOf,
        };
        return Sign < 0 ? Period.SubtractFrom(date) : Period.AddTo(date);
    }

    /// <summary>The last as-of date on which this end, counted from the as-of date, is not after a date.</summary>
    public DateOnly LastAsOfUpTo(DateOnly limit)
    {
        // Months clamp to their end, so the way back is a first guess only.
        var day = Sign < 0 ? Period.AddTo(limit) : Period.SubtractFrom(limit);
        while (day > DateOnly.MinValue && Resolve(day, day, isStart: true) > limit)
            day = day.AddDays(-1);
        while (day < DateOnly.MaxValue && Resolve(day, day.AddDays(1), isStart: true) <= limit)
            day = day.AddDays(1);
        return day;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var anchor = Anchor switch { Anchor.Index => "index", Anchor.AsOf => "as-of", _ => "ever" };
        return Period == Period.Zero ? anchor : $"{anchor}{(Sign < 0 ? '-' : '+')}{Period}";
    }
}

/// <summary>
/// A window written as two ends, <c>index-P730D .. as-of</c>, or <c>ever</c> alone. Both ends belong to it, and no window
/// reaches beyond the as-of date.
/// </summary>
public readonly record struct WindowRule(WindowEnd From, WindowEnd To)
{
    /// <summary>All time up to the as-of date.</summary>
    public static WindowRule Ever => new(new(Anchor.Ever, 1, Period.Zero), new(Anchor.AsOf, 1, Period.Zero));

    /// <summary>Reads the written form.</summary>
    public static bool TryParse(string text, out WindowRule rule)
    {
        rule = Ever;
        if (text.Trim() == "ever")
            return true;
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0 || !TryParseEnd(text.AsSpan(0, dots).Trim(), out var from) || !TryParseEnd(text.AsSpan(dots + 2).Trim(), out var to))
            return false;
        rule = new(from, to);
        return true;
    }

    /// <summary>The dates, given the anchors.</summary>
    public DateWindow Resolve(DateOnly index, DateOnly asOf)
    {
        var to = To.Resolve(index, asOf, isStart: false);
        return new(From.Resolve(index, asOf, isStart: true), to < asOf ? to : asOf);
    }

    /// <inheritdoc/>
    public override string ToString() => this == Ever ? "ever" : $"{From} .. {To}";

    private static bool TryParseEnd(ReadOnlySpan<char> text, out WindowEnd end)
    {
        end = default;
        foreach (var (name, anchor) in new[] { ("index", Anchor.Index), ("as-of", Anchor.AsOf), ("ever", Anchor.Ever) })
        {
            if (!text.StartsWith(name))
                continue;
            var rest = text[name.Length..];
            if (rest.IsEmpty)
            {
                end = new(anchor, 1, Period.Zero);
                return true;
            }
            if (anchor == Anchor.Ever || rest[0] is not ('+' or '-') || !Period.TryParse(rest[1..].ToString(), out var period))
                return false;
            end = new(anchor, rest[0] == '-' ? -1 : 1, period);
            return true;
        }
        return false;
    }
}
