using Opportune.Core;

namespace Opportune.Jobs.Cases;

/// <summary>Which kinds of case a measure lacks: each status, exclusion, tier, shift, the first and last age of an index, each window's first and last day, each alternative, and the last day in force of a drug.</summary>
public static class CaseAudit
{
    /// <summary>One line for each kind that is missing, with how to mend it.</summary>
    /// <param name="jobs">The rules.</param>
    /// <param name="measure">Whose cases are asked.</param>
    /// <param name="evaluate">Tries the measure with its slips.</param>
    /// <param name="results">What came of the measure's cases.</param>
    public static IReadOnlyList<string> Missing(JobsFolder jobs, Measure measure, CaseEvaluator evaluate, IReadOnlyList<CaseResult> results)
    {
        var missing = new List<string>();
        if (!jobs.Cases.ContainsKey(measure.Id))
            missing.Add($"there is no file of cases; write measures/{measure.Id}.cases.yaml with these");
        // Events as the evaluator sees them, with the value sets that hold their codes.
        var cases = results.Select(r => r.Case with { Events = r.Setting.Record.Events }).ToList();
        // What only a clinician closes, and what has no grace, has no such case.
        var isClosedByData = measure.SatisfiedBy.Any(s => !s.KeepsOpen);
        var hasGrace = measure.OpensAfter.Usual != Period.Zero || measure.OpensAfter.Inpatient != Period.Zero;
        foreach (var status in new[] { GapStatus.Open, GapStatus.Closed, GapStatus.Prospective, GapStatus.Withheld }
            .Where(s => s switch { GapStatus.Closed => isClosedByData, GapStatus.Prospective => hasGrace, _ => true }))
            Need($"that is {status.ToString().ToLowerInvariant()}", cases.Any(c => c.Expect.Status == status));
        Need("of a patient who died", cases.Any(c => c.Patient.DeathDate is not null && c.Expect.Status == GapStatus.Excluded));
        foreach (var exclusion in measure.Exclude)
            Need($"excluded as '{exclusion.Label}'", cases.Any(c => Became(c, GapStatus.Excluded, exclusion.Label)));
        foreach (var satisfaction in measure.SatisfiedBy)
            Need($"{(satisfaction.KeepsOpen ? "open and" : "closed by")} '{satisfaction.Label}'", cases.Any(c => Became(c, satisfaction.KeepsOpen ? GapStatus.Open : GapStatus.Closed, satisfaction.Label)));
        foreach (var tier in measure.Tiers)
        {
            var isNamed = cases.Any(c => c.Expect.Tier is not null && c.Expect.Labels.Contains(tier.Label));
            if (!isNamed && cases.Any(c => c.Expect.Tier == tier.Tier))
                missing.Add($"no case of tier {tier.Tier} expects its label; add 'label: {tier.Label}' to one");
            else
                Need($"of tier {tier.Tier} '{tier.Label}'", isNamed);
        }
        foreach (var shift in measure.Shifts)
            Need($"with the label '{shift.Label}'", cases.Any(c => c.Expect.Labels.Contains(shift.Label)));
        foreach (var one in measure.Index.Classes)
            Need($"with the index class '{one.Name}'", cases.Any(c => c.Expect.Status is not null && Touches(c, one.AnyOf)));

        foreach (var band in measure.Index.Classes.Where(c => c.Age is not null).GroupBy(c => c.Age!))
        {
            var matches = band.SelectMany(c => c.AnyOf).ToList();
            foreach (var (end, age) in new[] { ("first", band.Key.From), ("last", band.Key.To) }.Where(e => e.Item2 is not null))
                Need($"at the {end} age of an index class ({age}: {string.Join(", ", band.Select(c => c.Name))})", cases.Any(c => Ages(c, band.Key.At, matches).Contains(age!.Value)));
        }

        foreach (var band in Conditions(measure).SelectMany(Bands).Distinct())
        {
            foreach (var (end, age) in new[] { ("first", band.From), ("last", band.To) }.Where(e => e.Item2 is not null))
                Need($"at the {end} age of a condition ({age})", cases.Any(c => AgeIn(c, band.At) == age));
        }

        var lookBack = new WindowRule(new(Anchor.AsOf, -1, measure.Index.LookBack), new(Anchor.AsOf, 1, Period.Zero));
        Window("the index look-back", lookBack, [.. measure.Index.Classes.SelectMany(c => c.AnyOf)]);
        foreach (var criterion in measure.Criteria.Values.Where(c => c.Window != WindowRule.Ever && c.Exposure is null))
            Window($"'{criterion.Name}'", criterion.Window, criterion.AnyOf);

        // What does not come out right as the measure is shows nothing of another.
        var (right, rulebook) = (results.Where(r => r.Passed).ToList(), jobs.For(measure));
        foreach (var variant in MeasureVariants.Of(measure))
        {
            var judge = evaluate(rulebook with { Measures = [variant.Slip] });
            Need(variant.Case, right.Exists(r => (variant.Events is null || r.Setting.Record.Events.Any(e => variant.Events.Any(m => MayTake(e, m)))) && CaseComparison.Differences(r.Case.Expect, judge(r.Setting)).Count > 0));
        }
        return missing;

        void Need(string what, bool there)
        {
            if (!there)
                missing.Add($"there is no case {what}; write one");
        }

        void Window(string what, WindowRule rule, IReadOnlyList<EventMatch> matches)
        {
            // Such a window is not known from a case that does not say when its index is.
            var dated = rule.From.Anchor == Anchor.Index || rule.To.Anchor == Anchor.Index ? " that expects 'index: DATE'" : "";
            if (rule.From.Anchor != Anchor.Ever)
                Need($"on the first day of {what} ({rule.From}){dated}", cases.Any(c => Touches(c, matches, Resolve(c, rule)?.From)));
            Need($"on the last day of {what} ({rule.To}){dated}", cases.Any(c => Touches(c, matches, Resolve(c, rule)?.To)));
        }
    }

    private static IEnumerable<Condition> Conditions(Measure measure) => new[]
    {
        measure.Index.Classes.Select(c => c.When), measure.Exclude.Select(e => e.When), measure.SatisfiedBy.SelectMany(s => new[] { s.When, s.Unless, s.Where }), measure.Tiers.Select(t => t.When),
        measure.Shifts.Select(s => s.When), measure.Notes.Select(n => n.When), measure.Wording.Instead.Select(i => i.When), [measure.OpensAfter.AtOnce],
    }.SelectMany(c => c).OfType<Condition>();

    private static IEnumerable<AgeBand> Bands(Condition condition) => condition switch
    {
        Condition.Age age => [age.Band],
        Condition.Not not => Bands(not.Inner),
        Condition.AnyOf any => any.Inner.SelectMany(Bands),
        Condition.AllOf all => all.Inner.SelectMany(Bands),
        _ => [],
    };

    // A case that expects no index date is asked on the as-of date.
    private static int AgeIn(MeasureCase one, Anchor at) => one.Patient.AgeOn(at == Anchor.Index && one.Expect.Index is { } index ? index : one.AsOf);

    private static bool Became(MeasureCase one, GapStatus status, string label) =>
        one.Expect.Status == status && one.Expect.Reason is { } reason && reason.Contains(label, StringComparison.OrdinalIgnoreCase);

    // Windows that hang on the index need to know it: the case has to say its date.
    private static DateWindow? Resolve(MeasureCase one, WindowRule rule) =>
        rule.From.Anchor == Anchor.Index || rule.To.Anchor == Anchor.Index
            ? one.Expect.Index is { } index ? rule.Resolve(index, one.AsOf) : null
            : rule.Resolve(one.AsOf, one.AsOf);

    // How old the patient is on the days of such events, or on the as-of date.
    private static IEnumerable<int> Ages(MeasureCase one, Anchor at, List<EventMatch> matches) =>
        from row in one.Events
        where matches.Exists(m => Touches(row, m))
        select one.Patient.AgeOn(at == Anchor.Index ? row.Date : one.AsOf);

    private static bool Touches(MeasureCase one, IReadOnlyList<EventMatch> matches, DateOnly? date) =>
        date is not null && one.Events.Any(e => e.Date == date && matches.Any(m => Touches(e, m)));

    private static bool Touches(MeasureCase one, IReadOnlyList<EventMatch> matches) =>
        one.Events.Any(e => matches.Any(m => Touches(e, m)));

    // Only the kind of event, not all that the match asks: an event on the day that the window leaves out counts for it as
    // well, and the expectation says which of the two it is.
    private static bool Touches(Event row, EventMatch match) =>
        row.Mention is { } mention
            ? match.Concepts.Contains(mention.Concept)
            : row.Code is null ? match.AnyReport : match.ValueSets.Intersect(row.ValueSets).Any();

    // Without such an event nothing comes out otherwise when the match is gone; the evaluator asks more.
    private static bool MayTake(Event row, EventMatch match) =>
        Touches(row, match)
        && (row.Mention is not { } mention
            || (match.Assertions.Contains(mention.Assertion) && match.Certainties.Contains(mention.Certainty)
                && (match.Sites.Count == 0 || match.Sites.Intersect(mention.Sites, StringComparer.OrdinalIgnoreCase).Any()) && (match.Kinds.Count == 0 || match.Kinds.Intersect(mention.Kinds, StringComparer.OrdinalIgnoreCase).Any())));
}
