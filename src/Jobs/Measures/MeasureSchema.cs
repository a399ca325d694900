using System.Text.Json;
using System.Text.Json.Nodes;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>
/// The JSON schema of measure files, for editors, as <c>measures/measure.schema.json</c> holds it: made by letting the loader
/// read a probe. It knows keys, forms and words; what names refer to and what follows from several keys, <c>check</c> knows.
/// </summary>
public static class MeasureSchema
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The schema, ending with a line break.</summary>
    public static string Text()
    {
        var (scope, map) = (new MeasureScope(new Dictionary<string, ValueSet>(), known: null), YamlMap.Probe());
        MeasureReader.Read(map, "", scope, today: null);
        var schema = map.Shape!.ToSchema();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A measure");
        schema["$defs"] = new JsonObject { [ConditionReader.Definition] = ConditionReader.Schema(scope) };
        new SchemaParts(schema).Share();
        MeasureKeys.Describe(schema);
        return schema.ToJsonString(Written) + "\n";
    }
}
