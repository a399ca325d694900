using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>Reads <c>review/workload.yaml</c>.</summary>
internal static class WorkloadReader
{
    /// <param name="path">The file; where there is none, nothing is backlog.</param>
    /// <param name="measures">Ids of the measures.</param>
    /// <param name="problems">Gets all that is wrong.</param>
    /// <returns>The settings, with harmless values where there were problems.</returns>
    public static Workload Read(string path, IReadOnlyCollection<string> measures, Problems problems)
    {
        if (!File.Exists(path) || YamlFile.Read(path, problems) is not { } map)
            return new();
        var release = map.Integer("release");
        if (release < 1)
            map.ProblemAt("release", "'release' must be a whole number from 1: entries a week and panel");
        var workload = new Workload
        {
            Release = release ?? Workload.UsualRelease,
            GoLive = ByMeasure(map, "go-live", measures, GoLiveReader.Read),
            Slots = ByMeasure(map, "slots", measures, (of, measure) => of.RequiredText(measure)),
        };
        map.Done();
        return workload;
    }

    private static Dictionary<string, T> ByMeasure<T>(YamlMap file, string key, IReadOnlyCollection<string> measures, Func<YamlMap, string, T> read)
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        if (file.Map(key) is not { } map)
            return values;
        foreach (var measure in map.Keys)
        {
            if (measures.Contains(measure))
                values[measure] = read(map, measure);
            else
                map.ProblemAtKey(measure, Problems.Unknown("measure", measure, measures));
            _ = map.Optional(measure);
        }
        return values;
    }
}
