using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Whether a rule means an event: each thing that the rule says, one after the other.</summary>
internal static class Taking
{
    private static readonly string[] Sure = ["", "present", "positive", "yes", "true"];
    private static readonly string[] Unsure = ["possible", "uncertain", "equivocal", "indeterminate"];

    public static bool Takes(EventMatch rule, Event e, Rulebook rules, bool askValue = true) =>
        IsOfTheKind(rule, e)
        && RowStates.Of(e) == rule.State
        && (rule.Tables.Count == 0 || rule.Tables.Contains(e.Table))
        && IsSaidSo(rule, e)
        && FitsRow(rule, e, rules)
        && FitsText(rule, e.Mention)
        && (!askValue || rule.Value is null || Lies(rule.Value, ValueOf(e), e.Mention?.Value is null ? e.Unit : e.Mention.Unit));

    public static double? ValueOf(Event e) => e.Mention?.Value ?? e.Value;

    public static bool Lies(ValueRange range, double? value, string? unit)
    {
        if (value is null || (range.Unit is { } wanted && !IsUnit(wanted, unit)))
            return false;
        return !(range.AtLeast is { } low && value < low) && !(range.AtMost is { } high && value > high)
            && !(range.Above is { } above && value <= above) && !(range.Below is { } below && value >= below);
    }

    public static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    // Case, spaces, braces, _ and ^ are how a unit is written, and not which.
    public static bool IsUnit(string wanted, string? unit) => unit is not null && Same(Bare(wanted), Bare(unit));

    public static bool Share(IEnumerable<string> a, IEnumerable<string> b) => a.Intersect(b, StringComparer.OrdinalIgnoreCase).Any();

    /// <summary>"present", "probable", "possible", or null where a coded row is said not to be there, or in a word that nobody knows.</summary>
    public static string? Presence(Event e)
    {
        var word = (e.Presence ?? "").Trim().ToLowerInvariant();
        return Sure.Contains(word) ? "present" : Unsure.Contains(word) ? "possible" : word == "probable" ? word : null;
    }

    private static bool IsOfTheKind(EventMatch rule, Event e)
    {
        if (e.Mention is { } mention)
            return rule.Concepts.Contains(mention.Concept);
        return e.Code is null ? rule.AnyReport : rule.ValueSets.Intersect(e.ValueSets).Any();
    }

    // A coded row without doubt is a fact, whatever shades of text the rule asks for.
    private static bool IsSaidSo(EventMatch rule, Event e)
    {
        var (assertion, certainty) = e.Mention is { } mention ? (mention.Assertion, mention.Certainty) : Presence(e) switch
        {
            "probable" => (Assertion.Present, Certainty.Probable),
            "possible" => (Assertion.Possible, Certainty.Possible),
            _ => (Assertion.Present, Certainty.Definite),
        };
        if (e.Mention is null && Presence(e) is null or "present")
            return Presence(e) is not null;
        return rule.Assertions.Contains(assertion) && rule.Certainties.Contains(certainty);
    }

    private static bool FitsRow(EventMatch rule, Event e, Rulebook rules) =>
        IsAmong(rule.Modalities, e.Modality) && !Names(rule.NotModalities, e.Modality)
        && (rule.BodyParts.Count == 0 || rule.BodyParts.Any(part => HasWords(e.BodyPart, part))) && !rule.NotBodyParts.Any(part => HasWords(e.BodyPart, part))
        && IsAmong(rule.Categories, e.Category) && !Names(rule.NotCategories, e.Category)
        && !Names(rule.NotStatuses, e.Status)
        && IsAmong(rule.RowKinds, e.Kind)
        && (rule.NotUnits.Count == 0 || (e.Value is not null && !rule.NotUnits.Any(unit => IsUnit(unit, e.Unit))))
        && !Share(rule.NotValueSets, e.ValueSets)
        && (rule.Dose is null || Lies(rule.Dose, e.Dose, e.DoseUnit))
        && (rule.NotDose is null || !Lies(rule.NotDose, e.Dose, e.DoseUnit))
        && (rule.DisplayNames.Count == 0 || rule.DisplayNames.Any(set => rules.ValueSets[set].HoldsName(e.Display)));

    private static bool FitsText(EventMatch rule, Mention? said)
    {
        if (said is null)
            return rule.Sites.Count + rule.Kinds.Count + rule.Severities.Count + rule.LesionAges.Count == 0;
        return (rule.Sites.Count == 0 || Share(rule.Sites, said.Sites))
            && (said.Sites.Count == 0 || !said.Sites.All(site => Names(rule.NotSites, site)))
            && !Share(rule.WithoutSites, said.Sites)
            && (rule.Kinds.Count == 0 || Share(rule.Kinds, said.Kinds))
            && !Share(rule.NotKinds, said.Kinds)
            && (rule.Severities.Count == 0 || rule.Severities.Contains(said.Severity))
            && (rule.LesionAges.Count == 0 || rule.LesionAges.Contains(said.Age));
    }

    private static bool IsAmong(IReadOnlyList<string> wanted, string? value) => wanted.Count == 0 || Names(wanted, value);

    private static bool Names(IReadOnlyList<string> list, string? value) => list.Any(one => Same(one, value));

    private static string Bare(string unit) => string.Concat(unit.Where(c => !char.IsWhiteSpace(c) && !"{}_^".Contains(c))).Replace('²', '2').Replace('³', '3');

    private static bool HasWords(string? text, string wanted)
    {
        var (words, asked) = (WordsOf(text ?? ""), WordsOf(wanted));
        for (var at = 0; at + asked.Count <= words.Count; at++)
        {
            if (words.Skip(at).Take(asked.Count).SequenceEqual(asked, StringComparer.OrdinalIgnoreCase))
                return words.Count > 0;
        }
        return false;
    }

    private static List<string> WordsOf(string text) =>
        [.. new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
