using System.Reflection;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.App.Evaluate.Cases;

/// <summary>
/// The rules of <c>statin-populations.yaml</c> and <c>statin-visit.yaml</c> over the shipped value sets, the published ones that
/// they name, and the rows of a folder's <c>codes.tsv</c>, which come as a site's own do. What a row's set is called is made the
/// name of ours by its words: "Liver Disease" is liver-disease.
/// </summary>
internal static class PopulationRules
{
    public const string Populations = "statin-populations";
    public const string Visit = "statin-visit";

    private const string Empty = "# source: none; rows come with the test patients\n# release: none\n# reviewed-by: nobody\n# reviewed-on: 2026-11-21\n# next-review: 2999-12-31\nsystem,code,meaning\n";
    private static readonly Assembly Program = typeof(PopulationRules).Assembly;

    /// <summary>Reads the rules with a folder's codes.</summary>
    /// <exception cref="InputException">A code is none of its system, or its system is unknown.</exception>
    public static Rulebook Load(string jobs, string codes)
    {
        var work = Directory.CreateTempSubdirectory("opportune-evaluate-").FullName;
        try
        {
            var (sets, site) = (Path.Combine(work, "value-sets"), Path.Combine(work, "site"));
            foreach (var folder in new[] { sets, site, Path.Combine(work, "measures") })
                Directory.CreateDirectory(folder);
            foreach (var name in Directory.EnumerateFiles(Path.Combine(jobs, "value-sets"), "*.csv"))
                File.Copy(name, Path.Combine(sets, Path.GetFileName(name)));
            foreach (var name in Program.GetManifestResourceNames().Where(n => n.StartsWith("cases/", StringComparison.Ordinal)))
                Write(Path.Combine(work, name.EndsWith(".csv", StringComparison.Ordinal) ? "value-sets" : "measures", Path.GetFileName(name)), name);
            var rows = Rows(codes);
            foreach (var set in rows.Keys.Concat(NamedSets(Path.Combine(work, "measures"))))
            {
                if (!File.Exists(Path.Combine(sets, set + ".csv")))
                    File.WriteAllText(Path.Combine(sets, set + ".csv"), Empty);
            }
            foreach (var (set, lines) in rows)
                File.WriteAllLines(Path.Combine(site, set + ".csv"), ["system,code,meaning", .. lines]);
            var problems = new Problems();
            var loaded = JobsFolder.Load(work, site, problems);
            return loaded is null
                ? throw new InputException($"{codes}: {problems.All.First(p => !p.IsWarning).Message} (and {problems.All.Count(p => !p.IsWarning) - 1} more)")
                : new() { Measures = loaded.Measures, ValueSets = loaded.ValueSets };
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static SortedDictionary<string, SortedSet<string>> Rows(string codes)
    {
        var rows = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var row in TableRows.Read(codes, "value_set", "system", "code"))
        {
            if (row is not [{ Length: > 0 } set, { Length: > 0 } system, { Length: > 0 } code])
                throw new InputException($"{codes}: a row without value_set, system or code");
            if (!rows.TryGetValue(NameOf(set), out var lines))
                rows[NameOf(set)] = lines = new(StringComparer.Ordinal);
            lines.Add($"{system},{code},");
        }
        return rows;
    }

    // "Preventive Care Services Initial Office Visit, 18 and Up" -> preventive-care-services-initial-office-visit-18-and-up
    private static string NameOf(string set) =>
        string.Join('-', new string([.. set.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // A set of which a folder has no code is empty, not unknown: the words behind value-set, in a list of either form.
    private static IEnumerable<string> NamedSets(string measures) =>
        Directory.EnumerateFiles(measures).SelectMany(File.ReadLines).Where(l => !l.TrimStart().StartsWith('#'))
            .SelectMany(l => l.Contains("value-set:", StringComparison.Ordinal) ? l[(l.IndexOf("value-set:", StringComparison.Ordinal) + "value-set:".Length)..].Split(']', '}')[0].Split('[', ',')
                : l.TrimStart().StartsWith("- ", StringComparison.Ordinal) && !l.Contains(':', StringComparison.Ordinal) ? [l.TrimStart()[2..]] : [])
            .Select(n => n.Trim()).Where(n => n.Length > 0 && n.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));

    private static void Write(string path, string resource)
    {
        using var from = Program.GetManifestResourceStream(resource)!;
        using var to = File.Create(path);
        from.CopyTo(to);
    }
}
