using System.Globalization;
using Opportune.Core;
using Opportune.Runs.Bands;

namespace Opportune.Runs.Guards;

/// <summary>Guards on what is learned of each site: volume, columns, codes, sections, units, sizes of values and repeats, day by day.</summary>
internal sealed class BandGuards(GuardedRun now, IReadOnlyDictionary<string, IReadOnlyList<DayCounts>> nights, IReadOnlyDictionary<string, MeasureUse> use, GuardSettings settings)
{
    /// <summary>What is out of its band, the least likely first, site by site.</summary>
    public IEnumerable<GuardFinding> Check()
    {
        var bands = now.Days.Keys.Union(nights.Keys).Order(StringComparer.Ordinal)
            .Select(s => (Site: s, Bands: new SiteBands(now.Days.GetValueOrDefault(s) ?? new(now.AsOf, new Dictionary<Series, int[]>()), nights.GetValueOrDefault(s) ?? [], settings.Bands)))
            .Where(s => s.Bands.IsLearned).ToList();
        foreach (var (site, learned) in bands)
        {
            foreach (var breach in learned.Breaches(bands.Count))
                yield return new(GuardNames.OutOfBand, Tell(breach), p => p.Site == site && Depends(p.Measure, breach.Series));
        }
    }

    private bool Depends(string measure, Series series)
    {
        if (!use.TryGetValue(measure, out var uses))
            return true;
        var words = series.Item.Split(' ', 2);
        return series.Facet switch
        {
            Facet.System => uses.Asks(series.Table, series.Item, null),
            Facet.Code => uses.Asks(series.Table, words[0], words[1]),
            Facet.Unit => uses.Asks(series.Table, words[0], series.Front.Split(' ', 2)[1]),
            Facet.Value => uses.Asks(series.Table, words[0], series.Front.Split(' ', 2)[1]),
            Facet.Control => uses.RestsOn(series.Table, series.Item),
            _ => uses.Uses(series.Table),
        };
    }

    // Table and column, what, on which days, what was seen and what expected; in words that name no row and no person.
    private static string Tell(Breach breach)
    {
        var (series, table) = (breach.Series, CanonicalTable.Of(breach.Series.Table));
        var (column, what) = series.Facet switch
        {
            Facet.System => ("code_system", series.Item),
            Facet.Code => ("code", series.Item),
            Facet.Missing => (series.Item, "no value"),
            Facet.Section => (breach.Of > 0 ? "section" : "finding_text", $"said in {series.Item}"),
            Facet.Unit => ("unit", series.Item),
            Facet.Value => ("value", $"{series.Item}, of unusual size"),
            Facet.Sex => ("sex", series.Item),
            Facet.Repeated => ("row_id", "rows that repeat others word for word"),
            Facet.Control => ("code", $"rows of {series.Item}"),
            _ => (DateOf(table), "rows"),
        };
        var days = breach.Kind == BreachKind.Moved ? $"the {breach.Last.DayOfWeek}s from {breach.First:yyyy-MM-dd} to {breach.Last:yyyy-MM-dd}"
            : breach.First == breach.Last ? $"{breach.Last:yyyy-MM-dd}" : $"{breach.First:yyyy-MM-dd} to {breach.Last:yyyy-MM-dd}";
        var seen = breach.Of > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Share(breach.Seen)} of {breach.Of:N0}, {Share(breach.Expected)} expected")
            : string.Create(CultureInfo.InvariantCulture, $"{breach.Seen:N0}, {breach.Expected:N0} {(breach.Kind is BreachKind.Lost or BreachKind.Gained ? "at the last publication" : "expected")}");
        return $"{table.Name}.{column}, {days}: {what}: {seen}{(breach.Kind == BreachKind.Moved ? "; were dates moved?" : "")}; mend the source and run again, or release what is right as it is";
    }

    private static string DateOf(CanonicalTable table) => table.Columns.FirstOrDefault(c => c is { Type: CanonicalType.Date, Required: true })?.Name ?? table.Columns[0].Name;

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%");
}
