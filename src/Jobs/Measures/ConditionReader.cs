using System.Text.Json.Nodes;
using Opportune.Core;
using Opportune.Jobs.Yaml;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Measures;

/// <summary>
/// Reads conditions: a criterion's name, or a mapping with one of the keys not, any-of, all-of, age, sex, index, index-only,
/// index-dates.
/// </summary>
internal static class ConditionReader
{
    private static readonly string[] Keys = ["not", "any-of", "all-of", "age", "sex", "index", "index-only", "index-dates"];

    // Never met, so that reading can go on after a problem.
    private static readonly Condition Nothing = new Condition.AnyOf([]);

    /// <summary>The name under which the schema defines conditions: they hold one another.</summary>
    public const string Definition = "condition";

    public static Condition? Optional(YamlMap owner, string key, MeasureScope scope)
    {
        owner.Shape?.Say(key, () => Forms.Defined(Definition));
        return owner.Optional(key) is { } node ? Read(owner, node, scope) : null;
    }

    /// <summary>What a condition may be: a name, or a mapping with one key.</summary>
    public static JsonNode Schema(MeasureScope scope)
    {
        var map = YamlMap.Probe();
        foreach (var key in Keys)
            Read(map, key, scope);
        var schema = map.Shape!.ToSchema();
        schema.Remove("required");
        (schema["minProperties"], schema["maxProperties"]) = (1, 1);
        return Forms.Either(Forms.Text(), schema);
    }

    public static Condition Required(YamlMap owner, string key, MeasureScope scope)
    {
        if (Optional(owner, key, scope) is { } condition)
            return condition;
        owner.Require(key);
        return Nothing;
    }

    public static AgeBand? ReadAge(YamlMap owner, string key)
    {
        if (owner.Map(key) is not { } map)
            return null;
        var band = new AgeBand(map.Integer("from"), map.Integer("to"), map.Word("at", Words.Anchors) ?? Anchor.Index);
        map.Require("at", ": index or as-of");
        if (band is { From: null, To: null })
            map.Problem(map.Node, "an age band needs 'from', 'to' or both");
        if (band.From > band.To)
            map.Problem(map.Node, "nobody's age lies in this band");
        map.Done();
        return band;
    }

    // What can be seen without the data: a condition and its opposite, two sexes, ages that do not meet.
    private static string? Contradiction(IReadOnlyList<Condition> joined)
    {
        var all = Flat(joined, c => (c as Condition.AllOf)?.Inner).ToList();
        if (Opposites(all) is { } both)
            return $"this never holds: {both} and its opposite";
        if (all.OfType<Condition.SexIs>().Distinct().Count() > 1)
            return "this never holds: two sexes at once";
        var apart = all.OfType<Condition.Age>().GroupBy(a => a.Band.At).Any(bands => bands.Max(b => b.Band.From ?? 0) > bands.Min(b => b.Band.To ?? int.MaxValue));
        return apart ? "this never holds: nobody's age lies in all of these bands" : null;
    }

    private static string? Tautology(IReadOnlyList<Condition> joined) =>
        Opposites(Flat(joined, c => (c as Condition.AnyOf)?.Inner)) is { } both ? $"this always holds: {both} or its opposite" : null;

    private static string? Opposites(IEnumerable<Condition> conditions)
    {
        var texts = conditions.Select(c => (Condition: c, Text: ConditionText.Of(c))).ToList();
        var twice = texts.FirstOrDefault(t => t.Condition is Condition.Not not && texts.Exists(other => other.Text == ConditionText.Of(not.Inner)));
        return twice.Condition is Condition.Not { Inner: var inner } ? inner is Condition.Met met ? $"'{met.Criterion}'" : "a condition" : null;
    }

    private static IEnumerable<Condition> Flat(IEnumerable<Condition> conditions, Func<Condition, IEnumerable<Condition>?> inner) =>
        conditions.SelectMany(c => inner(c) is { } more ? Flat(more, inner) : [c]);

    private static Condition Read(YamlMap owner, YamlNode node, MeasureScope scope)
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } name })
        {
            scope.UseCriterion(owner, node, name);
            return new Condition.Met(name);
        }
        if (node is not YamlMappingNode || owner.AsMap(node) is not { } map)
        {
            owner.Problem(node, $"a condition is a criterion's name or a mapping with one of: {string.Join(", ", Keys)}");
            return Nothing;
        }
        var said = map.Keys.ToList();
        if (said.Count != 1)
        {
            map.Problem(map.Node, $"a condition has one key, not {said.Count}; put several under all-of or any-of");
            return Nothing;
        }
        if (!Keys.Contains(said[0]))
        {
            map.Problem(map.Node, Problems.Unknown("condition", said[0], Keys));
            return Nothing;
        }
        return Read(map, said[0], scope);
    }

    private static Condition Read(YamlMap map, string key, MeasureScope scope)
    {
        switch (key)
        {
            case "not":
                return new Condition.Not(Required(map, key, scope));
            case "any-of" or "all-of":
                map.Shape?.Say(key, () => new JsonObject { ["type"] = "array", ["minItems"] = 2, ["items"] = Forms.Defined(Definition) });
                var inner = map.List(key).Select(n => Read(map, n, scope)).ToList();
                if (inner.Count < 2)
                    map.ProblemAtKey(key, $"'{key}' joins at least two conditions");
                if (key == "all-of" && Contradiction(inner) is { } fault)
                    map.ProblemAtKey(key, fault);
                if (key == "any-of" && Tautology(inner) is { } always)
                    map.ProblemAtKey(key, always);
                return key == "any-of" ? new Condition.AnyOf(inner) : new Condition.AllOf(inner);
            case "age":
                return ReadAge(map, key) is { } band ? new Condition.Age(band) : Nothing;
            case "sex":
                return map.Word(key, Words.Sexes) is { } sex ? new Condition.SexIs(sex) : Nothing;
            case "index-dates":
                return new Condition.IndexDates(map.Integer(key) ?? 1);
            default:
                var classes = MeasureScope.Texts(map, key).ToList();
                foreach (var (node, name) in classes)
                    scope.UseClass(map, node, name);
                var names = classes.Select(c => c.Text).ToList();
                return key == "index" ? new Condition.IndexIs(names) : new Condition.IndexOnly(names);
        }
    }
}
