using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>Reads a row of evidence that a disposition enters.</summary>
internal static class ReportReader
{
    private static readonly string[] CodeKeys = ["code-system", "code", "value-set"];

    // Tables to which a reviewer's word can be added; patients: a death.
    private static readonly Dictionary<string, Table> Tables =
        new[] { Table.Patients, Table.Conditions, Table.Medications, Table.Procedures, Table.Results }.ToDictionary(t => CanonicalTable.Of(t).Name, StringComparer.Ordinal);

    public static ReportRule Read(YamlMap map, IReadOnlyDictionary<string, ValueSet>? valueSets)
    {
        var system = map.Text("code-system") is { } written ? CodeSystems.Normalise(written) : null;
        if (map.Has("code-system") && system is null)
            map.ProblemAt("code-system", Problems.Unknown("code system", map.Text("code-system")!, CodeSystems.Names));
        var rule = new ReportRule
        {
            Table = map.Word("table", Tables) ?? Table.Conditions,
            CodeSystem = system,
            Code = map.Text("code") is { } code && system is not null ? CodeSystems.NormaliseCode(system, code) : null,
            Display = map.RequiredText("display"),
            Unit = map.Text("unit"),
            ValueSet = map.Text("value-set"),
            ForTScoreSite = map.Text("for-t-score-site"),
            ForDrug = map.Text("for-drug"),
        };
        if (!map.Has("table"))
            map.Problem(map.Node, "'table' is missing");
        if (rule.Table == Table.Patients)
            CheckDeath(map);
        else
            CheckCode(map, rule, valueSets);
        if (rule.ForTScoreSite is not null && rule.Table != Table.Results)
            map.ProblemAt("for-t-score-site", "a T-score is a row of results");
        return rule;
    }

    private static void CheckDeath(YamlMap map)
    {
        foreach (var key in CodeKeys.Append("unit").Where(map.Has))
            map.ProblemAtKey(key, $"a death (table patients) has no {key}");
    }

    private static void CheckCode(YamlMap map, ReportRule rule, IReadOnlyDictionary<string, ValueSet>? valueSets)
    {
        foreach (var key in CodeKeys.Where(k => !map.Has(k)))
            map.Problem(map.Node, $"'{key}' is missing");
        if (valueSets is null || rule.ValueSet is not { } name)
            return;
        if (!valueSets.TryGetValue(name, out var set))
            map.ProblemAt("value-set", Problems.Unknown("value set", name, valueSets.Keys));
        else if (rule is { CodeSystem: { } system, Code: { } code } && !set.Rows.Any(r => r.Holds(system, code, r.ValidFrom ?? DateOnly.MinValue)))
            map.ProblemAt("code", $"the value set '{name}' does not hold {system} {map.Text("code")}: no rule would find the row");
    }
}
