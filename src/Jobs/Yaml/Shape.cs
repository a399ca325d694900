using System.Text.Json.Nodes;

namespace Opportune.Jobs.Yaml;

/// <summary>
/// What a reader asks of a mapping, noted while it reads a probe instead of a file: so the JSON schema for editors cannot
/// differ from what the loader takes. Of two statements about a key the first counts: readers say the narrower one first.
/// </summary>
internal sealed class Shape
{
    /// <summary>Stands for keys that the author of a file chooses.</summary>
    public const string AnyKey = "*";

    private readonly SortedDictionary<string, Func<JsonNode>> _keys = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _required = new(StringComparer.Ordinal);

    public void Say(string key, Func<JsonNode> form) => _keys.TryAdd(key, form);

    public void Require(string key) => _required.Add(key);

    /// <summary>The schema of the mapping; no other key is known.</summary>
    public JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = _keys.TryGetValue(AnyKey, out var any) ? any() : false };
        var properties = new JsonObject();
        foreach (var (key, form) in _keys.Where(k => k.Key != AnyKey))
            properties[key] = form();
        if (properties.Count > 0)
            schema["properties"] = properties;
        if (_required.Count > 0)
            schema["required"] = new JsonArray([.. _required.Select(k => (JsonNode)k)]);
        return schema;
    }
}
