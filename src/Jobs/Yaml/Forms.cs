using System.Text.Json.Nodes;

namespace Opportune.Jobs.Yaml;

/// <summary>Forms of values, as JSON schema says them.</summary>
internal static class Forms
{
    private const string OnePeriod = "P(?=[0-9])([0-9]{1,5}Y)?([0-9]{1,5}M)?([0-9]{1,5}W)?([0-9]{1,5}D)?";

    public static JsonNode Text() => Of("string");

    public static JsonNode Whole() => Of("integer");

    public static JsonNode Number() => Of("number");

    public static JsonNode Flag() => Of("boolean");

    public static JsonNode Date() => Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a date, yyyy-MM-dd");

    public static JsonNode Period() => Pattern($"^{OnePeriod}$", "a calendar period such as P2Y, P13M or P90D");

    public static JsonNode Window() =>
        Pattern($"^(ever|{End} *\\.\\. *{End})$", "a window such as 'index-P730D .. as-of', both ends included, or 'ever'");

    public static JsonNode Words(IEnumerable<string> words) => new JsonObject { ["enum"] = new JsonArray([.. words.Order(StringComparer.Ordinal).Select(w => (JsonNode)w)]) };

    /// <summary>A list, or one that stands for a list of one.</summary>
    public static JsonNode OneOrMore(Func<JsonNode> item) => Either(item(), new JsonObject { ["type"] = "array", ["items"] = item() });

    public static JsonNode Either(params JsonNode[] forms) => new JsonObject { ["anyOf"] = new JsonArray(forms) };

    public static JsonNode Defined(string name) => new JsonObject { ["$ref"] = $"#/$defs/{name}" };

    private static string End => $"(ever|(index|as-of)([+-]{OnePeriod})?)";

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static JsonObject Pattern(string pattern, string description) => new() { ["type"] = "string", ["pattern"] = pattern, ["description"] = description };
}
