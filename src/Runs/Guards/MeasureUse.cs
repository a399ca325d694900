using Opportune.Core;

namespace Opportune.Runs.Guards;

/// <summary>What a measure depends on: whether a fault of a table is a fault of its list.</summary>
public sealed class MeasureUse
{
    private static readonly Dictionary<string, Table[]> TablesOfSystem = new(StringComparer.Ordinal)
    {
        ["ICD10CM"] = [Table.Conditions],
        ["ICD9CM"] = [Table.Conditions],
        ["SNOMED"] = [Table.Conditions, Table.Procedures],
        ["RXNORM"] = [Table.Medications],
        ["NDC"] = [Table.Medications],
        ["ATC"] = [Table.Medications],
        ["CPT"] = [Table.Procedures],
        ["HCPCS"] = [Table.Procedures],
        ["ICD10PCS"] = [Table.Procedures],
        ["LOINC"] = [Table.Results],
        ["RADLEX"] = [Table.ImagingFindings],
    };

    private readonly HashSet<Table> _tables = [Table.Patients, Table.ImagingFindings];
    private readonly HashSet<(Table, string)> _controls = [];
    private readonly List<(IReadOnlyList<Table> Tables, ValueSet Set)> _asked = [];

    private MeasureUse(Measure measure, IReadOnlyDictionary<string, ValueSet> sets)
    {
        foreach (var match in measure.Index.Classes.SelectMany(c => c.AnyOf).Concat(measure.Criteria.Values.SelectMany(c => c.AnyOf)))
        {
            _tables.UnionWith(TablesOf(match, sets));
            _asked.AddRange(match.ValueSets.Concat(match.NotValueSets).Where(sets.ContainsKey).Select(s => (match.Tables, sets[s])));
        }
        foreach (var satisfied in measure.SatisfiedBy)
        {
            _tables.UnionWith(satisfied.Needs);
            if (satisfied.Control is { } control)
                _controls.Add((control.Table, control.ValueSet));
        }
        // Without them "none found" would be said of days in which nobody looked.
        if (measure.SatisfiedBy.Any(s => s.Needs.Count > 0) || measure.Exclude.Any(e => e.MustKnow))
            _tables.Add(Table.ObservationPeriods);
        if (measure.ActiveWithin is not null)
            _tables.Add(Table.Encounters);
    }

    /// <summary>The use that each measure of a rulebook makes of the tables, by measure id.</summary>
    public static IReadOnlyDictionary<string, MeasureUse> Of(Rulebook rules) =>
        rules.Measures.ToDictionary(m => m.Id, m => new MeasureUse(m, rules.ValueSets), StringComparer.Ordinal);

    /// <summary>Whether a rule of the measure asks for rows of the table.</summary>
    public bool Uses(Table table) => _tables.Contains(table);

    /// <summary>Whether a rule of the measure asks the table for rows of the code system and, where one is named, of the code (normalised).</summary>
    public bool Asks(Table table, string system, string? code) => Uses(table) && _asked.Exists(a =>
        (a.Tables.Count == 0 || a.Tables.Contains(table)) && a.Set.Rows.Any(r => r.System == system && (code is null || r.Holds(system, code, r.ValidFrom ?? r.ValidTo ?? DateOnly.MaxValue))));

    /// <summary>Whether the measure's "none found" rests on seeing that value set in that table.</summary>
    public bool RestsOn(Table table, string valueSet) => _controls.Contains((table, valueSet));

    // A match that names no table is looked for in all of them, but can only be met where its code systems are written.
    private static IEnumerable<Table> TablesOf(EventMatch match, IReadOnlyDictionary<string, ValueSet> sets)
    {
        if (match.Tables.Count > 0 || match.ValueSets.Count == 0)
            return match.Tables;
        return match.ValueSets.Where(sets.ContainsKey).SelectMany(s => sets[s].Systems).SelectMany(s => TablesOfSystem.GetValueOrDefault(s, []));
    }
}
