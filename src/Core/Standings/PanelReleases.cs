namespace Opportune.Core;

/// <summary>A panel's turn in a stepped release.</summary>
/// <param name="Measure">Measure id.</param>
/// <param name="Site">Site; empty where the source names none.</param>
/// <param name="Panel">The panel.</param>
/// <param name="From">The day on which it begins.</param>
/// <param name="EndedOn">The day on which something else was decided about the measure at the site; null: the release is in force.</param>
public readonly record struct PanelStep(string Measure, string Site, string Panel, DateOnly From, DateOnly? EndedOn);

/// <summary>
/// What stepped releases say of the cases of a quarter. Panels that had begun before the quarter are held against those that began only when the time of its
/// last case was over; what lies between is in neither. So both are of the same days, and which panel is where was drawn.
/// </summary>
public sealed class PanelReleases(IEnumerable<PanelStep> steps)
{
    private readonly List<PanelStep> _steps = [.. steps];

    /// <summary>The day on which the last panel of a measure begins whose release is still going on; null: none is.</summary>
    public DateOnly? RunsUntil(string measure, DateOnly asOf) =>
        _steps.Where(s => s.Measure == measure && s.EndedOn is null && s.From > asOf).Select(s => (DateOnly?)s.From).Max();

    /// <summary>Where the cases of a quarter are held together, site by site, with the part that a case of a panel is in.</summary>
    /// <param name="measure">Measure id.</param>
    /// <param name="quarter">Of day 0.</param>
    /// <param name="over">The day on which the time of the quarter's last case is over.</param>
    /// <returns>Empty where no site has panels of both kinds.</returns>
    public IReadOnlyDictionary<string, Func<string?, ReleasePart>> Compared(string measure, Quarter quarter, DateOnly over)
    {
        var compared = new Dictionary<string, Func<string?, ReleasePart>>(StringComparer.Ordinal);
        foreach (var site in _steps.Where(s => s.Measure == measure && !(s.EndedOn <= over)).GroupBy(s => s.Site))
        {
            var begun = site.Where(s => s.From <= quarter.First).Select(s => s.Panel).ToHashSet(StringComparer.Ordinal);
            var waiting = site.Where(s => s.From > over).Select(s => s.Panel).ToHashSet(StringComparer.Ordinal);
            if (begun.Count > 0 && waiting.Count > 0)
                compared[site.Key] = panel => panel is null ? ReleasePart.Neither : begun.Contains(panel) ? ReleasePart.Begun : waiting.Contains(panel) ? ReleasePart.Waiting : ReleasePart.Neither;
        }
        return compared;
    }
}

/// <summary>Where a case stands in a stepped release.</summary>
public enum ReleasePart
{
    /// <summary>Its panel had begun before the quarter.</summary>
    Begun,

    /// <summary>Its panel begins only when the quarter's cases had their time.</summary>
    Waiting,

    /// <summary>Its panel begins between, or is not in the release.</summary>
    Neither,
}
