using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Sources;

/// <summary>What files of several kinds of sources say alike.</summary>
internal static class SourceParts
{
    /// <summary>The id, which is the file's name; the kind is the one that is read.</summary>
    public static string Id(string path, YamlMap map, string kind)
    {
        var id = Path.GetFileNameWithoutExtension(path);
        if (map.RequiredText("id") is { Length: > 0 } written && written != id)
            map.ProblemAt("id", $"the id '{written}' differs from the file's name '{id}'");
        if (map.RequiredText("kind") is { Length: > 0 } other && other != kind)
            map.ProblemAt("kind", Problems.Unknown("kind", other, [kind]));
        return id;
    }

    /// <summary>The zone; UTC with a problem told where there is none.</summary>
    public static TimeZoneInfo RequiredZone(YamlMap map)
    {
        var name = map.RequiredText("time-zone");
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        if (name.Length > 0)
            map.ProblemAt("time-zone", $"'{name}' is no time zone; write it as America/Chicago");
        return TimeZoneInfo.Utc;
    }

    /// <summary>Which identifier is meant: by its system (or authority), its type, or both.</summary>
    public static IdentifierRule? Identifier(YamlMap? map, string system)
    {
        if (map is null)
            return null;
        var rule = new IdentifierRule(map.Text(system), map.Text("type"));
        if (rule is (null, null))
            map.Problem(map.Node, $"name '{system}', 'type' or both");
        map.Done();
        return rule;
    }

    /// <summary>Rules that tell a modality, each by exactly one condition.</summary>
    public static IReadOnlyList<ModalityRule> Modalities(YamlMap? map)
    {
        var rules = new List<ModalityRule>();
        foreach (var one in map?.Maps("modalities") ?? [])
        {
            var rule = new ModalityRule(one.Text("category"), one.Text("code"), one.Texts("words"), one.RequiredText("is"));
            if ((rule.Category is null ? 0 : 1) + (rule.Code is null ? 0 : 1) + (rule.Words.Count > 0 ? 1 : 0) != 1)
                one.Problem(one.Node, "a modality is told by one of 'category', 'code' and 'words'");
            one.Done();
            rules.Add(rule);
        }
        return rules;
    }

    /// <summary>Texts by name.</summary>
    public static IReadOnlyDictionary<string, string> Words(YamlMap? map)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in map?.Keys.ToList() ?? [])
            words[key] = map!.RequiredText(key);
        return words;
    }
}
