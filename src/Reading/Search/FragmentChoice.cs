using System.Text;
using Opportune.Core;

namespace Opportune.Reading.Search;

/// <summary>Chooses few and rare fragments such that every phrase of every trigger term holds one within a word.</summary>
internal static class FragmentChoice
{
    private const int Longest = 8;

    /// <exception cref="InvalidOperationException">A term has no word that can be searched for.</exception>
    public static IReadOnlyList<byte[]> Choose(Lexicon lexicon)
    {
        HashSet<string> common = [.. lexicon.Common, .. lexicon.Glue, .. lexicon.Statements, .. lexicon.Joiners, .. lexicon.Closers,
            .. lexicon.Modifiers.SelectMany(m => m.Phrases).SelectMany(p => p.Split(' '))];
        // Thousands of phrases offer the same few words: one of each kind is enough.
        var offered = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var term in lexicon.Families.SelectMany(f => f.Terms))
        {
            foreach (var phrase in term.Phrases)
            {
                var fragments = Candidates(phrase, common);
                if (fragments.Count == 0)
                    throw new InvalidOperationException($"lexicon term '{term.Text}' cannot be searched for: '{phrase}' has no word of letters");
                offered.TryAdd(string.Join(' ', fragments.Order(StringComparer.Ordinal)), fragments);
            }
        }
        var open = offered.Values.ToList();
        var chosen = new List<string>();
        while (open.Count > 0)
        {
            var best = open.SelectMany(o => o).GroupBy(f => f, StringComparer.Ordinal)
                .OrderByDescending(g => g.Count() / Cost(g.Key)).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
            chosen.Add(best);
            open.RemoveAll(o => o.Contains(best));
        }
        return [.. chosen.Select(Encoding.ASCII.GetBytes)];
    }

    /// <summary>Whether every phrase of the term holds one of the fragments within a word.</summary>
    public static bool Holds(LexiconTerm term, IReadOnlyList<byte[]> fragments)
    {
        var texts = fragments.Select(Encoding.ASCII.GetString).ToList();
        return term.Phrases.All(p => p.Split(' ').Any(word => texts.Any(f => word.Contains(f, StringComparison.Ordinal))));
    }

    // Beginnings of words only: endings ("tion", "ture") are shared with all other words of the language.
    private static HashSet<string> Candidates(string phrase, HashSet<string> common)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var words = phrase.Split(' ').Select(w => string.Concat(w.TakeWhile(char.IsAsciiLetterOrDigit))).Where(w => w.Length >= 2).ToList();
        // A common word is searched for only where a phrase has no other.
        var rare = words.Where(w => !common.Contains(w)).ToList();
        foreach (var word in rare.Count > 0 ? rare : words)
        {
            for (var length = Math.Min(4, word.Length); length <= Math.Min(word.Length, Longest); length++)
                all.Add(word[..length]);
        }
        return all;
    }

    // Short fragments are met by chance; beyond six letters nothing is gained.
    private static double Cost(string fragment) => fragment.Length switch
    {
        <= 2 => 40,
        3 => 8,
        4 => 3,
        5 => 1.5,
        6 => 1,
        _ => 1.001,
    };
}
