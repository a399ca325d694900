using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>Reads the day on which work with a measure begins: one date, or the usual one and the sites that differ.</summary>
internal static class GoLiveReader
{
    public static GoLive Read(YamlMap owner, string key)
    {
        if (owner.MapOr(key, Forms.Date) is not { } map)
            return new(Day(owner, key), new Dictionary<string, DateOnly>(StringComparer.Ordinal));
        return new(
            map.Has("usual") ? Day(map, "usual") : null,
            map.Keys.Where(k => k != "usual").ToDictionary(site => site, site => Day(map, site) ?? default, StringComparer.Ordinal));
    }

    private static DateOnly? Day(YamlMap map, string key)
    {
        if (map.Shape is null && map.Text(key) is null)
            map.ProblemAtKey(key, $"'{key}' has no date");
        return map.Date(key);
    }
}
