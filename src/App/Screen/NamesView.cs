using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.App.Screen;

/// <summary>The names that a measure may use, as the rules have them: what <c>check</c> compares against.</summary>
internal static class NamesView
{
    /// <summary>Each kind of name, and who says which there are.</summary>
    public static IReadOnlyDictionary<string, Func<LoadedJobs, IEnumerable<string>>> Kinds { get; } = new Dictionary<string, Func<LoadedJobs, IEnumerable<string>>>(StringComparer.Ordinal)
    {
        ["concepts"] = rules => Known(rules).Concepts,
        ["sites"] = rules => Known(rules).Sites,
        ["kinds"] = rules => Known(rules).Kinds,
        ["modalities"] = _ => Modalities.Names,
        ["value-sets"] = ValueSets,
        ["pathways"] = rules => rules.Rules.Measures.GroupBy(m => m.Pathway).Select(g => $"{g.Key}: {string.Join(", ", g.OrderBy(m => m.Rank).Select(m => $"{m.Rank} {m.Id}"))}"),
        ["tags"] = rules => rules.Rules.Measures.SelectMany(m => m.Tags.Select(t => (Tag: t, m.Id))).GroupBy(t => t.Tag).Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => t.Id).Order(StringComparer.Ordinal))}"),
    };

    /// <summary>Prints them, one a line below its kind.</summary>
    /// <param name="rules">Whose.</param>
    /// <param name="kind">Of that kind alone; null: of all.</param>
    public static void Print(LoadedJobs rules, string? kind)
    {
        foreach (var (name, list) in Kinds.Where(k => kind is null || k.Key == kind))
        {
            Console.WriteLine($"{name}:");
            foreach (var one in list(rules).Order(StringComparer.Ordinal))
                Console.WriteLine($"  {one}");
        }
    }

    private static KnownIds Known(LoadedJobs rules) => KnownIds.Of(rules.Lexicon.Lexicon, []);

    private static IEnumerable<string> ValueSets(LoadedJobs rules)
    {
        var users = rules.Rules.Measures.SelectMany(m => rules.Rules.For(m).ValueSets.Keys.Select(set => (set, m.Id))).ToLookup(u => u.set, u => u.Id, StringComparer.Ordinal);
        return rules.Rules.ValueSets.Values.Select(s =>
            $"{s.Name}: {string.Join(", ", s.Systems.Order(StringComparer.Ordinal))}; {(users.Contains(s.Name) ? string.Join(", ", users[s.Name].Order(StringComparer.Ordinal)) : "no measure")}");
    }
}
