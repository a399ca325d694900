using Opportune.Core;
using Opportune.Jobs.Yaml;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Lexicon;

internal sealed partial class LexiconFiles
{
    private LexiconFamily Family(YamlMap map) => new()
    {
        Id = map.RequiredText("family"),
        Concept = map.Text("concept"),
        Places = PlaceMeanings(map),
        WeakGroups = map.Texts("weak-groups"),
        Terms = [.. map.List("terms").Select(n => Term(map, n))],
        Not = Phrases(map, "not"),
        Melts = map.Text("melts") ?? "",
        Rank = map.Integer("rank") ?? 0,
        Announces = Announced(map),
        Unplaced = map.Text("unplaced"),
        OtherwiseKind = map.Text("otherwise-kind"),
        NeedsCue = map.Word("needs-cue", LexiconWords.CueTypes),
        Value = map.Map("value") is { } value ? Value(value) : null,
        Reach = map.Integer("reach") ?? 8,
        Examples = map.Texts("examples"),
    };

    private string? Announced(YamlMap map)
    {
        if (map.Text("announces") is not { } family)
            return null;
        Known(map, "announces", family, "family", _families);
        return family;
    }

    private Dictionary<string, string> PlaceMeanings(YamlMap map)
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Map("places") is not { } places)
            return meanings;
        foreach (var group in places.Keys.ToList())
        {
            var concept = places.RequiredText(group);
            Known(places, group, group, "group of places", _groups);
            meanings[group] = concept == "nothing" ? "" : concept;
        }
        return meanings;
    }

    // A term is a text, or a mapping that says more about it.
    private LexiconTerm Term(YamlMap file, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } text })
            return Searchable(file, node, new() { Text = text, Phrases = Expand(file, node) });
        if (file.AsMap(node) is not { } map)
            return new() { Text = "", Phrases = [] };
        var term = new LexiconTerm
        {
            Text = string.Join(", ", map.Texts("text")),
            Phrases = RequiredPhrases(map, "text"),
            Kinds = map.Texts("kinds"),
            Sites = map.Texts("sites"),
            Concept = map.Text("concept"),
            NeedsPlace = map.Flag("needs-place"),
            Denies = map.Flag("denies"),
        };
        map.Done();
        return Searchable(file, node, term);
    }

    // Reports are searched for the beginnings of a term's words; what has none would never be met.
    private static LexiconTerm Searchable(YamlMap file, YamlNode node, LexiconTerm term)
    {
        if (term.Phrases.FirstOrDefault(p => !LexiconTerm.IsSearchable(p)) is { } lost)
            file.Problem(node, $"'{lost}' cannot be searched for: one of its words has to begin with two letters or digits");
        return term;
    }

    private LexiconValue Value(YamlMap map)
    {
        var value = new LexiconValue
        {
            Unit = map.Text("unit") ?? "",
            Counts = map.Text("counts"),
            From = map.Number("from") ?? 0,
            To = map.Number("to") ?? double.MaxValue,
            Reach = map.Integer("reach") ?? 8,
            Many = map.Flag("many"),
            Optional = map.Flag("optional"),
            Signed = map.Flag("signed"),
            Minus = Phrases(map, "minus"),
            Units = Phrases(map, "units"),
            NotAfter = Phrases(map, "not-after"),
            NotBefore = Phrases(map, "not-before"),
            Columns = Phrases(map, "columns"),
            Heads = Phrases(map, "heads"),
            Alike = Phrases(map, "alike"),
            Now = Phrases(map, "now"),
            Before = Phrases(map, "before"),
            Headings = Phrases(map, "headings"),
        };
        map.Done();
        return value;
    }

    private LexiconPlace Place(YamlMap map)
    {
        var place = new LexiconPlace
        {
            Group = map.RequiredText("group"),
            Sites = map.Texts("sites"),
            Rank = map.Word("rank", LexiconWords.Ranks) ?? PlaceRank.Normal,
            Family = map.Text("family") ?? "",
            Phrases = RequiredPhrases(map, "terms"),
        };
        if (place.Family.Length > 0)
            Known(map, "family", place.Family, "family", _families);
        map.Done();
        return place;
    }

    private LexiconCue Cue(YamlMap map)
    {
        var type = map.Word("type", LexiconWords.CueTypes);
        if (type is null && !map.Has("type"))
            map.ProblemAt("type", "'type' is missing");
        var works = type is not (null or CueType.Pseudo or CueType.Stop);
        var direction = map.Word("direction", LexiconWords.Directions);
        if (works && direction is null)
            map.ProblemAt("direction", "'direction' is missing: forward, backward or both");
        var stops = map.Texts("stops");
        foreach (var stop in stops)
            Known(map, "stops", stop, "stop", _stops);
        var notFor = map.Texts("not-for");
        foreach (var family in notFor)
            Known(map, "not-for", family, "family", _families);
        var cue = new LexiconCue
        {
            Type = type ?? CueType.Pseudo,
            Direction = direction ?? CueDirection.Forward,
            Reach = map.Integer("reach") ?? 0,
            Stops = stops,
            Name = map.Text("name") ?? "",
            NotFor = notFor,
            EndsClause = map.Flag("ends-clause"),
            IsBeside = map.Flag("beside"),
            Denies = map.Flag("denies"),
            AtEnd = map.Flag("at-end"),
            Past = map.Flag("past"),
            Certainty = map.Word("certainty", LexiconWords.Certainties),
            Phrases = RequiredPhrases(map, "terms"),
            Example = map.RequiredText("example"),
            Expect = map.RequiredText("expect"),
        };
        map.Done();
        return cue;
    }

    private LexiconModifier Modifier(YamlMap map)
    {
        var families = map.Texts("families");
        foreach (var family in families)
            Known(map, "families", family, "family", _families);
        var modifier = new LexiconModifier
        {
            Severity = map.Word("severity", LexiconWords.Severities) ?? Severity.None,
            Age = map.Word("age", LexiconWords.Ages) ?? LesionAge.None,
            Side = map.Word("side", LexiconWords.Sides) ?? Laterality.None,
            Kind = map.Text("kind") ?? "",
            Families = families,
            Phrases = RequiredPhrases(map, "terms"),
        };
        map.Done();
        return modifier;
    }

    private LexiconSection Section(YamlMap map)
    {
        var section = new LexiconSection
        {
            Name = map.RequiredText("name"),
            Assertion = map.Word("assertion", LexiconWords.Assertions) ?? Assertion.Present,
            Cue = map.Word("cue", LexiconWords.CueTypes),
            OneSentence = map.Flag("one-sentence"),
            OneParagraph = map.Flag("one-paragraph"),
            Phrases = RequiredPhrases(map, "headers"),
        };
        map.Done();
        return section;
    }
}
