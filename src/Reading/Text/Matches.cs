namespace Opportune.Reading.Text;

/// <summary>A phrase found: entry of its table, first token, token after the last.</summary>
internal readonly record struct Match(int Entry, int From, int To);

/// <summary>Phrases of one table found in a sentence: longest first from the left, never overlapping.</summary>
internal sealed class Matches
{
    private readonly List<Match> _all = [];
    private int[] _at = [];
    private bool _isFilled;

    public int Count => _all.Count;

    public Match this[int index] => _all[index];

    /// <summary>Finds all.</summary>
    public void Fill(PhraseTrie phrases, TokenList tokens)
    {
        _isFilled = true;
        var words = tokens.Words;
        _all.Clear();
        if (_at.Length < words.Length)
            _at = new int[Math.Max(words.Length, 256)];
        _at.AsSpan(0, words.Length).Fill(-1);
        for (var from = 0; from < words.Length;)
        {
            var length = phrases.Longest(words[from..], out var entry) is var l and > 0 ? Add(entry, from, l) : 0;
            from += Math.Max(1, length);
        }
    }

    /// <summary>The same, and found only if they are not yet.</summary>
    public Matches Of(PhraseTrie phrases, TokenList tokens)
    {
        if (!_isFilled)
            Fill(phrases, tokens);
        return this;
    }

    /// <summary>Forgets them.</summary>
    public void Clear() => _isFilled = false;

    /// <summary>Index of the match that covers the token, or -1.</summary>
    public int At(int token) => _at[token];

    private int Add(int entry, int from, int length)
    {
        _at.AsSpan(from, length).Fill(_all.Count);
        _all.Add(new(entry, from, from + length));
        return length;
    }
}
