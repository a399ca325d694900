using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>Reads which events a rule means: <c>{concept: hip-fracture}</c>, <c>{table: procedures, value-set: dxa-central}</c>.</summary>
internal static class MatchReader
{
    public static IReadOnlyList<EventMatch> ReadAll(YamlMap owner, string key, MeasureScope scope)
    {
        var matches = new List<EventMatch>();
        foreach (var map in owner.Maps(key))
            matches.Add(Read(map, scope));
        owner.Require(key);
        return matches;
    }

    private static EventMatch Read(YamlMap map, MeasureScope scope)
    {
        var match = new EventMatch
        {
            Tables = MeasureScope.Values(map, "table", Words.Tables),
            ValueSets = scope.ValueSets(map, "value-set"),
            NotValueSets = scope.ValueSets(map, "not-value-set"),
            Concepts = scope.Concepts(map, "concept"),
            AnyReport = map.Flag("any-report"),
            State = map.Word("state", Words.RowStates) ?? RowState.Done,
            DisplayNames = scope.ValueSets(map, "display-names"),
            Sites = scope.Sites(map, "site"),
            NotSites = scope.Sites(map, "not-only-site"),
            WithoutSites = scope.Sites(map, "without-site"),
            Kinds = scope.Kinds(map, "kind"),
            NotKinds = scope.Kinds(map, "not-kind"),
            Severities = MeasureScope.Values(map, "severity", Words.Severities),
            LesionAges = MeasureScope.Values(map, "lesion-age", Words.LesionAges),
            Modalities = MeasureScope.Usual(map, "modality", Core.Modalities.Names),
            NotModalities = MeasureScope.Usual(map, "not-modality", Core.Modalities.Names),
            BodyParts = MeasureScope.Plain(map, "body-part"),
            NotBodyParts = MeasureScope.Plain(map, "not-body-part"),
            Categories = MeasureScope.Plain(map, "category"),
            NotCategories = MeasureScope.Plain(map, "not-category"),
            NotStatuses = MeasureScope.Plain(map, "not-status"),
            RowKinds = MeasureScope.Usual(map, "row-kind", Words.RowKinds),
            NotUnits = MeasureScope.Plain(map, "not-unit"),
            Value = ReadRange(map, "value"),
            Dose = ReadRange(map, "dose"),
            NotDose = ReadRange(map, "not-dose"),
        };
        // Where nothing is said the record's own defaults hold: present, definite or probable.
        if (map.Has("assertion"))
            match = match with { Assertions = MeasureScope.Values(map, "assertion", Words.Assertions) };
        if (map.Has("certainty"))
            match = match with { Certainties = MeasureScope.Values(map, "certainty", Words.Certainties) };
        _ = (map.List("assertion"), map.List("certainty"));
        CheckForm(map, match);
        map.Done();
        return match;
    }

    private static void CheckForm(YamlMap map, EventMatch match)
    {
        var kinds = new[] { map.Has("value-set"), map.Has("concept"), match.AnyReport }.Count(said => said);
        if (kinds != 1)
            map.Problem(map.Node, "say one of 'value-set' (coded rows), 'concept' (mentions) and 'any-report: true'");
        else if (match.AnyReport && match.Modalities.Count == 0)
            map.Problem(map.Node, "'any-report' asks for a 'modality'");
        if (map.Has("concept"))
            Refuse(map, "only coded rows have", "not-value-set", "category", "not-category", "not-status", "row-kind", "not-unit", "dose", "not-dose", "state", "display-names");
        else
            Refuse(map, "only mentions (concept) have", "site", "not-only-site", "without-site", "kind", "not-kind", "severity", "lesion-age");
        if (map.Has("concept") && match.Tables.Any(t => t != Table.ImagingFindings))
            map.ProblemAt("table", "mentions come from imaging_findings only");
        if (match.NotDose is not null && match.Dose is not null)
            map.ProblemAt("not-dose", "say 'dose' or 'not-dose', not both");
        CheckRefused(map, match);
    }

    // All that is asked for is refused again.
    private static void CheckRefused(YamlMap map, EventMatch match)
    {
        foreach (var (key, wanted, refusing, refused) in new[]
        {
            ("site", match.Sites, "without-site", match.WithoutSites),
            ("kind", match.Kinds, "not-kind", match.NotKinds),
            ("modality", match.Modalities, "not-modality", match.NotModalities),
            ("body-part", match.BodyParts, "not-body-part", match.NotBodyParts),
            ("category", match.Categories, "not-category", match.NotCategories),
            ("value-set", match.ValueSets, "not-value-set", match.NotValueSets),
        })
        {
            if (wanted.Count > 0 && !wanted.Except(refused, StringComparer.OrdinalIgnoreCase).Any())
                map.ProblemAtKey(refusing, $"no event can match: '{refusing}' refuses all that '{key}' asks for");
        }
    }

    private static void Refuse(YamlMap map, string who, params string[] keys)
    {
        foreach (var key in keys.Where(map.Has))
            map.ProblemAtKey(key, $"{who} '{key}'");
    }

    public static ValueRange? ReadRange(YamlMap owner, string key)
    {
        if (owner.Map(key) is not { } map)
            return null;
        return RangeOf(map, key);
    }

    /// <summary>The range that a mapping is, which stands under that key.</summary>
    public static ValueRange RangeOf(YamlMap map, string key)
    {
        var range = new ValueRange(map.Number("at-least"), map.Number("at-most"), map.Number("above"), map.Number("below"), map.Text("unit"));
        if (range is { AtLeast: null, AtMost: null, Above: null, Below: null })
            map.Problem(map.Node, $"'{key}' says no bound: at-least, at-most, above or below");
        if ((range.AtLeast ?? range.Above) > (range.AtMost ?? range.Below))
            map.Problem(map.Node, $"no number lies in this '{key}'");
        map.Done();
        return range;
    }
}
