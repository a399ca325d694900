using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>What is wrong with measures beside each other, beside the jobs and beside what people may decide; told where the measure says it.</summary>
internal static class MeasuresLint
{
    /// <summary>Two measures that would lead one entry.</summary>
    public static void CheckRanks(IReadOnlyList<(YamlMap Map, Measure Measure)> read)
    {
        foreach (var group in read.Where(r => r.Map.Has("rank")).GroupBy(r => (r.Measure.Pathway, r.Measure.Rank)))
        {
            foreach (var (map, measure) in group.Skip(1))
                map.ProblemAt("rank", $"'{group.First().Measure.Id}' has the rank {measure.Rank} of the pathway '{measure.Pathway}' already: which of the two leads a patient's entry is not said");
        }
    }

    /// <summary>Measures of which a run never hears.</summary>
    public static void CheckTags(IReadOnlyList<(YamlMap Map, Measure Measure)> read, IEnumerable<JobDefinition> jobs)
    {
        var run = jobs.SelectMany(j => j.MeasureTags).ToHashSet(StringComparer.Ordinal);
        foreach (var (map, _) in read.Where(r => r.Measure.Tags.Count > 0 && !r.Measure.Tags.Any(run.Contains)))
            map.ProblemAt("tags", $"no job runs this measure: none asks for one of its tags (jobs ask for: {(run.Count == 0 ? "none" : string.Join(", ", run.Order(StringComparer.Ordinal)))})", warning: true);
    }

    /// <summary>Pathways that no disposition knows: misspelt, or forgotten.</summary>
    public static void CheckPathways(IReadOnlyList<(YamlMap Map, Measure Measure)> read, Dispositions dispositions)
    {
        if (dispositions.All.Count == 0)
            return;
        var named = dispositions.All.SelectMany(d => d.Pathways.Concat(d.Who.Others.Keys).Concat(d.ReturnsAfter.Others.Keys).Concat(d.AtMost.Others.Keys)).ToHashSet(StringComparer.Ordinal);
        foreach (var (map, measure) in read.Where(r => r.Map.Has("pathway") && !named.Contains(r.Measure.Pathway)))
        {
            map.ProblemAt(
                "pathway",
                $"review/dispositions.yaml does not name the pathway '{measure.Pathway}'"
                + (Problems.Nearest(measure.Pathway, named.Concat(Pathways.Known).Where(p => p != measure.Pathway)) is { } near ? $"; did you mean '{near}'?" : ": its entries get only the decisions that are offered everywhere"),
                warning: true);
        }
    }
}
