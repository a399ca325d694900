using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Finds drugs by ingredient or brand name in a display text: whole words, whatever their case. Asked once per distinct
/// display of a column chunk.
/// </summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, List<(string[] Words, int Set)>> _byFirstWord = new(StringComparer.Ordinal);

    public NameIndex(IEnumerable<(ValueSet Set, int Index)> sets)
    {
        foreach (var (set, index) in sets)
        {
            foreach (var words in set.Names.Select(Words).Where(w => w.Count > 0))
            {
                if (!_byFirstWord.TryGetValue(words[0], out var names))
                    _byFirstWord[words[0]] = names = [];
                names.Add(([.. words], index));
            }
        }
    }

    /// <summary>Whether no name can match.</summary>
    public bool IsEmpty => _byFirstWord.Count == 0;

    /// <summary>The sets of which the text holds a name, in order; null when there is none.</summary>
    public int[]? Find(ReadOnlySpan<byte> display)
    {
        var words = Words(Encoding.UTF8.GetString(display));
        SortedSet<int>? found = null;
        for (var i = 0; i < words.Count; i++)
        {
            if (!_byFirstWord.TryGetValue(words[i], out var names))
                continue;
            foreach (var (name, set) in names)
            {
                if (words.Skip(i).Take(name.Length).SequenceEqual(name))
                    (found ??= []).Add(set);
            }
        }
        return found is null ? null : [.. found];
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inWord && start < 0)
                start = i;
            if (inWord || start < 0)
                continue;
            words.Add(text[start..i].ToLowerInvariant());
            start = -1;
        }
        return words;
    }
}
