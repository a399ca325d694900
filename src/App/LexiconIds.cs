using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;

namespace Opportune.App;

/// <summary>The ids that a lexicon defines, for measures to be checked against.</summary>
internal static class LexiconIds
{
    public static KnownIds Of(Lexicon lexicon)
    {
        var terms = lexicon.Families.SelectMany(f => f.Terms).ToList();
        return new(
            Set(lexicon.Families.Select(f => f.Concept).Concat(lexicon.Families.SelectMany(f => f.Places.Values)).Concat(terms.Select(t => t.Concept))),
            Set(lexicon.Places.SelectMany(p => p.Sites).Concat(terms.SelectMany(t => t.Sites))),
            Set(terms.SelectMany(t => t.Kinds).Concat(lexicon.Modifiers.Select(m => m.Kind))),
            Set(Derivations.Meanings.Keys));
    }

    private static HashSet<string> Set(IEnumerable<string?> ids) => ids.OfType<string>().Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
}
