using Opportune.Core;

namespace Opportune.Jobs.ValueSets;

/// <summary>Reads the shipped value sets and adds a site's rows to them.</summary>
internal static class ValueSetFolder
{
    public static Dictionary<string, ValueSet> Read(string shipped, string? site, DateOnly? today, Problems problems)
    {
        var sets = new Dictionary<string, ValueSet>(StringComparer.Ordinal);
        foreach (var path in Files(shipped))
        {
            var set = ValueSetFile.Read(path, isSite: false, today, problems);
            sets[set.Name] = set;
        }
        var empty = sets.Values.Where(s => s.Rows.Count == 0).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (site is not null && !Directory.Exists(site))
            problems.Add(new(site, 0, 0, "no such folder (--value-sets)"));
        foreach (var path in Directory.Exists(site) ? Files(site).ToArray() : [])
        {
            var added = ValueSetFile.Read(path, isSite: true, today: null, problems);
            if (!sets.TryGetValue(added.Name, out var set))
            {
                // A set that no measure can mean would be left out in silence.
                problems.Add(new(path, 0, 0, Problems.Unknown("value set", added.Name, sets.Keys)));
                continue;
            }
            sets[added.Name] = set with { Rows = [.. set.Rows, .. added.Rows], Names = [.. set.Names.Union(added.Names)] };
        }
        foreach (var folder in new[] { shipped, site }.Where(Directory.Exists).OfType<string>())
            DrugCrosswalk.Apply(folder, sets, problems);
        foreach (var name in empty.Where(n => sets[n].Rows.Count == 0).Order(StringComparer.Ordinal))
            problems.Add(new(Path.Combine(shipped, name + ".csv"), 0, 0, "the value set is empty: no row will ever match", IsWarning: true));
        return sets;
    }

    private static IOrderedEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.csv").Where(f => Path.GetFileNameWithoutExtension(f) != DrugCrosswalk.Name).Order(StringComparer.Ordinal);
}
