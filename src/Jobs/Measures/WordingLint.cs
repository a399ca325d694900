using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Measures;

/// <summary>
/// Words that no text for people may hold: a row is a candidate for review, never an order, and a report's silence proves
/// nothing.
/// </summary>
internal static class WordingLint
{
    private static readonly (string Word, string Instead)[] Forbidden =
    [
        ("needs", "say 'consider' or 'would settle'"),
        ("must", "say 'consider'"),
        ("untreated", "say 'no treatment found'"),
        ("no fracture", "a report's silence is not evidence of absence"),
        ("atherosclerosis", "say 'vascular calcification', or put the report's word in quotes"),
        ("benign", "only a clinician says so"),
    ];

    public static void Check(YamlMap map, string key, string text)
    {
        foreach (var (word, instead) in Forbidden)
        {
            if (Holds(text, word))
                map.ProblemAt(key, $"'{word}' is not said to people; {instead}");
        }
    }

    /// <summary>Tells placeholders that nothing fills; the criteria that others name (<see cref="Wording.Trend"/>) are given back.</summary>
    public static IReadOnlyList<string> CheckPlaceholders(YamlMap map, string key, string text, IEnumerable<string> known)
    {
        var criteria = new List<string>();
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            var name = close < 0 ? text[(open + 1)..] : text[(open + 1)..close];
            var of = Array.Find([Wording.Trend, Wording.DatesOf], p => name.StartsWith(p, StringComparison.Ordinal));
            if (close < 0)
                map.ProblemAt(key, $"'{{{name}' is not closed");
            else if (of is not null)
                criteria.Add(name[of.Length..]);
            else if (!known.Contains(name, StringComparer.Ordinal))
                map.ProblemAt(key, Problems.Unknown("placeholder", name, known));
        }
        return criteria;
    }

    private static bool Holds(string text, string word)
    {
        var inQuotes = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '"' or '\u201c' or '\u201d')
                inQuotes = !inQuotes;
            else if (!inQuotes && IsWordAt(text, i, word))
                return true;
        }
        return false;
    }

    private static bool IsWordAt(string text, int at, string word) =>
        string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at == 0 || !char.IsLetter(text[at - 1]))
        && (at + word.Length >= text.Length || !char.IsLetter(text[at + word.Length]));
}
