using Opportune.Core;

namespace Opportune.Web.Show.Charts;

/// <summary>A published share of a group.</summary>
/// <param name="Having">How many have it.</param>
/// <param name="Of">Of how many.</param>
internal readonly record struct PublishedShare(long Having, long Of)
{
    /// <summary>The share with its interval.</summary>
    public Share Share => Share.Of(Having, Of);
}

/// <summary>What is published of a measure and quarter, as people ask for it.</summary>
/// <param name="rows">All rows of the quarter.</param>
internal sealed class QualityTable(IEnumerable<QualityRow> rows)
{
    private readonly Dictionary<(string Split, string Attribute, string Group), QualityRow> _rows = rows.ToDictionary(r => (r.Split, r.Attribute, r.Group));

    /// <summary>The groups of an attribute, those of small numbers last; empty: none may be told.</summary>
    public IReadOnlyList<string> Groups(string attribute) =>
        [.. _rows.Values.Where(r => r.Split is "" or QualityIndicators.Names.Withheld && r.Attribute == attribute && r.IsShown).Select(r => r.Group).Distinct()
            .OrderBy(g => g == QualityTables.Others).ThenBy(g => g, StringComparer.Ordinal)];

    /// <summary>How many were found; null: not told.</summary>
    public long? Found(string attribute = "", string group = "") => Row("", attribute, group)?.Having;

    /// <summary>How many were withheld; null: not told.</summary>
    public long? Withheld(string attribute = "", string group = "") => Row(QualityIndicators.Names.Withheld, attribute, group)?.Having;

    /// <summary>Whether it is told what became of the cases: how many were settled in time, or decided on.</summary>
    public bool TellsOutcome => (Of(QualityIndicators.Names.Early) ?? Of(QualityIndicators.Names.Reviewed)) is not null;

    /// <summary>
    /// The newest quarter worth reading, and the newest: it tells what became of the cases, of half of the measures at least of which it tells how many were found, since those with
    /// the shortest time are known before the others; else of any; else how many were found. Null: nothing is told of any.
    /// </summary>
    /// <param name="rows">Rows of a measure by quarter, of one measure or of several.</param>
    public static (Quarter? Opened, Quarter? Newest) NewestOf(IEnumerable<IGrouping<Quarter, QualityRow>> rows)
    {
        var told = rows.Select(q => (Quarter: q.Key, Table: new QualityTable(q))).Where(q => q.Table.Found() is not null).GroupBy(q => q.Quarter)
            .Select(q => (Quarter: (Quarter?)q.Key, Measures: q.Count(), WithOutcome: q.Count(m => m.Table.TellsOutcome))).OrderByDescending(q => q.Quarter).ToList();
        var newest = told.FirstOrDefault().Quarter;
        return (told.Find(q => 2 * q.WithOutcome >= q.Measures).Quarter ?? told.Find(q => q.WithOutcome > 0).Quarter ?? newest, newest);
    }

    /// <summary>Why not the newest quarter is opened, for who named none; null: it is the newest.</summary>
    public static string? WhyNot(Quarter? opened, Quarter? newest) =>
        opened is null || opened == newest ? null : $"{opened} is the newest quarter of which it is told what became of the cases; of {newest} hardly more is told than how many were found.";

    /// <summary>Whether a question was answered, whatever may be shown of it.</summary>
    public bool IsMade(string split) => _rows.ContainsKey((split, "", ""));

    /// <summary>Of a group those who have it, of those who were asked; null: not told.</summary>
    public PublishedShare? Of(string split, string attribute = "", string group = "") =>
        Row(split, attribute, group) is { Having: { } having, Lacking: { } lacking } ? new(having, having + lacking) : null;

    /// <summary>Known what the finding is by day 90: early ones, and those who were characterised after it; null: not told.</summary>
    public PublishedShare? By90(string attribute = "", string group = "") =>
        Of(QualityIndicators.Names.Early, attribute, group) is { } early && Of(QualityIndicators.Names.Characterised, attribute, group) is { } said ? new(early.Having + said.Having, early.Of) : null;

    /// <summary>Satisfied by day 180: early and late together; null: not told.</summary>
    public PublishedShare? By180(string attribute = "", string group = "") =>
        (IsMade(QualityIndicators.Names.Characterised) ? By90(attribute, group) : Of(QualityIndicators.Names.Early, attribute, group)) is { } before
            && Of(QualityIndicators.Names.Late, attribute, group) is { } late ? new(before.Having + late.Having, before.Of) : null;

    /// <summary>Brought to an end by day 180: settled, left, or closed by judgement; null: not told.</summary>
    public PublishedShare? Ended(string attribute = "", string group = "") =>
        By180(attribute, group) is { } settled && Of(QualityIndicators.Names.Left, attribute, group) is { } left && Of(QualityIndicators.Names.Judged, attribute, group) is { } judged
            ? new(settled.Having + left.Having + judged.Having, settled.Of)
            : null;

    private QualityRow? Row(string split, string attribute, string group) => _rows.GetValueOrDefault((split, attribute, group));
}
