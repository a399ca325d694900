namespace Opportune.Jobs;

/// <summary>The ids that others define, against which measures are checked.</summary>
/// <param name="Concepts">Concept ids.</param>
/// <param name="Sites">Site ids.</param>
/// <param name="Kinds">Kinds within concepts.</param>
/// <param name="Derivations">Named computations of the evaluator.</param>
public sealed record KnownIds(
    IReadOnlySet<string> Concepts, IReadOnlySet<string> Sites, IReadOnlySet<string> Kinds, IReadOnlySet<string> Derivations)
{
    /// <summary>The ids of a lexicon, and the evaluator's derivations.</summary>
    public static KnownIds Of(Core.Lexicon lexicon, IEnumerable<string> derivations)
    {
        var terms = lexicon.Families.SelectMany(f => f.Terms).ToList();
        return new(
            Set(lexicon.Families.SelectMany(f => f.Places.Values.Append(f.Concept)).Concat(terms.Select(t => t.Concept))),
            Set(lexicon.Places.SelectMany(p => p.Sites).Concat(terms.SelectMany(t => t.Sites)).Concat(lexicon.Families.Select(f => f.Unplaced))),
            Set(lexicon.Modifiers.Select(m => m.Kind).Concat(terms.SelectMany(t => t.Kinds))),
            Set(derivations));
    }

    private static HashSet<string> Set(IEnumerable<string?> ids) => [.. ids.OfType<string>().Where(id => id.Length > 0)];
}
