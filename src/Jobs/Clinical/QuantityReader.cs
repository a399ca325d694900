using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Clinical;

/// <summary>Reads <c>clinical/plausible-values.yaml</c>.</summary>
internal static class QuantityReader
{
    /// <summary>The quantities; none where there is no such file.</summary>
    /// <param name="jobsDir">The jobs folder.</param>
    /// <param name="scope">What names may refer to; gets the value sets that are used.</param>
    /// <param name="problems">Gets all that is wrong.</param>
    public static IReadOnlyList<Quantity> Read(string jobsDir, MeasureScope scope, Problems problems)
    {
        var path = Path.Combine(jobsDir, "clinical", "plausible-values.yaml");
        if (!File.Exists(path) || YamlFile.Read(path, problems) is not { } file)
            return [];
        var quantities = file.Maps("quantities").Select(map => ReadOne(map, scope)).ToList();
        file.Done();
        foreach (var twice in quantities.SelectMany(q => q.ValueSets.Concat(q.Concepts)).GroupBy(n => n).Where(g => g.Skip(1).Any()))
            problems.Add(new(path, 0, 0, $"'{twice.Key}' is here twice"));
        return quantities;
    }

    private static Quantity ReadOne(YamlMap map, MeasureScope scope)
    {
        var quantity = new Quantity
        {
            Name = map.RequiredText("name"),
            ValueSets = scope.ValueSets(map, "value-set"),
            Concepts = scope.Concepts(map, "concept"),
            Source = map.RequiredText("source"),
            Plausible = [.. map.Maps("plausible").Select(bounds => MatchReader.RangeOf(bounds, "plausible"))],
        };
        if (quantity.ValueSets.Count + quantity.Concepts.Count == 0)
            map.Problem(map.Node, "say which 'value-set' or 'concept' it is");
        if (quantity.Plausible.Count == 0)
            map.Problem(map.Node, "'plausible' is missing or empty: what somebody alive can have, by unit");
        map.Done();
        return quantity;
    }
}
