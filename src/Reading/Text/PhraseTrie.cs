namespace Opportune.Reading.Text;

/// <summary>Phrases as paths of word numbers; the longest one from a token on.</summary>
internal sealed class PhraseTrie
{
    // Open addressing, at most half full: a look-up is a multiplication and mostly one comparison.
    private long[] _keys = new long[64];
    private int[] _nodes = new int[64];
    private int _steps;
    // Of each node its entry, or -1, and by six bits of their numbers the words that lead on: most look-ups end here.
    private (int Entry, ulong Onward)[] _ends = [(-1, 0)];
    private int _count = 1;
    // Most words begin no phrase: a bit tells it, the first step is an array, the others a table.
    private ulong[] _begins = [];
    private int[] _first = [];

    /// <summary>Adds a phrase; the first entry under a phrase stays.</summary>
    public void Add(ReadOnlySpan<int> words, int entry)
    {
        var node = 0;
        foreach (var word in words)
        {
            var next = Next(node, word);
            if (next == 0)
            {
                next = _count++;
                if (next == _ends.Length)
                    Array.Resize(ref _ends, next * 2);
                _ends[next] = (-1, 0);
                _ends[node].Onward |= 1UL << (word & 63);
                Step(Key(node, word), next);
                if (node == 0)
                    Begin(word, next);
            }
            node = next;
        }
        if (_ends[node].Entry < 0)
            _ends[node].Entry = entry;
    }

    /// <summary>Whether a phrase begins with that word.</summary>
    public bool Begins(int word) => (uint)word >> 6 < (uint)_begins.Length && (_begins[word >> 6] & 1UL << (word & 63)) != 0;

    /// <summary>Length in tokens of the longest phrase that begins at <paramref name="from"/>, and its entry; 0 if none.</summary>
    public int Longest(TokenList tokens, int from, out int entry)
    {
        entry = -1;
        if (!Begins(tokens.Word(from)))
            return 0;
        var node = _first[tokens.Word(from)];
        (entry, var onward) = _ends[node];
        var longest = entry >= 0 ? 1 : 0;
        for (var at = from + 1; at < tokens.Count; at++)
        {
            var word = tokens.Word(at);
            if (word < 0 || (onward & 1UL << (word & 63)) == 0)
                break;
            node = Next(node, word);
            if (node == 0)
                break;
            (var end, onward) = _ends[node];
            if (end >= 0)
                (longest, entry) = (at - from + 1, end);
        }
        return longest;
    }

    private void Begin(int word, int next)
    {
        if (word >= _first.Length)
        {
            Array.Resize(ref _first, Math.Max(word + 1, _first.Length * 2));
            Array.Resize(ref _begins, (_first.Length + 63) / 64);
        }
        _first[word] = next;
        _begins[word >> 6] |= 1UL << (word & 63);
    }

    private int Next(int node, int word)
    {
        var key = Key(node, word);
        for (var slot = Slot(key); _nodes[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
                return _nodes[slot];
        }
        return 0;
    }

    private void Step(long key, int next)
    {
        if (++_steps * 2 > _keys.Length)
        {
            var (keys, nodes) = (_keys, _nodes);
            (_keys, _nodes) = (new long[keys.Length * 2], new int[keys.Length * 2]);
            for (var i = 0; i < keys.Length; i++)
            {
                if (nodes[i] != 0)
                    Put(keys[i], nodes[i]);
            }
        }
        Put(key, next);
    }

    private void Put(long key, int next)
    {
        var slot = Slot(key);
        while (_nodes[slot] != 0)
            slot = (slot + 1) & (_keys.Length - 1);
        (_keys[slot], _nodes[slot]) = (key, next);
    }

    private int Slot(long key) => (int)((ulong)key * 0x9E3779B97F4A7C15 >> 40) & (_keys.Length - 1);

    private static long Key(int node, int word) => ((long)node << 32) | (uint)word;
}
