using System.Text.Json.Nodes;

namespace Opportune.Jobs.Yaml;

/// <summary>What a schema says more than once is defined once, under the key at which it is first said.</summary>
internal sealed class SchemaParts(JsonObject schema)
{
    // What is shorter reads better where it stands.
    private const int WorthOf = 120;

    private readonly JsonObject _definitions = [];
    private readonly HashSet<string> _given = [.. schema["$defs"]!.AsObject().Select(d => d.Key)];
    private readonly Dictionary<string, int> _said = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public void Share()
    {
        Count(schema);
        var given = schema["$defs"]!.AsObject();
        schema.Remove("$defs");
        Walk(schema, "");
        foreach (var (name, form) in given)
        {
            Walk(form, name);
            _definitions[name] = form!.DeepClone();
        }
        schema["$defs"] = _definitions;
    }

    private void Count(JsonNode? node)
    {
        foreach (var inner in Inner(node))
        {
            if (IsForm(inner))
                _said[inner!.ToJsonString()] = _said.GetValueOrDefault(inner.ToJsonString()) + 1;
            Count(inner);
        }
    }

    private void Walk(JsonNode? node, string name)
    {
        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
                list[i] = Shared(list[i], name);
        }
        foreach (var (key, inner) in node is JsonObject map ? map.ToList() : [])
            ((JsonObject)node!)[key] = Shared(inner, key is "anyOf" or "items" or "properties" or "additionalProperties" ? name : key);
    }

    private JsonNode? Shared(JsonNode? inner, string name)
    {
        if (inner is null || !IsForm(inner) || _said.GetValueOrDefault(inner.ToJsonString()) < 2)
        {
            Walk(inner, name);
            return inner?.DeepClone();
        }
        var text = inner.ToJsonString();
        if (!_names.TryGetValue(text, out var known))
        {
            for (known = name; _given.Contains(known) || _names.ContainsValue(known);)
                known += "-item";
            _names[text] = known;
            Walk(inner, name);
            _definitions[known] = inner.DeepClone();
        }
        return Forms.Defined(known);
    }

    private static bool IsForm(JsonNode? node) =>
        node is JsonObject map && (map.ContainsKey("type") || map.ContainsKey("anyOf") || map.ContainsKey("enum")) && map.ToJsonString().Length >= WorthOf;

    private static IEnumerable<JsonNode?> Inner(JsonNode? node) => node switch
    {
        JsonArray list => list,
        JsonObject map => map.Select(m => m.Value),
        _ => [],
    };
}
