using System.Text;
using Opportune.Core;

namespace Opportune.Reading.Text;

/// <summary>
/// Sentences that go on about what the one before them named: "There is a fracture. It involves L1." Both are read as one,
/// so that the second places and dates what the first found. One serves all threads.
/// </summary>
internal sealed class Resumptions(CompiledLexicon lexicon)
{
    private const int MostWords = 6;
    private const int MostLetters = 6;

    // By the first six letters: hardly any other sentence begins with those of one of them.
    private readonly bool[] _openings = Openings(lexicon.Lexicon);

    /// <summary>Whether one begins behind the full stop that ends before the byte; no blank line may lie between.</summary>
    public bool Begin(ReadOnlySpan<byte> text, int at)
    {
        at = Letters.BehindSpaces(text, at);
        if (at < text.Length && text[at] == '\n')
            at = Letters.BehindSpaces(text, at + 1);
        if (at == text.Length || !_openings[Opening(text[at..])])
            return false;
        Span<int> words = stackalloc int[MostWords];
        var count = 0;
        while (count < words.Length && at < text.Length && char.IsAsciiLetter((char)text[at]))
        {
            var end = Letters.WordEnd(text, at, text.Length);
            words[count++] = lexicon.Vocabulary.Find(text, at, end);
            // A line may be broken for its width, and "c/w" is two words.
            for (at = end; at < text.Length && (Letters.IsSpace(text, at) || text[at] is (byte)'/' or (byte)'-'); at += Letters.Width(text, at))
                continue;
        }
        return count > 0 && lexicon.ResumptionTrie.Longest(words[..count], out _) > 0;
    }

    // "The fx is old" opens as "the fracture is old" does.
    private static bool[] Openings(Lexicon lexicon)
    {
        var openings = new bool[1 << 10];
        var spellings = lexicon.SameWords.ToLookup(w => w.Value, w => w.Key);
        foreach (var phrase in lexicon.Resumptions)
        {
            openings[Opening(Encoding.ASCII.GetBytes(phrase))] = true;
            for (var at = phrase.IndexOf(' ') + 1; at is > 0 and < MostLetters; at = phrase.IndexOf(' ', at) + 1)
            {
                var end = phrase.IndexOf(' ', at) is > 0 and var space ? space : phrase.Length;
                foreach (var word in spellings[phrase[at..end]])
                    openings[Opening(Encoding.ASCII.GetBytes(phrase[..at] + word + phrase[end..]))] = true;
            }
        }
        return openings;
    }

    // Of letters in lower case, whatever is between their words.
    private static int Opening(ReadOnlySpan<byte> text)
    {
        var (letters, count) = (0UL, 0);
        for (var at = 0; at < text.Length && count < MostLetters && (char.IsAsciiLetter((char)text[at]) || Letters.IsSpace(text, at)); at += Letters.Width(text, at))
        {
            if (char.IsAsciiLetter((char)text[at]))
                (letters, count) = (letters << 8 | Letters.Lower(text[at]), count + 1);
        }
        return (int)(letters * 0x9E37_79B9_7F4A_7C15 >> 54);
    }
}
