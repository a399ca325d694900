namespace Opportune.Reading.Text;

/// <summary>A phrase found: entry of its table, first token, token after the last.</summary>
internal readonly record struct Match(int Entry, int From, int To);

/// <summary>Phrases of one table found in a sentence: longest first from the left, never overlapping.</summary>
internal sealed class Matches
{
    private readonly List<Match> _all = [];
    private int[] _at = [];

    public int Count => _all.Count;

    public Match this[int index] => _all[index];

    /// <summary>Finds all; tells whether there is any.</summary>
    public bool Fill(PhraseTrie phrases, TokenList tokens)
    {
        _all.Clear();
        if (_at.Length < tokens.Count)
            _at = new int[Math.Max(tokens.Count, 256)];
        _at.AsSpan(0, tokens.Count).Fill(-1);
        for (var from = 0; from < tokens.Count;)
        {
            var length = phrases.Begins(tokens.Word(from)) && phrases.Longest(tokens, from, out var entry) is var l and > 0 ? Add(entry, from, l) : 0;
            from += Math.Max(1, length);
        }
        return _all.Count > 0;
    }

    /// <summary>Index of the match that covers the token, or -1.</summary>
    public int At(int token) => _at[token];

    private int Add(int entry, int from, int length)
    {
        _at.AsSpan(from, length).Fill(_all.Count);
        _all.Add(new(entry, from, from + length));
        return length;
    }
}
