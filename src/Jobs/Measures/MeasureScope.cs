using Opportune.Core;
using Opportune.Jobs.Yaml;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Measures;

/// <summary>What the names in a measure file may refer to, and which of them were used.</summary>
internal sealed class MeasureScope(IReadOnlyDictionary<string, ValueSet> valueSets, KnownIds? known)
{
    private readonly List<(YamlMap Map, YamlNode Node, string Name)> _criteria = [];
    private readonly List<(YamlMap Map, YamlNode Node, string Name)> _classes = [];

    /// <summary>Names of the value sets that the measure uses.</summary>
    public HashSet<string> UsedValueSets { get; } = new(StringComparer.Ordinal);

    /// <summary>How far before the as-of date the measure's index may lie; zero while that is not known.</summary>
    public Period LookBack { get; set; }

    /// <summary>The texts of a list, or of a single value, each with its place.</summary>
    public static IEnumerable<(YamlNode Node, string Text)> Texts(YamlMap map, string key)
    {
        map.Shape?.Say(key, () => Forms.OneOrMore(Forms.Text));
        foreach (var node in map.List(key))
        {
            if (node is YamlScalarNode { Value: { Length: > 0 } text })
                yield return (node, text);
            else
                map.Problem(node, $"'{key}' must be text or a list of texts");
        }
    }

    /// <summary>Words of a closed list and what they mean.</summary>
    public static IReadOnlyList<T> Values<T>(YamlMap map, string key, Dictionary<string, T> words) where T : struct
    {
        map.Shape?.Say(key, () => Forms.OneOrMore(() => Forms.Words(words.Keys)));
        var values = new List<T>();
        foreach (var (node, text) in Texts(map, key))
        {
            if (words.TryGetValue(text, out var value))
                values.Add(value);
            else
                map.Problem(node, Problems.Unknown(key, text, words.Keys));
        }
        return values;
    }

    public static IReadOnlyList<string> Plain(YamlMap map, string key) => [.. Texts(map, key).Select(t => t.Text)];

    /// <summary>Words of a column that a source fills: one that is not among the usual is told, and may be the site's own.</summary>
    public static IReadOnlyList<string> Usual(YamlMap map, string key, IReadOnlyCollection<string> usual)
    {
        var texts = Texts(map, key).ToList();
        foreach (var (node, text) in texts.Where(t => !usual.Contains(t.Text)))
            map.Problem(node, Problems.Unknown(key, text, usual), warning: true);
        return [.. texts.Select(t => t.Text)];
    }

    public static Period Period(YamlMap map, string key)
    {
        map.Shape?.Say(key, Forms.Period);
        if (Core.Period.TryParse(map.RequiredText(key), out var period))
            return period;
        if (map.Has(key))
            map.ProblemAt(key, $"'{key}' must be a calendar period such as P2Y, P13M or P90D");
        return default;
    }

    /// <summary>The same, or null where the key is missing.</summary>
    public static Period? OptionalPeriod(YamlMap map, string key)
    {
        map.Shape?.Say(key, Forms.Period);
        return map.Text(key) is null ? null : Period(map, key);
    }

    public IReadOnlyList<string> ValueSets(YamlMap map, string key) =>
        [.. Texts(map, key).Where(t => CheckValueSet(map, t.Node, t.Text)).Select(t => t.Text)];

    public string ValueSet(YamlMap map, string key)
    {
        var name = map.RequiredText(key);
        if (map.Has(key))
            CheckValueSet(map, map.Optional(key)!, name);
        return name;
    }

    public IReadOnlyList<string> Concepts(YamlMap map, string key) => Ids(map, key, "concept", known?.Concepts);

    public IReadOnlyList<string> Sites(YamlMap map, string key) => Ids(map, key, "site", known?.Sites);

    public IReadOnlyList<string> Kinds(YamlMap map, string key) => Ids(map, key, "kind", known?.Kinds);

    public string? Derivation(YamlMap map, string key)
    {
        if (map.Text(key) is { } name && known is not null && !known.Derivations.Contains(name))
            map.ProblemAt(key, Problems.Unknown("derivation", name, known.Derivations));
        return map.Text(key);
    }

    public void UseCriterion(YamlMap map, YamlNode node, string name) => _criteria.Add((map, node, name));

    /// <summary>Tells placeholders that nothing fills; one may name a criterion.</summary>
    public void CheckPlaceholders(YamlMap map, string key, string text)
    {
        foreach (var name in WordingLint.CheckPlaceholders(map, key, text, Wording.Placeholders.Keys))
            UseCriterion(map, map.Optional(key)!, name);
    }

    public void UseClass(YamlMap map, YamlNode node, string name) => _classes.Add((map, node, name));

    /// <summary>Tells names that nothing bears, and criteria that nothing asks for.</summary>
    public void Settle(IReadOnlyCollection<string> criteria, IReadOnlyCollection<string> classes, YamlMap? criteriaMap)
    {
        Check(_criteria, "criterion", criteria);
        Check(_classes, "index class", classes);
        var used = _criteria.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var unused in criteria.Where(c => !used.Contains(c)))
            criteriaMap?.ProblemAtKey(unused, $"nothing uses the criterion '{unused}'", warning: true);
    }

    private static void Check(List<(YamlMap Map, YamlNode Node, string Name)> references, string what, IReadOnlyCollection<string> known)
    {
        foreach (var (map, node, name) in references.Where(r => !known.Contains(r.Name)))
            map.Problem(node, Problems.Unknown(what, name, known));
    }

    private bool CheckValueSet(YamlMap map, YamlNode node, string name)
    {
        if (valueSets.ContainsKey(name))
            return UsedValueSets.Add(name) || true;
        map.Problem(node, Problems.Unknown("value set", name, valueSets.Keys));
        return false;
    }

    private static List<string> Ids(YamlMap map, string key, string what, IReadOnlySet<string>? known)
    {
        var ids = new List<string>();
        foreach (var (node, text) in Texts(map, key))
        {
            if (known is not null && !known.Contains(text))
                map.Problem(node, Problems.Unknown(what, text, known));
            ids.Add(text);
        }
        return ids;
    }
}
