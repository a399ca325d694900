namespace Opportune.Core;

/// <summary>How many were settled of a group before people were shown anything, and in a quarter since.</summary>
/// <param name="Attribute">What the groups are made by; empty: all together.</param>
/// <param name="Group">The group.</param>
/// <param name="Before">Settled, and of how many, in the quarters before; null: not all of them show the group.</param>
/// <param name="Since">The same in the quarter; null: it is not shown.</param>
public sealed record ProgrammeLine(string Attribute, string Group, (long Having, long Of)? Before, (long Having, long Of)? Since)
{
    /// <summary>The share since less the share before, with its interval; null where one of them is not known.</summary>
    public ShareDifference? Difference => Before is { } before && Since is { } since ? ShareDifference.Of(Share.Of(since.Having, since.Of), Share.Of(before.Having, before.Of)) : null;
}

/// <summary>How many were settled in time of a quarter's cases, in panels that a stepped release had come to and in such as still waited.</summary>
/// <param name="Quarter">The quarter.</param>
/// <param name="Site">The site.</param>
/// <param name="Begun">Settled, and of how many, in panels that had begun before the quarter.</param>
/// <param name="Waiting">The same in panels that began when the time of these cases was over.</param>
public sealed record ReleaseLine(Quarter Quarter, string Site, (long Having, long Of) Begun, (long Having, long Of) Waiting)
{
    /// <summary>The share of those who had begun less that of those who waited, with its interval.</summary>
    public ShareDifference Difference => ShareDifference.Of(Share.Of(Begun.Having, Begun.Of), Share.Of(Waiting.Having, Waiting.Of));
}

/// <summary>
/// What a quarter's patients got beside what patients got while nobody was shown them: the quarters of the 24 months before, as far as their time was over
/// then. Both are of published tables, so that nothing new is told of anybody. A difference between times is no proof of a cause, and says nothing about
/// fractures or events.
/// </summary>
public static class ProgrammeReport
{
    private const int MonthsBefore = 24;

    /// <summary>The quarters that a later one is held against, in order; none before anything was shown.</summary>
    /// <param name="rows">All published tables of the measure.</param>
    /// <param name="began">The first day on which people were shown cases of it.</param>
    /// <param name="days">The time that counts, in days after day 0: it was over before that day.</param>
    public static IReadOnlyList<Quarter> Before(ILookup<Quarter, QualityRow> rows, DateOnly began, int days) =>
        [.. rows.Select(r => r.Key).Where(q => q.First >= began.AddMonths(-MonthsBefore) && q.Last.AddDays(days) < began).Order()];

    /// <summary>The lines of a quarter: all together, then each group that is shown.</summary>
    /// <param name="rows">All published tables of the measure.</param>
    /// <param name="quarter">The quarter.</param>
    /// <param name="began">The first day on which people were shown cases of it; null: they were not.</param>
    /// <param name="days">The time that counts, in days after day 0.</param>
    /// <param name="withLate">Whether it is that of the second window: early and late ones together.</param>
    public static IReadOnlyList<ProgrammeLine> Lines(ILookup<Quarter, QualityRow> rows, Quarter quarter, DateOnly? began, int days, bool withLate)
    {
        var before = began is { } day && quarter.First >= day ? Before(rows, day, days) : [];
        return
        [
            .. from row in rows[quarter]
               where row.Split == QualityIndicators.Names.Early && row.Attribute is not ("month" or QualityIndicators.Names.Release or QualityIndicators.Names.Finding)
               select new ProgrammeLine(row.Attribute, row.Group, Sum([.. before.Select(q => Settled(rows[q], row.Attribute, row.Group, withLate))], row), Settled(rows[quarter], row.Attribute, row.Group, withLate)),
        ];
    }

    /// <summary>Cases that were settled in time, of panels that a stepped release had come to and of panels that it came to later, quarter by quarter and site by site.</summary>
    /// <param name="rows">All published tables of the measure.</param>
    public static IReadOnlyList<ReleaseLine> Released(ILookup<Quarter, QualityRow> rows) =>
    [
        .. from quarter in rows
           orderby quarter.Key
           from pair in QualityGroups.Pairs(quarter.Where(r => r.Split == QualityIndicators.Names.Early))
           select new ReleaseLine(quarter.Key, pair.Site, Of(pair.Begun), Of(pair.Waiting)),
    ];

    private static (long Having, long Of) Of(QualityRow row) => (row.Having!.Value, row.Having.Value + row.Lacking!.Value);

    private static (long Having, long Of)? Settled(IEnumerable<QualityRow> rows, string attribute, string group, bool withLate)
    {
        var mine = rows.Where(r => r.Attribute == attribute && r.Group == group && r.IsShown).ToList();
        if (mine.Find(r => r.Split == QualityIndicators.Names.Early) is not { } early)
            return null;
        var late = mine.Find(r => r.Split == QualityIndicators.Names.Late);
        return !withLate ? (early.Having!.Value, early.Having.Value + early.Lacking!.Value)
            : late is null ? null
            : mine.Find(r => r.Split == QualityIndicators.Names.Characterised) is var said && said is null && rows.Any(r => r.Split == QualityIndicators.Names.Characterised) ? null
            : (early.Having!.Value + (said?.Having ?? 0) + late.Having!.Value, early.Having.Value + early.Lacking!.Value);
    }

    // A group that some quarter hides would be summed over those in which many were settled; and small groups together are others each time.
    private static (long Having, long Of)? Sum(IReadOnlyList<(long Having, long Of)?> quarters, QualityRow row)
    {
        var known = quarters.OfType<(long Having, long Of)>().ToList();
        return known.Count == 0 || row.Group == QualityTables.Others || (row.Attribute.Length > 0 && known.Count < quarters.Count)
            ? null
            : (known.Sum(q => q.Having), known.Sum(q => q.Of));
    }
}
