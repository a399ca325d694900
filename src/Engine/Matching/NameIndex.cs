using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Finds drugs by ingredient or brand name in a display text: whole words, whatever their case. Asked once per distinct
/// display of a column chunk.
/// </summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, List<(ValueSet Set, int Index)>> _byFirstWord = new(StringComparer.OrdinalIgnoreCase);

    public NameIndex(IEnumerable<(ValueSet Set, int Index)> sets)
    {
        foreach (var set in sets)
        {
            foreach (var first in set.Set.Names.Select(n => Words(n).FirstOrDefault()).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!_byFirstWord.TryGetValue(first, out var named))
                    _byFirstWord[first] = named = [];
                named.Add(set);
            }
        }
    }

    /// <summary>Whether no name can match.</summary>
    public bool IsEmpty => _byFirstWord.Count == 0;

    /// <summary>The sets of which the text holds a name, in order; null when there is none.</summary>
    public int[]? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return null;
        var display = Encoding.UTF8.GetString(utf8);
        SortedSet<int>? found = null;
        foreach (var word in Words(display))
        {
            foreach (var (set, index) in _byFirstWord.GetValueOrDefault(word, []))
            {
                // The first word only finds the set; whether a name is there, the set itself says.
                if (set.HoldsName(display))
                    (found ??= []).Add(index);
            }
        }
        return found is null ? null : [.. found];
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inWord && start < 0)
                start = i;
            if (inWord || start < 0)
                continue;
            yield return text[start..i];
            start = -1;
        }
    }
}
