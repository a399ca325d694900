using Opportune.Runs.Bands;

namespace Opportune.Runs.Guards;

/// <summary>
/// When a change from the last publication is taken for a fault of the source. The defaults hold what no ordinary night
/// does, and leave alone what chance does to small numbers.
/// </summary>
public sealed record GuardSettings
{
    /// <summary>A count is compared only where at least so many are expected.</summary>
    public long LeastExpected { get; init; } = 50;

    /// <summary>A count that vanished altogether is noticed from so many.</summary>
    public long LeastBeforeNone { get; init; } = 20;

    /// <summary>A drop is sharp when less than this share of what is expected is left.</summary>
    public double DropTo { get; init; } = 0.7;

    /// <summary>A rise is sharp when it is more than so many times what is expected.</summary>
    public double RiseTo { get; init; } = 1.5;

    /// <summary>And only beyond so many times the square root of what is expected.</summary>
    public double Deviations { get; init; } = 4;

    /// <summary>Of the rows that came since: less than this share of the values that are expected makes a column empty.</summary>
    public double NewRowsDropTo { get; init; } = 0.5;

    /// <summary>Share of a table's rows in code systems that nothing can read, above what it was.</summary>
    public double UnknownSystems { get; init; } = 0.05;

    /// <summary>The same of the rows that came since.</summary>
    public double NewRowsUnknownSystems { get; init; } = 0.2;

    /// <summary>
    /// Share of the words of reports that the lexicon must know. English reports reach 0.7 and more, those in Spanish, French or
    /// German at most 0.3.
    /// </summary>
    public const double LeastKnownWords = 0.5;

    /// <summary>A site's words are judged from so many.</summary>
    public long LeastWords { get; init; } = 300;

    /// <summary>Share of repeats among the used rows that came since, from which a delivery is taken for an old one.</summary>
    public double Repeats { get; init; } = 0.5;

    /// <summary>Days beyond its allowed lag after which a feed is stale.</summary>
    public int StaleMarginDays { get; init; } = 7;

    /// <summary>Share of a table's rows that are refused, above what it was.</summary>
    public double Refused { get; init; } = 0.05;

    /// <summary>The same of the rows that came since.</summary>
    public double NewRowsRefused { get; init; } = 0.3;

    /// <summary>The bounds of what is learned.</summary>
    public BandSettings Bands { get; init; } = new();

    /// <summary>Whether <paramref name="now"/> is sharply less than expected.</summary>
    public bool IsDrop(double expected, long now) =>
        (now == 0 && expected >= LeastBeforeNone) || IsDrop(expected, now, DropTo);

    /// <summary>Whether <paramref name="now"/> is less than that share of what is expected, beyond chance.</summary>
    public bool IsDrop(double expected, long now, double to) =>
        expected >= LeastExpected && now < expected * to && expected - now > Deviations * Math.Sqrt(expected);

    /// <summary>Whether <paramref name="now"/> is sharply more than expected.</summary>
    public bool IsRise(double expected, long now)
    {
        var least = Math.Max(expected, LeastExpected);
        return now > least * RiseTo && now - least > Deviations * Math.Sqrt(least);
    }
}
