using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>Holds a value against a JSON schema (draft 2020-12) with those keywords that are known here; any other throws.</summary>
internal sealed class SchemaCheck(string schema)
{
    private readonly JsonObject _root = JsonNode.Parse(schema)!.AsObject();

    /// <summary>Where the value breaks the schema, and which keyword.</summary>
    public List<string> Faults(JsonNode? value)
    {
        var faults = new List<string>();
        Check(_root, value, "", faults);
        return faults;
    }

    private void Check(JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "$schema" or "title" or "description" or "$defs":
                    break;
                case "$ref":
                    Check(_root["$defs"]![((string)rule!)["#/$defs/".Length..]]!.AsObject(), value, at, faults);
                    break;
                case "anyOf":
                    if (!rule!.AsArray().Any(one => Holds(one!.AsObject(), value)))
                        faults.Add($"{at}: none of the forms that it may have");
                    break;
                case "type":
                    Say(IsOf((string)rule!, value), $"no {rule}");
                    break;
                case "enum":
                    Say(rule!.AsArray().Any(one => JsonNode.DeepEquals(one, value)), "no word that is known");
                    break;
                case "pattern":
                    Say(value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch((string)value!, (string)rule!), "no such form");
                    break;
                case "items":
                    foreach (var (i, item) in (value as JsonArray ?? []).Index())
                        Check(rule!.AsObject(), item, $"{at}/{i}", faults);
                    break;
                case "minItems":
                    Say(value is not JsonArray list || list.Count >= (int)rule!, "too few");
                    break;
                case "minProperties":
                    Say(value is not JsonObject few || few.Count >= (int)rule!, "too few keys");
                    break;
                case "maxProperties":
                    Say(value is not JsonObject many || many.Count <= (int)rule!, "too many keys");
                    break;
                case "required":
                    foreach (var key in value is JsonObject map ? rule!.AsArray().Where(k => !map.ContainsKey((string)k!)) : [])
                        faults.Add($"{at}/{key} is missing");
                    break;
                case "properties" or "additionalProperties":
                    CheckKeys(schema, keyword, rule!, value as JsonObject, at, faults);
                    break;
                default:
                    throw new NotSupportedException(keyword);
            }

            void Say(bool holds, string fault)
            {
                if (!holds)
                    faults.Add($"{at}: {fault}");
            }
        }
    }

    private void CheckKeys(JsonObject schema, string keyword, JsonNode rule, JsonObject? value, string at, List<string> faults)
    {
        foreach (var (key, inner) in value ?? [])
        {
            var own = schema["properties"]?[key];
            if (keyword == "properties" && own is not null)
                Check(own.AsObject(), inner, $"{at}/{key}", faults);
            else if (keyword == "additionalProperties" && own is null && rule is JsonObject any)
                Check(any, inner, $"{at}/{key}", faults);
            else if (keyword == "additionalProperties" && own is null)
                faults.Add($"{at}/{key} is not known");
        }
    }

    private bool Holds(JsonObject schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults);
        return faults.Count == 0;
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        _ => false,
    };
}
