namespace Opportune.Reading.Text;

/// <summary>
/// Long words that may be misspelt by one letter: left out, put in, another, or changed with its neighbour. The first
/// letters must be right, and the word long enough that no other word of the language is meant.
/// </summary>
internal sealed class NearSpellings
{
    /// <summary>Letters of the shortest word that may be misspelt.</summary>
    public const int Shortest = 9;

    private readonly List<(byte[] Word, int Right, int Id)>[] _byFirst = [.. Enumerable.Range(0, 26).Select(_ => new List<(byte[], int, int)>())];

    /// <summary>Adds a word of which the first letters must be right; short ones and those with other signs than letters are passed over.</summary>
    public void Add(byte[] word, int right, int id)
    {
        if (word.Length >= Shortest && word.AsSpan().IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0)
            _byFirst[word[0] - 'a'].Add((word, right, id));
    }

    /// <summary>The id of the first word added that differs by one letter, or -1.</summary>
    public int Find(ReadOnlySpan<byte> lowerCase)
    {
        if (lowerCase.Length < Shortest - 1 || !Letters.IsSmall(lowerCase[0]))
            return -1;
        foreach (var (word, right, id) in _byFirst[lowerCase[0] - 'a'])
        {
            if (Math.Abs(word.Length - lowerCase.Length) <= 1 && IsNear(word, right, lowerCase))
                return id;
        }
        return -1;
    }

    private static bool IsNear(ReadOnlySpan<byte> word, int right, ReadOnlySpan<byte> other)
    {
        var before = word.CommonPrefixLength(other);
        if (before < right)
            return false;
        var shorter = Math.Min(word.Length, other.Length);
        var after = 0;
        while (after < shorter - before && word[^(after + 1)] == other[^(after + 1)])
            after++;
        var longer = Math.Max(word.Length, other.Length);
        return before + after >= longer - 1
            || word.Length == other.Length && before + after == longer - 2 && word[before] == other[before + 1] && word[before + 1] == other[before];
    }
}
