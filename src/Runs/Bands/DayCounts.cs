using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs.Bands;

/// <summary>What a run saw at a site of each of its last days, the as-of date first.</summary>
/// <param name="AsOf">As of when it looked.</param>
/// <param name="Counts">Of each series, the counts by days before the as-of date: <see cref="Days"/> of them.</param>
public sealed record DayCounts(DateOnly AsOf, IReadOnlyDictionary<Series, int[]> Counts)
{
    /// <summary>How many days a run looks back, and how many it learns before it judges.</summary>
    public const int Days = SiteControls.LastDays;

    // Of rarer codes nothing can be told by chance alone, and there are many.
    private const int LeastOfCode = 10;

    private static readonly Facet[] OfCodes = [Facet.Code, Facet.Unit, Facet.Value];

    /// <summary>Rows from so many days before the as-of date to so many.</summary>
    public int Sum(Series series, int from, int to)
    {
        if (!Counts.TryGetValue(series, out var days))
            return 0;
        var sum = 0;
        for (var lag = from; lag <= to; lag++)
            sum += days[lag];
        return sum;
    }

    /// <summary>Rows of one day.</summary>
    public int On(Series series, int lag) => Counts.TryGetValue(series, out var days) ? days[lag] : 0;

    /// <summary>As the database keeps it: a line a series, its counts up to the last that is not zero.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var (series, days) in Counts.OrderBy(c => c.Key.Table).ThenBy(c => c.Key.Facet).ThenBy(c => c.Key.Item, StringComparer.Ordinal))
        {
            if (OfCodes.Contains(series.Facet) && Sum(CodeOf(series), 0, Days - 1) < LeastOfCode)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{CanonicalTable.Of(series.Table).Name}\t{series.Facet}\t{OneLine(series.Item)}\t")
                .AppendJoin(',', days[..(Array.FindLastIndex(days, d => d != 0) + 1)]).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Reads back what <see cref="ToText"/> wrote; a line that another version of the program wrote is passed over.</summary>
    public static DayCounts Parse(DateOnly asOf, string text)
    {
        var counts = new Dictionary<Series, int[]>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is not [var table, var facet, var item, var amounts] || CanonicalTable.Named(table) is not { } known || !Enum.TryParse<Facet>(facet, out var what))
                continue;
            var days = new int[Days];
            var lag = 0;
            foreach (var amount in amounts.Split(',', StringSplitOptions.RemoveEmptyEntries))
                days[lag++] = int.Parse(amount, CultureInfo.InvariantCulture);
            counts[new(known.Table, what, item)] = days;
        }
        return new(asOf, counts);
    }

    private static Series CodeOf(Series series) => series.Facet == Facet.Code ? series : CodeOf(series.Whole!.Value);

    private static string OneLine(string item) => item.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
