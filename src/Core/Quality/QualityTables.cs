namespace Opportune.Core;

/// <summary>A row of a table: so many of a group have it, and so many have not.</summary>
/// <param name="Split">The question; empty: how many there are, all of them in <paramref name="Having"/>.</param>
/// <param name="Attribute">What the groups are made by; empty: all cases together.</param>
/// <param name="Group">The group; <see cref="QualityTables.Others"/>: the groups that are too small, together.</param>
/// <param name="Having">How many have it; null: not shown.</param>
/// <param name="Lacking">How many have not; null: not shown, or nothing was asked.</param>
public sealed record QualityRow(string Split, string Attribute, string Group, long? Having, long? Lacking)
{
    /// <summary>Whether it says how many.</summary>
    public bool IsShown => Having is not null;
}

/// <summary>
/// The one-way tables of a measure and quarter, in which no cell is below <see cref="SmallCells.Least"/> and of no cell that is not shown an
/// interval narrower than that follows from all of them together. Groups that are too small to be counted at all are one group everywhere; a row
/// that a question hides is hidden in whatever is asked of one side of it.
/// </summary>
public static class QualityTables
{
    /// <summary>The groups of an attribute that are too small, together.</summary>
    public const string Others = "(small groups together)";

    /// <summary>How many there are, in all and by each attribute. An attribute all of whose groups are too small has no rows.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="attributes">The group of a case by each attribute.</param>
    /// <returns>Empty where not even the number of all may be told.</returns>
    public static IReadOnlyList<QualityRow> Count<T>(IReadOnlyCollection<T> cases, IReadOnlyList<(string Name, Func<T, string> Of)> attributes)
    {
        if (cases.Count < SmallCells.Least)
            return [];
        return [new("", "", "", cases.Count, null), .. attributes.SelectMany(a => Groups(cases, a.Name, a.Of))];
    }

    /// <summary>How many have it and how many have not, in all and in each group that was counted.</summary>
    /// <param name="split">The question.</param>
    /// <param name="cases">The same cases as were counted.</param>
    /// <param name="attributes">The same attributes.</param>
    /// <param name="before">All that was published before: the counts, and the question before this one.</param>
    /// <returns>A row that is not shown for each group whose count is known; only that of all, not shown, where nothing may be told.</returns>
    public static IReadOnlyList<QualityRow> Ask<T>(
        QualitySplit<T> split, IReadOnlyCollection<T> cases, IReadOnlyList<(string Name, Func<T, string> Of)> attributes, IReadOnlyCollection<QualityRow> before)
    {
        var known = before.Where(r => r.Split == (split.Of?.Name ?? "")).ToLookup(r => r.Attribute);
        var asked = cases.Where(split.IsAskedOf).ToList();
        var all = Row(split, "", "", asked);
        if (known[""].FirstOrDefault() is not { IsShown: true } || all.Having < SmallCells.Least || all.Lacking < SmallCells.Least)
            return [all with { Having = null, Lacking = null }];
        return [all, .. attributes.SelectMany(a => Divide(split, asked, a.Name, a.Of, [.. known[a.Name]], [.. before.Where(r => r.Split.Length == 0 && r.Attribute == a.Name)]))];
    }

    private static IEnumerable<QualityRow> Groups<T>(IReadOnlyCollection<T> cases, string attribute, Func<T, string> of)
    {
        var groups = cases.GroupBy(of, StringComparer.Ordinal).Select(g => (g.Key, Count: g.LongCount())).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var shown = SmallCells.Shown([.. groups.Select(g => (IReadOnlyList<long>)[g.Count])])!;
        if (!shown.Contains(true))
            yield break;
        for (var i = 0; i < groups.Count; i++)
        {
            if (shown[i])
                yield return new("", attribute, groups[i].Key, groups[i].Count, null);
        }
        if (shown.Contains(false))
            yield return new("", attribute, Others, groups.Where((_, i) => !shown[i]).Sum(g => g.Count), null);
    }

    private static IEnumerable<QualityRow> Divide<T>(
        QualitySplit<T> split, IReadOnlyCollection<T> asked, string attribute, Func<T, string> of, IReadOnlyList<QualityRow> known, IReadOnlyList<QualityRow> counted)
    {
        var named = counted.Select(r => r.Group).ToHashSet(StringComparer.Ordinal);
        var byGroup = asked.ToLookup(c => named.Contains(of(c)) ? of(c) : Others);
        var open = known.Where(r => r.IsShown).Select(r => Row(split, attribute, r.Group, byGroup[r.Group])).ToList();
        var hidden = known.Where(r => !r.IsShown).ToList();
        var rows = open.Select(r => (IReadOnlyList<long>)[r.Having!.Value, r.Lacking!.Value]).ToList();
        int? together = null;
        if (hidden.Count > 0)
        {
            together = rows.Count;
            var rest = Row(split, attribute, "", hidden.SelectMany(r => byGroup[r.Group]));
            rows.Add([rest.Having!.Value, rest.Lacking!.Value]);
        }
        var shown = SmallCells.Shown(rows, together);
        return
        [
            .. open.Select((r, i) => shown?[i] == true ? r : r with { Having = null, Lacking = null }),
            .. hidden.Select(r => new QualityRow(split.Name, attribute, r.Group, null, null)),
        ];
    }

    private static QualityRow Row<T>(QualitySplit<T> split, string attribute, string group, IEnumerable<T> cases)
    {
        var counts = cases.CountBy(split.Has).ToDictionary();
        return new(split.Name, attribute, group, counts.GetValueOrDefault(true), counts.GetValueOrDefault(false));
    }
}
