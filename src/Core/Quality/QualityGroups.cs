namespace Opportune.Core;

/// <summary>
/// What the one-way tables of a quarter are made by. Where panels of a stepped release are held together, that is asked of each such site apart, instead of the sites:
/// two tables of which one divides the groups of the other could tell more together than each by itself. A site's own row is then what
/// follows from the rows that are shown, where it does: it tells nothing new.
/// </summary>
/// <param name="compared">The sites with panels to be held together, each with the part that a case of a panel is in.</param>
public sealed class QualityGroups(IReadOnlyDictionary<string, Func<string?, ReleasePart>> compared)
{
    private const string BegunEnd = ": panels that had begun", WaitingEnd = ": panels that waited", NeitherEnd = ": between, or not in the release";

    /// <summary>Of a quarter in which nobody is held together.</summary>
    public static QualityGroups Usual { get; } = new(new Dictionary<string, Func<string?, ReleasePart>>());

    /// <summary>The attributes.</summary>
    public IReadOnlyList<(string Name, Func<QualityCase, string> Of)> Attributes => compared.Count == 0
        ? QualityIndicators.Attributes
        : [.. QualityIndicators.Attributes.Select(a => a.Name == QualityIndicators.Names.Site ? (QualityIndicators.Names.Release, PartOf) : a)];

    /// <summary>The sites of a published table that are held together, and the rows of both kinds of panels.</summary>
    /// <param name="rows">The rows of a question.</param>
    public static IEnumerable<(string Site, QualityRow Begun, QualityRow Waiting)> Pairs(IEnumerable<QualityRow> rows)
    {
        var parts = rows.Where(r => r.Attribute == QualityIndicators.Names.Release && r.IsShown).ToDictionary(r => r.Group, StringComparer.Ordinal);
        return from part in parts
               where part.Key.EndsWith(BegunEnd, StringComparison.Ordinal)
               let site = part.Key[..^BegunEnd.Length]
               where parts.ContainsKey(site + WaitingEnd)
               orderby site
               select (site, part.Value, parts[site + WaitingEnd]);
    }

    /// <summary>The rows of a question, and those of sites that follow from them.</summary>
    /// <param name="rows">The question's.</param>
    /// <param name="cases">The cases that were counted.</param>
    public IReadOnlyList<QualityRow> WithSites(IReadOnlyList<QualityRow> rows, IReadOnlyCollection<QualityCase> cases)
    {
        if (compared.Count == 0)
            return rows;
        var parts = rows.Where(r => r.Attribute == QualityIndicators.Names.Release).ToDictionary(r => r.Group, StringComparer.Ordinal);
        if (parts.Count == 0)
            return rows;
        // Of small groups together a site's share is known only where they are all its own.
        var small = cases.Where(c => !parts.ContainsKey(PartOf(c))).Select(c => c.Site).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rows,
            .. from site in cases.GroupBy(c => c.Site, PartOf, StringComparer.Ordinal)
               where !small.Contains(site.Key) || small.Count == 1
               orderby site.Key
               let own = site.Append(small.Contains(site.Key) ? QualityTables.Others : null).ToHashSet()
               select Sum(site.Key, [.. parts.Values.Where(r => own.Contains(r.Group))], [.. parts.Values.Where(r => !own.Contains(r.Group))], rows.First(r => r.Attribute.Length == 0)),
        ];
    }

    // What is hidden of a site alone follows from all others: then it is its own sum that may be told.
    private static QualityRow Sum(string site, IReadOnlyList<QualityRow> own, IReadOnlyList<QualityRow> others, QualityRow all) =>
        own.All(r => r.IsShown) ? new(all.Split, QualityIndicators.Names.Site, site, own.Sum(r => r.Having), all.Lacking is null ? null : own.Sum(r => r.Lacking))
        : others.All(r => r.IsShown) ? new(all.Split, QualityIndicators.Names.Site, site, all.Having - others.Sum(r => r.Having), all.Lacking - others.Sum(r => r.Lacking))
        : new(all.Split, QualityIndicators.Names.Site, site, null, null);

    private string PartOf(QualityCase c) => !compared.TryGetValue(c.Site, out var partOf) ? c.Site : c.Site + partOf(c.Panel) switch
    {
        ReleasePart.Begun => BegunEnd,
        ReleasePart.Waiting => WaitingEnd,
        _ => NeitherEnd,
    };
}
