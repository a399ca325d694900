using System.Runtime.InteropServices;
using System.Text;
using Opportune.Core;

namespace Opportune.Reading.Search;

/// <summary>Chooses few and rare fragments such that every phrase of every trigger term has a word that begins with one.</summary>
internal static class FragmentChoice
{
    private const int Longest = 8;

    /// <exception cref="InvalidOperationException">A term has no word that can be searched for.</exception>
    public static IReadOnlyList<byte[]> Choose(Lexicon lexicon)
    {
        var common = Common(lexicon);
        var known = new Dictionary<string, (string Stem, int Rank)>(StringComparer.Ordinal);
        // Thousands of phrases offer the same few words: one of each kind is enough.
        var offered = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var term in lexicon.Families.SelectMany(f => f.Terms))
        {
            foreach (var phrase in term.Phrases)
            {
                var words = BestWords(phrase, common, known);
                if (words.Count == 0)
                    throw new InvalidOperationException($"lexicon term '{term.Text}' cannot be searched for: '{phrase}' has no word of letters");
                var key = words.Count == 1 ? words[0] : string.Join(' ', words);
                if (!offered.ContainsKey(key))
                    offered.Add(key, Beginnings(words));
            }
        }
        return [.. Fewest([.. offered.Values], Openings(common)).Select(Encoding.ASCII.GetBytes)];
    }

    // The fragment that serves most phrases for its cost, again and again, until each phrase has one. Counts are kept, not
    // counted anew: every start of the program waits for this.
    private static List<string> Fewest(List<List<string>> offered, HashSet<string> openings)
    {
        var uses = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < offered.Count; i++)
        {
            foreach (var fragment in offered[i])
                (CollectionsMarshal.GetValueRefOrAddDefault(uses, fragment, out _) ??= []).Add(i);
        }
        // Of equals the first by name.
        var names = uses.Keys.Order(StringComparer.Ordinal).ToArray();
        var numbers = names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        var costs = names.Select(n => Cost(n, openings)).ToArray();
        var counts = names.Select(n => uses[n].Count).ToArray();
        var served = new bool[offered.Count];
        var holders = new int[offered.Count];
        var chosen = new List<string>();
        for (var left = offered.Count; left > 0;)
        {
            var (best, most) = (0, double.MinValue);
            for (var n = 0; n < names.Length; n++)
            {
                if (counts[n] > 0 && counts[n] / costs[n] > most)
                    (best, most) = (n, counts[n] / costs[n]);
            }
            chosen.Add(names[best]);
            foreach (var i in uses[names[best]])
            {
                holders[i]++;
                if (served[i])
                    continue;
                served[i] = true;
                left--;
                foreach (var fragment in offered[i])
                    counts[numbers[fragment]]--;
            }
        }
        // What was chosen early may be covered by what came later.
        chosen.RemoveAll(fragment =>
        {
            var isCovered = uses[fragment].TrueForAll(i => holders[i] > 1);
            if (isCovered)
                uses[fragment].ForEach(i => holders[i]--);
            return isCovered;
        });
        return chosen;
    }

    /// <summary>Whether every phrase of the term has a word that begins with one of the fragments.</summary>
    public static bool Holds(LexiconTerm term, IReadOnlySet<string> fragments) =>
        term.Phrases.All(p => p.Split(' ').Any(word => Enumerable.Range(1, Math.Min(word.Length, Longest)).Any(length => fragments.Contains(word[..length]))));

    // Words that reports hold anyway: small words, words of degree, places of the body.
    private static HashSet<string> Common(Lexicon lexicon) =>
    [
        .. lexicon.Common, .. lexicon.Glue, .. lexicon.Statements, .. lexicon.Joiners, .. lexicon.Closers,
        .. lexicon.Modifiers.SelectMany(m => m.Phrases).Concat(lexicon.Places.SelectMany(p => p.Phrases)).SelectMany(p => p.Split(' ')),
    ];

    private static HashSet<string> Openings(HashSet<string> common) => [.. common.SelectMany(w => Enumerable.Range(2, Math.Max(0, Math.Min(w.Length, Longest) - 1)).Select(length => w[..length]))];

    // A short or a common word is searched for only where a phrase has no better one.
    private static List<string> BestWords(string phrase, HashSet<string> common, Dictionary<string, (string Stem, int Rank)> known)
    {
        var (best, words) = (int.MaxValue, new List<string>());
        foreach (var word in phrase.Split(' '))
        {
            if (!known.TryGetValue(word, out var about))
                known[word] = about = Judge(word, common);
            if (about.Rank > best || about.Stem.Length < LexiconTerm.ShortestStem)
                continue;
            if (about.Rank < best)
                words.Clear();
            best = about.Rank;
            if (!words.Contains(about.Stem))
                words.Add(about.Stem);
        }
        words.Sort(StringComparer.Ordinal);
        return words;
    }

    private static (string Stem, int Rank) Judge(string word, HashSet<string> common)
    {
        var stem = LexiconTerm.StemOf(word).ToString();
        return (stem[..Math.Min(stem.Length, Longest)], (stem.Length >= 4 ? 0 : stem.Length == 3 ? 1 : 3) + (common.Contains(stem) ? 2 : 0));
    }

    // Beginnings of words only: endings ("tion", "ture") are shared with all other words of the language.
    private static List<string> Beginnings(List<string> words) =>
        [.. words.SelectMany(w => Enumerable.Range(Math.Min(4, w.Length), w.Length - Math.Min(4, w.Length) + 1).Select(length => w[..length])).Distinct(StringComparer.Ordinal)];

    // Short fragments are met by chance, beginnings of common words everywhere; beyond six letters nothing is gained.
    private static double Cost(string fragment, HashSet<string> openings) =>
        (openings.Contains(fragment) ? 20 : 1) * fragment.Length switch
        {
            <= 3 => 8,
            4 => 2.5,
            5 => 1.3,
            6 => 1,
            _ => 1.001,
        };
}
