using System.Text;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Clinical;

/// <summary>
/// Where each rule of <c>clinical/rules.yaml</c> lives: in the measures that name it, else as the file itself says. So that
/// none is silently missing.
/// </summary>
public static class RuleHomes
{
    private static readonly Dictionary<string, HomeKind> Said = new(StringComparer.Ordinal)
    {
        ["everywhere"] = HomeKind.Everywhere,
        ["must-not-fire"] = HomeKind.MustNotFire,
        ["off"] = HomeKind.Off,
        ["out-of-scope"] = HomeKind.OutOfScope,
    };

    /// <summary>Reads the file and looks for each rule in the measures; none where there is no such file.</summary>
    public static IReadOnlyList<RuleHome> Read(string jobsDir, IReadOnlyList<Measure> measures, Problems problems)
    {
        var path = Path.Combine(jobsDir, "clinical", "rules.yaml");
        if (!File.Exists(path) || YamlFile.Read(path, problems) is not { } file)
            return [];
        var homes = file.Maps("rules").Select(map => ReadOne(map, measures)).ToList();
        file.Done();
        var known = homes.Select(h => h.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var measure in measures)
        {
            foreach (var id in Named(measure).Where(id => !known.Contains(id)))
                problems.Add(new(path, 0, 0, $"measure {measure.Id} names the rule '{id}', which is not here"));
        }
        foreach (var twice in homes.GroupBy(h => h.Id).Where(g => g.Skip(1).Any()))
            problems.Add(new(path, 0, 0, $"the rule '{twice.Key}' is here twice"));
        return homes;
    }

    /// <summary>The table that people read, as <c>clinical/README.md</c> holds it.</summary>
    public static string Table(IReadOnlyList<RuleHome> homes)
    {
        var text = new StringBuilder("# Where every rule lives\n\nMade from `rules.yaml` and the measures; N, V, K, B, D, T, E and C1s to C4s are rules, P pitfalls, C conflicts.\n\n| rule | says | home | where |\n|---|---|---|---|\n");
        foreach (var home in homes)
            text.Append($"| {home.Id} | {home.Says} | {Words(home.Kind)} | {home.Where} |\n");
        return text.ToString();
    }

    private static RuleHome ReadOne(YamlMap map, IReadOnlyList<Measure> measures)
    {
        var (id, says, said, why) = (map.RequiredText("id"), map.RequiredText("says"), map.Word("home", Said), map.Text("why"));
        map.Done();
        if (said is not null && string.IsNullOrEmpty(why))
            map.Problem(map.Node, $"'why' is missing: how '{id}' is held, or why it is not");
        foreach (var (kind, names) in new (HomeKind, Func<Measure, IEnumerable<string>>)[]
        {
            (HomeKind.GapRule, m => m.Rules), (HomeKind.InformationalLine, m => m.Notes.SelectMany(n => n.Rules)), (HomeKind.Off, m => m.Off.Select(o => o.Rule)),
        })
        {
            var at = measures.Where(m => names(m).Contains(id, StringComparer.Ordinal)).Select(m => m.Id).Order(StringComparer.Ordinal).ToList();
            if (at.Count == 0)
                continue;
            if (said is not null)
                map.ProblemAt("home", $"'{id}' lives in {string.Join(", ", at)}; it has no other home");
            return new(id, says, kind, string.Join(", ", at));
        }
        return new(id, says, said, why ?? "");
    }

    private static IEnumerable<string> Named(Measure measure) =>
        measure.Rules.Concat(measure.Notes.SelectMany(n => n.Rules)).Concat(measure.Off.Select(o => o.Rule));

    private static string Words(HomeKind? kind) => kind switch
    {
        HomeKind.GapRule => "gap rule",
        HomeKind.InformationalLine => "informational line",
        HomeKind.Off => "off",
        HomeKind.MustNotFire => "must not fire",
        HomeKind.OutOfScope => "out of scope",
        HomeKind.Everywhere => "every measure",
        _ => "none",
    };
}
