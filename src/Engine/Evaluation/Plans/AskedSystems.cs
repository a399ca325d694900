using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>The code systems that matches can read in a table, to know which feeds could show what they ask for.</summary>
internal static class AskedSystems
{
    /// <summary>Null where any will do: nothing is asked of the table, or it is read by its text.</summary>
    public static IReadOnlySet<string>? Of(IEnumerable<EventMatch> matches, Table table, Rulebook rulebook)
    {
        var systems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in matches)
        {
            if (!Homes.Of(match, rulebook).Contains(table))
                continue;
            if (match.ValueSets.Count == 0)
                return null;
            foreach (var name in match.ValueSets)
            {
                if (rulebook.ValueSets.TryGetValue(name, out var set))
                    systems.UnionWith(set.Systems);
            }
        }
        return systems.Count > 0 ? systems : null;
    }

    /// <summary>The same for what closes a gap: its criteria, and the set by which the site is believed.</summary>
    public static IReadOnlySet<string>? Of(Satisfaction satisfaction, Table table, Measure measure, Rulebook rulebook)
    {
        // A name that is not known is told by the loader, or when it is asked.
        var matches = ConditionCriteria.Of(satisfaction.When).Where(measure.Criteria.ContainsKey).SelectMany(name => measure.Criteria[name].AnyOf);
        if (satisfaction.Control is { } control && control.Table == table)
            matches = matches.Append(new() { Tables = [table], ValueSets = [control.ValueSet] });
        return Of(matches, table, rulebook);
    }
}
