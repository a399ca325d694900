using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>
/// What sentences said when they were last read: dictation repeats itself. A sentence without a trigger says nothing wherever it
/// stands. What others say depends on their bytes, on what their section makes of it, and where they name no place themselves
/// on the part of the body under which they stand; start and section are filled in anew.
/// </summary>
internal sealed class SentenceMemo
{
    private const int Shelves = 256;
    private const int Longest = 1000;

    private readonly ByteMemo<bool, Said?> _memo = new(Shelves);

    /// <summary>What the sentence is found and kept by; 0 where it is not: it is too long, or cut within a sign.</summary>
    public static ulong Place(ReadOnlySpan<byte> sentence) => sentence.Length > Longest || Letters.IsCut(sentence) ? 0 : ByteHash.Of(sentence) | 1;

    /// <summary>Whether the sentence is known; what it says where is null if it has no trigger.</summary>
    public bool Find(ReadOnlySpan<byte> sentence, ulong place, out Said? said)
    {
        said = null;
        return place != 0 && _memo.Find(sentence, place, false, out said);
    }

    /// <summary>Whether a sentence that is not known is worth keeping: it was met before.</summary>
    public bool IsMetAgain(ulong place) => place != 0 && _memo.IsMetAgain(place);

    /// <summary>Keeps what a sentence says, or null where it has no trigger.</summary>
    public void Keep(ReadOnlySpan<byte> sentence, ulong place, Said? said) => _memo.Keep(sentence, place, false, said);
}

/// <summary>What one sentence says under different headings, starts counted from its own.</summary>
internal sealed class Said
{
    private const int Any = -1;
    private const int Most = 8;

    private readonly List<(Assertion Assertion, int Part, Mention[] Mentions)> _under = [];
    private int _next;

    /// <summary>What it says in that section, or null where that is not known.</summary>
    public Mention[]? In(in SectionAt section)
    {
        foreach (var (assertion, part, mentions) in _under)
        {
            if (assertion == Of(section) && (part == Any || part == section.Part))
                return mentions;
        }
        return null;
    }

    /// <summary>Adds what it says in that section, and under every part of the body if none is needed; the oldest goes where there are too many.</summary>
    public void Add(in SectionAt section, bool needsPart, Mention[] mentions)
    {
        var under = (Of(section), needsPart ? section.Part : Any, mentions);
        if (_under.Count < Most)
            _under.Add(under);
        else
            _under[_next++ % Most] = under;
    }

    private static Assertion Of(in SectionAt section) => section.Section?.Assertion ?? Assertion.Present;
}
