using System.Numerics;
using Opportune.Reading.Text;

namespace Opportune.Reading.Search;

/// <summary>
/// Finds where a term may stand: a fragment at the beginning of a word that, with the words beside it, is of a term. "Mass" is
/// one behind "bone", and not behind "pulmonary". What it passes over is no term for certain; in doubt it tells a place, such as
/// beside numbers, signs, letters beyond ASCII, and where a row begins or ends.
/// </summary>
internal sealed class TermSearch
{
    // Bits for each pair of neighbours: few others fall on the same, and those are read in vain.
    private const int Spread = 32;

    [Flags]
    private enum Standing : byte
    {
        Alone = 1,
        BeforeAnother = 2,
        BehindAnother = 4,
    }

    private readonly Vocabulary _vocabulary;
    private readonly Standing[] _standing;
    // Words that stand beside each other in a term, by a hash of both.
    private readonly ulong[] _pairs;

    /// <param name="vocabulary">All words, frozen.</param>
    /// <param name="phrases">The phrases of all terms; a word of each begins with a fragment.</param>
    /// <param name="fragments">What is searched for.</param>
    public TermSearch(Vocabulary vocabulary, IEnumerable<string> phrases, IReadOnlyList<byte[]> fragments)
    {
        (_vocabulary, _standing, Fragments) = (vocabulary, new Standing[vocabulary.Count], new(fragments));
        var pairs = new HashSet<(int Left, int Right)>();
        foreach (var phrase in phrases)
        {
            int[] words = [.. phrase.Split(' ').Select(vocabulary.IdOf)];
            for (var i = 0; i < words.Length; i++)
            {
                _standing[words[i]] |= words.Length == 1 ? Standing.Alone : (i > 0 ? Standing.BehindAnother : 0) | (i + 1 < words.Length ? Standing.BeforeAnother : 0);
                if (i > 0)
                    pairs.Add((words[i - 1], words[i]));
            }
        }
        _pairs = new ulong[BitOperations.RoundUpToPowerOf2((uint)(pairs.Count * Spread / 64 + 1))];
        foreach (var (left, right) in pairs)
            _pairs[Place(left, right, out var bit)] |= bit;
    }

    /// <summary>The search for fragments alone.</summary>
    public FragmentSearch Fragments { get; }

    /// <summary>Start of the first fragment at or after <paramref name="from"/> that may be of a term, or -1; its length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="isWhole">Whether nothing stands before the text or behind it: the row of a report may go on in another row.</param>
    /// <param name="length">Of the fragment.</param>
    public int Next(ReadOnlySpan<byte> text, int from, bool isWhole, out int length)
    {
        var hit = Fragments.Next(text, from, out length);
        while (hit >= 0 && !MayBeTerm(text, hit, length, isWhole))
            hit = Fragments.Next(text, hit + 1, out length);
        return hit;
    }

    /// <summary>Whether the fragment found there may be of a term.</summary>
    public bool MayBeTerm(ReadOnlySpan<byte> text, int hit, int length, bool isWhole)
    {
        if (!FragmentSearch.Stands(text, text.Length, hit, length))
            return false;
        if (hit > 0 && IsDoubtful(text[hit - 1]))
            return true;
        var end = Letters.WordEnd(text, hit, text.Length);
        if (_vocabulary.FindOrNear(text, hit, end) is not (>= 0 and var word))
            return false;
        var standing = _standing[word];
        return (standing & Standing.Alone) != 0
            || (standing & Standing.BehindAnother) != 0 && IsBehind(text, hit, isWhole, word)
            || (standing & Standing.BeforeAnother) != 0 && IsBefore(text, end, isWhole, word);
    }

    private bool IsBehind(ReadOnlySpan<byte> text, int start, bool isWhole, int word)
    {
        var end = start;
        while (end > 0 && IsGap(text[end - 1]))
            end--;
        var from = end;
        while (from > 0 && FragmentSearch.IsLetter(text[from - 1]))
            from--;
        if (from == 0 ? !isWhole : IsDoubtful(text[from - 1]))
            return true;
        return from < end && _vocabulary.FindOrNear(text, from, end) is >= 0 and var left && IsPair(left, word);
    }

    private bool IsBefore(ReadOnlySpan<byte> text, int end, bool isWhole, int word)
    {
        var from = end;
        while (from < text.Length && IsGap(text[from]))
            from++;
        if (from == text.Length ? !isWhole : IsDoubtful(text[from]))
            return true;
        return from < text.Length && _vocabulary.FindOrNear(text, from, Letters.WordEnd(text, from, text.Length)) is >= 0 and var right && IsPair(word, right);
    }

    // What parts words without being a word, a mark or a sign itself.
    private static bool IsGap(byte b) => b < 0x80 && !char.IsAsciiLetterOrDigit((char)b) && !IsDoubtful(b) && !Letters.IsMark(b);

    // Where it takes a closer look to see which words stand beside each other.
    private static bool IsDoubtful(byte b) => b >= 0x80 || char.IsAsciiDigit((char)b) || b == '\'' || Letters.IsSign(b);

    private bool IsPair(int left, int right) => (_pairs[Place(left, right, out var bit)] & bit) != 0;

    private int Place(int left, int right, out ulong bit)
    {
        var hash = ByteHash.Mixed((ulong)left << 32 | (uint)right);
        bit = 1UL << (int)(hash & 63);
        return (int)(hash >> 6 & (ulong)(_pairs.Length - 1));
    }
}
