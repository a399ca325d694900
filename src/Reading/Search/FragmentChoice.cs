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
        var common = Common(lexicon);
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
        var sets = offered.Values.ToList();
        var chosen = Greedy(sets, Beginnings(common));
        DropCovered(sets, chosen);
        return [.. chosen.Select(Encoding.ASCII.GetBytes)];
    }

    // The fragment that serves most phrases for its cost, again and again, until each phrase has one. Counts are kept, not
    // counted anew: every start of the program waits for this.
    private static List<string> Greedy(List<HashSet<string>> offered, HashSet<string> beginnings)
    {
        var offers = new SortedDictionary<string, (double Cost, List<int> In)>(StringComparer.Ordinal);
        for (var i = 0; i < offered.Count; i++)
        {
            foreach (var fragment in offered[i])
            {
                if (!offers.TryGetValue(fragment, out var offer))
                    offers[fragment] = offer = (Cost(fragment, beginnings), []);
                offer.In.Add(i);
            }
        }
        var names = offers.Keys.ToArray();
        var numbers = names.Select((name, n) => (name, n)).ToDictionary(x => x.name, x => x.n, StringComparer.Ordinal);
        var costs = offers.Values.Select(o => o.Cost).ToArray();
        var counts = offers.Values.Select(o => o.In.Count).ToArray();
        var served = new bool[offered.Count];
        var chosen = new List<string>();
        for (var left = offered.Count; left > 0;)
        {
            // Of equals the first by name.
            var best = 0;
            for (var n = 1; n < names.Length; n++)
            {
                if (counts[n] / costs[n] > counts[best] / costs[best])
                    best = n;
            }
            chosen.Add(names[best]);
            foreach (var i in offers[names[best]].In)
            {
                if (served[i])
                    continue;
                served[i] = true;
                left--;
                foreach (var fragment in offered[i])
                    counts[numbers[fragment]]--;
            }
        }
        return chosen;
    }

    // What was chosen early may be covered by what came later.
    private static void DropCovered(List<HashSet<string>> offered, List<string> chosen)
    {
        var holders = offered.Select(o => chosen.Count(o.Contains)).ToArray();
        foreach (var fragment in chosen.ToList())
        {
            var users = Enumerable.Range(0, offered.Count).Where(i => offered[i].Contains(fragment)).ToList();
            if (users.Exists(i => holders[i] < 2))
                continue;
            chosen.Remove(fragment);
            users.ForEach(i => holders[i]--);
        }
    }

    /// <summary>Whether every phrase of the term holds one of the fragments within a word.</summary>
    public static bool Holds(LexiconTerm term, IReadOnlyList<byte[]> fragments)
    {
        var texts = fragments.Select(Encoding.ASCII.GetString).ToList();
        return term.Phrases.All(p => p.Split(' ').Any(word => texts.Any(f => word.Contains(f, StringComparison.Ordinal))));
    }

    // Words that reports hold anyway: small words, words of degree, places of the body.
    private static HashSet<string> Common(Lexicon lexicon) =>
    [
        .. lexicon.Common, .. lexicon.Glue, .. lexicon.Statements, .. lexicon.Joiners, .. lexicon.Closers,
        .. lexicon.Modifiers.SelectMany(m => m.Phrases).Concat(lexicon.Places.SelectMany(p => p.Phrases)).SelectMany(p => p.Split(' ')),
    ];

    private static HashSet<string> Beginnings(HashSet<string> common) =>
        [.. common.SelectMany(w => Enumerable.Range(2, Math.Max(0, Math.Min(w.Length, Longest) - 1)).Select(length => w[..Math.Min(length, w.Length)]))];

    // Beginnings of words only: endings ("tion", "ture") are shared with all other words of the language. A short or a
    // common word is searched for only where a phrase has no better one.
    private static HashSet<string> Candidates(string phrase, HashSet<string> common)
    {
        var words = phrase.Split(' ').Select(w => string.Concat(w.TakeWhile(char.IsAsciiLetterOrDigit))).Where(w => w.Length >= 2).ToList();
        var best = words.GroupBy(w => (w.Length >= 4 ? 0 : w.Length == 3 ? 1 : 3) + (common.Contains(w) ? 2 : 0)).OrderBy(g => g.Key).FirstOrDefault();
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in best ?? Enumerable.Empty<string>())
        {
            for (var length = Math.Min(4, word.Length); length <= Math.Min(word.Length, Longest); length++)
                all.Add(word[..length]);
        }
        return all;
    }

    // Short fragments are met by chance, beginnings of common words everywhere; beyond six letters nothing is gained.
    private static double Cost(string fragment, HashSet<string> beginnings) =>
        (beginnings.Contains(fragment) ? 20 : 1) * fragment.Length switch
        {
            <= 3 => 8,
            4 => 2.5,
            5 => 1.3,
            6 => 1,
            _ => 1.001,
        };
}
