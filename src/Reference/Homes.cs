using Opportune.Core;

namespace Opportune.Reference;

/// <summary>Where rows that a rule means would be found, and in which code systems.</summary>
internal static class Homes
{
    private static readonly Dictionary<string, Table> BySystem = new(StringComparer.Ordinal)
    {
        ["ICD10CM"] = Table.Conditions,
        ["ICD9CM"] = Table.Conditions,
        ["RXNORM"] = Table.Medications,
        ["NDC"] = Table.Medications,
        ["ATC"] = Table.Medications,
        ["ICD10PCS"] = Table.Procedures,
        ["CPT"] = Table.Procedures,
        ["HCPCS"] = Table.Procedures,
        ["LOINC"] = Table.Results,
        ["RADLEX"] = Table.ImagingFindings,
    };

    public static IReadOnlyList<Table> Of(EventMatch rule, Rulebook rules)
    {
        if (rule.Tables.Count > 0)
            return rule.Tables;
        if (rule.ValueSets.Count == 0)
            return [Table.ImagingFindings];
        // SNOMED and a site's own codes live anywhere, and say nothing.
        var homes = SystemsOf(rule, rules).Where(BySystem.ContainsKey).Select(s => BySystem[s]).Distinct().ToList();
        return homes.Count > 0 ? homes : [Table.Conditions];
    }

    /// <summary>The systems in which the rules read codes of the table; null: any.</summary>
    public static IReadOnlyCollection<string>? Systems(IEnumerable<EventMatch> anyOf, Table table, Rulebook rules)
    {
        var asking = anyOf.Where(rule => Of(rule, rules).Contains(table)).ToList();
        var systems = asking.SelectMany(rule => SystemsOf(rule, rules)).Distinct().ToList();
        return systems.Count == 0 || asking.Exists(rule => rule.ValueSets.Count == 0) ? null : systems;
    }

    private static IEnumerable<string> SystemsOf(EventMatch rule, Rulebook rules) =>
        rule.ValueSets.Where(rules.ValueSets.ContainsKey).SelectMany(set => rules.ValueSets[set].Systems);
}
