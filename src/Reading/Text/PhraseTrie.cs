namespace Opportune.Reading.Text;

/// <summary>Phrases as paths of word numbers; the longest one from a token on.</summary>
internal sealed class PhraseTrie
{
    private readonly Dictionary<long, int> _steps = [];
    private readonly List<int> _entries = [-1];
    // Most words begin no phrase: the first step is an array, the others a table.
    private int[] _first = [];

    /// <summary>Adds a phrase; the first entry under a phrase stays.</summary>
    public void Add(ReadOnlySpan<int> words, int entry)
    {
        var node = 0;
        foreach (var word in words)
        {
            var key = Key(node, word);
            if (node == 0 && word >= _first.Length)
                Array.Resize(ref _first, Math.Max(word + 1, _first.Length * 2));
            if (!_steps.TryGetValue(key, out var next))
            {
                next = _entries.Count;
                _entries.Add(-1);
                _steps.Add(key, next);
                if (node == 0)
                    _first[word] = next;
            }
            node = next;
        }
        if (_entries[node] < 0)
            _entries[node] = entry;
    }

    /// <summary>Length in tokens of the longest phrase that begins at <paramref name="from"/>, and its entry; 0 if none.</summary>
    public int Longest(TokenList tokens, int from, out int entry)
    {
        var (node, longest) = (tokens.Word(from) is var first and >= 0 && first < _first.Length ? _first[first] : 0, 0);
        entry = node == 0 ? -1 : _entries[node];
        if (node == 0)
            return 0;
        longest = entry >= 0 ? 1 : 0;
        for (var at = from + 1; at < tokens.Count; at++)
        {
            var word = tokens.Word(at);
            if (word < 0 || !_steps.TryGetValue(Key(node, word), out node))
                break;
            if (_entries[node] >= 0)
                (longest, entry) = (at - from + 1, _entries[node]);
        }
        return longest;
    }

    private static long Key(int node, int word) => ((long)node << 32) | (uint)word;
}
