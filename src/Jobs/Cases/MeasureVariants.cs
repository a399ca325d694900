using Opportune.Core;
using Opportune.Jobs.Measures;

namespace Opportune.Jobs.Cases;

/// <summary>A measure as it would be by a slip, and the case that would show it.</summary>
/// <param name="Case">The kind of case, after "there is no case".</param>
/// <param name="Slip">The measure with the slip.</param>
/// <param name="Events">Only of a patient with one of these something can come out otherwise; null: of anybody.</param>
internal sealed record MeasureVariant(string Case, Measure Slip, IReadOnlyList<EventMatch>? Events = null);

/// <summary>
/// Slips that some case has to show by coming out otherwise: an alternative of an <c>any-of</c> left out, and a drug in force
/// for a day less or more. What is said in several places alike (an anchor) is changed in all of them.
/// </summary>
internal static class MeasureVariants
{
    /// <summary>All of them: events, conditions, drugs.</summary>
    public static IEnumerable<MeasureVariant> Of(Measure measure) => [.. OfMatches(measure), .. OfConditions(measure), .. OfExposures(measure)];

    private static IEnumerable<MeasureVariant> OfMatches(Measure measure) =>
        from alike in MatchPlaces(measure).Where(p => p.AnyOf.Count > 1).GroupBy(p => MatchText.Of(p.AnyOf), StringComparer.Ordinal)
        from match in alike.First().AnyOf
        let left = MatchText.Of(match)
        let places = Same(alike.Select(p => p.AnyOf))
        select new MeasureVariant(Decides(Text(match), alike.First().Name), WithMatches(measure, any => places.Contains(any) ? [.. any.Where(m => MatchText.Of(m) != left)] : any), [match]);

    private static IEnumerable<MeasureVariant> OfConditions(Measure measure) =>
        from alike in ConditionPlaces(measure).SelectMany(p => AnyOfs(p.When).Select(any => (p.Name, Any: any))).GroupBy(p => ConditionText.Of(p.Any), StringComparer.Ordinal)
        from alternative in alike.First().Any.Inner.DistinctBy(ConditionText.Of, StringComparer.Ordinal)
        let left = ConditionText.Of(alternative)
        let places = Same(alike.Select(p => p.Any))
        select new MeasureVariant(Decides(left, alike.First().Name), WithConditions(measure, c => Without(c, places, left)), EventsOf(alternative, measure));

    // The last day in force shows a day less, and the day after it a day more.
    private static IEnumerable<MeasureVariant> OfExposures(Measure measure) =>
        from alike in measure.Criteria.Values.Where(c => c.Exposure is not null).GroupBy(c => (MatchText.Of(c.AnyOf), c.Exposure))
        let rule = alike.Key.Exposure!
        let drug = alike.First().Name
        from slip in rule.InAll is { } all
            ? new[]
            {
                ($"of '{drug}' for just so long in all ({all})", rule with { InAll = Longer(all, 1) }),
                ($"of '{drug}' for a day less in all ({all})", rule with { InAll = Longer(all, -1) }),
            }
            : [
                ($"on the last day in force of '{drug}' (the supply and {rule.Grace})", rule with { Grace = Longer(rule.Grace, -1) }),
                ($"on the day after the last in force of '{drug}' (the supply and {rule.Grace})", rule with { Grace = Longer(rule.Grace, 1) }),
            ]
        select new MeasureVariant(slip.Item1, WithCriteria(measure, c => alike.Contains(c) ? c with { Exposure = slip.Item2 } : c), alike.First().AnyOf);

    private static Period Longer(Period period, int days) => period with { Days = period.Days + days };

    private static IEnumerable<(string Name, IReadOnlyList<EventMatch> AnyOf)> MatchPlaces(Measure measure) =>
        measure.Index.Classes.Select(c => (IndexClassName(c), c.AnyOf)).Concat(measure.Criteria.Values.Select(c => ($"'{c.Name}'", c.AnyOf)));

    private static IEnumerable<(string Name, Condition? When)> ConditionPlaces(Measure measure) =>
    [
        .. measure.Index.Classes.Select(c => (IndexClassName(c), c.When)),
        .. measure.Exclude.Select(e => ($"the exclusion '{e.Label}'", (Condition?)e.When)),
        .. measure.SatisfiedBy.SelectMany(s => new[] { s.When, s.Unless, s.Where }.Select(when => ($"'{s.Label}'", when))),
        .. measure.Tiers.Select(t => ($"the tier '{t.Label}'", t.When)),
        .. measure.Shifts.Select(s => ($"'{s.Label}'", (Condition?)s.When)),
        .. measure.Notes.Select(n => ($"the note '{n.Text}'", n.When)),
        .. measure.Wording.Instead.Select(i => ($"the paragraph '{i.Paragraph}'", (Condition?)i.When)),
        ("'at-once'", measure.OpensAfter.AtOnce),
    ];

    private static string IndexClassName(IndexClass one) => $"the index class '{one.Name}'";

    private static Measure WithMatches(Measure measure, Func<IReadOnlyList<EventMatch>, IReadOnlyList<EventMatch>> change) =>
        WithCriteria(measure, c => c with { AnyOf = change(c.AnyOf) }) with { Index = measure.Index with { Classes = [.. measure.Index.Classes.Select(c => c with { AnyOf = change(c.AnyOf) })] } };

    private static Measure WithCriteria(Measure measure, Func<Criterion, Criterion> change) =>
        measure with { Criteria = measure.Criteria.ToDictionary(c => c.Key, c => change(c.Value), StringComparer.Ordinal) };

    private static Measure WithConditions(Measure measure, Func<Condition, Condition> change)
    {
        return measure with
        {
            Index = measure.Index with { Classes = [.. measure.Index.Classes.Select(c => c with { When = Maybe(c.When) })] },
            Exclude = [.. measure.Exclude.Select(e => e with { When = change(e.When) })],
            SatisfiedBy = [.. measure.SatisfiedBy.Select(s => s with { When = change(s.When), Unless = Maybe(s.Unless), Where = Maybe(s.Where) })],
            Tiers = [.. measure.Tiers.Select(t => t with { When = Maybe(t.When) })],
            Shifts = [.. measure.Shifts.Select(s => s with { When = change(s.When) })],
            Notes = [.. measure.Notes.Select(n => n with { When = Maybe(n.When) })],
            OpensAfter = measure.OpensAfter with { AtOnce = Maybe(measure.OpensAfter.AtOnce) },
            Wording = measure.Wording with { Instead = [.. measure.Wording.Instead.Select(i => i with { When = change(i.When) })] },
        };

        Condition? Maybe(Condition? one) => one is null ? null : change(one);
    }

    private static IEnumerable<Condition.AnyOf> AnyOfs(Condition? condition) => condition switch
    {
        Condition.Not not => AnyOfs(not.Inner),
        Condition.AllOf all => all.Inner.SelectMany(AnyOfs),
        Condition.AnyOf any => any.Inner.SelectMany(AnyOfs).Prepend(any),
        _ => [],
    };

    private static Condition Without(Condition condition, HashSet<object> places, string left) => condition switch
    {
        Condition.Not not => new Condition.Not(Without(not.Inner, places, left)),
        Condition.AllOf all => new Condition.AllOf([.. all.Inner.Select(c => Without(c, places, left))]),
        Condition.AnyOf any when places.Contains(any) => new Condition.AnyOf([.. any.Inner.Where(c => ConditionText.Of(c) != left)]),
        Condition.AnyOf any => new Condition.AnyOf([.. any.Inner.Select(c => Without(c, places, left))]),
        _ => condition,
    };

    // It does not hold of a patient without one of these; null: it may hold of anybody.
    private static IReadOnlyList<EventMatch>? EventsOf(Condition condition, Measure measure) => condition switch
    {
        Condition.Met met => measure.Criteria[met.Criterion].AnyOf,
        Condition.AllOf all => all.Inner.Select(c => EventsOf(c, measure)).FirstOrDefault(e => e is not null),
        Condition.AnyOf any => any.Inner.Select(c => EventsOf(c, measure)).ToList() is var each && each.Contains(null) ? null : [.. each.SelectMany(e => e!)],
        _ => null,
    };

    private static HashSet<object> Same(IEnumerable<object> places) => new(places, ReferenceEqualityComparer.Instance);

    private static string Decides(string alternative, string owner) => $"in which '{alternative}' decides {owner} (all come out the same without it)";

    // As it is written, without what it refuses: enough to find it in the file.
    private static string Text(EventMatch match)
    {
        string[] parts =
        [
            match.AnyReport ? "any report" : match.Concepts.Count > 0 ? $"concept {Join(match.Concepts)}" : $"value set {Join(match.ValueSets)}",
            match.Assertions is [Assertion.Present] ? "" : Join(match.Assertions.Select(Lower)),
            match.State == RowState.Done ? "" : Lower(match.State),
            Join(match.Sites), Join(match.Kinds), Join(match.Severities.Select(Lower)), Join(match.LesionAges.Select(Lower)),
            Join(match.Modalities), Join(match.BodyParts), Join(match.Categories), Join(match.RowKinds), Bounds(match.Value), Bounds(match.Dose),
        ];
        return string.Join("; ", parts.Where(p => p.Length > 0));
    }

    private static string Bounds(ValueRange? range) => range is null ? "" : FormattableString.Invariant(
        $"{(range.Above is { } above ? $"above {above} " : "")}{(range.AtLeast is { } least ? $"from {least} " : "")}{(range.Below is { } below ? $"below {below} " : "")}{(range.AtMost is { } most ? $"to {most} " : "")}{range.Unit}").Trim();

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
