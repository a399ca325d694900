using System.Globalization;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The parts of a rule in words.</summary>
internal static class RuleWords
{
    /// <summary>"at least 80 mg", "above -2.5".</summary>
    public static string Of(ValueRange range)
    {
        var bounds = new List<string>();
        Add("at least", range.AtLeast);
        Add("above", range.Above);
        Add("at most", range.AtMost);
        Add("below", range.Below);
        return FindingWords.List(bounds) + (range.Unit is null ? "" : $" {range.Unit}");

        void Add(string word, double? bound)
        {
            if (bound is { } number)
                bounds.Add($"{word} {number.ToString("0.####", CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>"aged 50 and over at the index".</summary>
    public static string Of(AgeBand band)
    {
        var years = (band.From, band.To) switch
        {
            ({ } from, { } to) => $"aged {from} to {to}",
            ({ } from, null) => $"aged {from} and over",
            (null, { } to) => $"aged {to} or under",
            _ => "of any age",
        };
        return $"{years} {(band.At == Anchor.Index ? "at the index" : "at the as-of date")}";
    }

    /// <summary>"from 730 days before the index to the as-of date", "at any time up to the as-of date".</summary>
    public static string Of(WindowRule rule) => rule == WindowRule.Ever
        ? "at any time up to the as-of date"
        : $"from {Of(rule.From)} to {Of(rule.To)}";

    /// <summary>"DXA done", "not (…)", "… and …".</summary>
    public static string Of(Condition condition, Measure measure) => condition switch
    {
        Condition.Met met => measure.Criteria.TryGetValue(met.Criterion, out var criterion) ? $"{criterion.Title} [{met.Criterion}]" : met.Criterion,
        Condition.Not not => $"not ({Of(not.Inner, measure)})",
        Condition.AnyOf any => Joined(any.Inner, " or ", measure),
        Condition.AllOf all => Joined(all.Inner, " and ", measure),
        Condition.Age age => Of(age.Band),
        Condition.SexIs sex => sex.Sex switch { Sex.F => "female", Sex.M => "male", _ => "sex unknown" },
        Condition.IndexIs index => $"an index event is of class {string.Join(" or ", index.Classes)}",
        Condition.IndexOnly only => $"every index event is of class {string.Join(" or ", only.Classes)}",
        Condition.IndexDates dates => $"index events on at least {dates.AtLeast} dates",
        _ => condition.ToString(),
    };

    /// <summary>"prednisone equivalent …; within 90 days after an event of statin".</summary>
    public static string Of(Criterion criterion)
    {
        var parts = new List<string> { Of(criterion.Window) };
        if (criterion.OnsetOnly)
            parts.Add("by the day on which it began, also where it is in force");
        if (criterion.AtLeast > 1)
            parts.Add($"on at least {criterion.AtLeast} dates");
        if (criterion.Apart is { } apart)
            parts.Add($"the first and last at least {Dates.Text(apart)} apart");
        if (criterion.LatestOnly)
            parts.Add("only the latest of them with a value in such a unit is judged");
        if (criterion.NearIndex is { } near)
            parts.Add($"at most {Dates.Text(near)} from an index event");
        if (criterion.AtIndexSite)
            parts.Add("at a site of the index event, where the text names one");
        if (criterion.UnlessLater is { } other)
            parts.Add($"unless a later event of [{other}] does away with it");
        if (criterion.After is { } after)
            parts.Add($"on or at most {Dates.Text(after.Within)} after an event of [{after.Criterion}]");
        if (criterion.Exposure is { } exposure)
            parts.Add(Of(exposure));
        if (criterion.Beds is { } beds)
            parts.Add($"at sites of at least {beds.AtLeast} of {string.Join("; ", beds.Groups.Select(g => $"{g.Key} ({string.Join(" or ", g.Value)})"))}");
        if (criterion.Derivation is { } name)
            parts.Add(Derivations.Meanings.GetValueOrDefault(name, name) + (criterion.Derived is { } derived ? $", {Of(derived)}" : ""));
        return string.Join("; ", parts);
    }

    private static string Of(ExposureRule rule) =>
        (rule.InAll is { } inAll ? $"at least {Dates.Text(inAll)} of exposure in all, its last day in that time: days" : "in force on the last day: days")
        + $" of supply and {Dates.Text(rule.Grace)} more, {Dates.Text(rule.WithoutSupply)} where the supply is unknown"
        + (rule.OrdersUntilEnded ? ", an active order until it is ended" : "");

    private static string Of(WindowEnd end)
    {
        var anchor = end.Anchor switch { Anchor.Index => "the index", Anchor.AsOf => "the as-of date", _ => "the beginning of the records" };
        return end.Period == Period.Zero || end.Anchor == Anchor.Ever ? anchor : $"{Dates.Text(end.Period)} {(end.Sign < 0 ? "before" : "after")} {anchor}";
    }

    private static string Joined(IReadOnlyList<Condition> inner, string word, Measure measure) =>
        string.Join(word, inner.Select(c => c is Condition.AnyOf or Condition.AllOf ? $"({Of(c, measure)})" : Of(c, measure)));
}
