using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// In which tables the events of a match would be, so that "none found" can name where it looked. Where a match names no
/// table, the code systems of its value sets say where such codes live.
/// </summary>
internal static class Homes
{
    public static IEnumerable<Table> Of(EventMatch match, Rulebook rulebook)
    {
        if (match.Tables.Count > 0)
            return match.Tables;
        if (match.ValueSets.Count == 0)
            return [Table.ImagingFindings];
        var systems = match.ValueSets.Where(rulebook.ValueSets.ContainsKey).SelectMany(name => rulebook.ValueSets[name].Systems);
        var homes = systems.Select(Of).OfType<Table>().Distinct().ToList();
        return homes.Count > 0 ? homes : [Table.Conditions];
    }

    // SNOMED and local codes live anywhere and say nothing.
    private static Table? Of(string system) => system switch
    {
        "ICD10CM" or "ICD9CM" => Table.Conditions,
        "RXNORM" or "NDC" or "ATC" => Table.Medications,
        "ICD10PCS" or "CPT" or "HCPCS" => Table.Procedures,
        "LOINC" => Table.Results,
        "RADLEX" => Table.ImagingFindings,
        _ => null,
    };
}
