using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>
/// What sentences said when they were last read: dictation repeats itself. A sentence without a trigger, or with none that has its
/// number, says nothing wherever it stands. What others say depends on their bytes, on what their section makes of it, and
/// where they name no place themselves on the part of the body under which they stand; start and section are filled in anew.
/// </summary>
internal sealed class SentenceMemo
{
    private const int Shelves = 256;
    private const int Longest = 1000;
    private const int MostSections = 8;

    private readonly ByteMemo<bool, Said[]?> _memo = new(Shelves);
    private Payoff _pays = new(4096);

    /// <summary>What the sentence is found and kept by; 0 where it is not: it is too long, or cut within a sign.</summary>
    public static ulong Place(ReadOnlySpan<byte> sentence) => sentence.Length > Longest || Letters.IsCut(sentence) ? 0 : ByteHash.Of(sentence) | 1;

    /// <summary>Begins to bring near what <see cref="Find"/> will look at.</summary>
    public void Fetch(ulong place) => _memo.Fetch(place);

    /// <summary>Whether the sentence is known; what it says in which sections is null if it says nothing wherever it stands.</summary>
    public bool Find(ReadOnlySpan<byte> sentence, ulong place, out Said[]? said)
    {
        said = null;
        if (place == 0)
            return false;
        var isKnown = _memo.Find(sentence, place, false, out said);
        _pays.Tell(isKnown);
        return isKnown;
    }

    /// <summary>Whether a sentence that is not known is worth keeping: most come again, or it was met before.</summary>
    public bool IsWorthKeeping(ulong place) => place != 0 && (_pays.Pays || _memo.IsMetAgain(place));

    /// <summary>Keeps a sentence that is not known, and what it says in a section, or null where it says nothing in any.</summary>
    public void Keep(ReadOnlySpan<byte> sentence, ulong place, Said? said) => _memo.Keep(sentence, place, false, said is { } one ? [one] : null);

    /// <summary>Keeps what a known sentence says in one section more; the oldest goes where there are too many.</summary>
    public void Add(ReadOnlySpan<byte> sentence, ulong place, Said[] known, Said said) =>
        _memo.Change(sentence, place, false, [.. known.AsSpan(known.Length < MostSections ? 0 : 1), said]);
}

/// <summary>What one sentence says in a section, starts counted from its own.</summary>
/// <param name="Assertion">What the section makes of it.</param>
/// <param name="Cue">The cue that the section gives.</param>
/// <param name="TakesBack">Whether denials in that section take back: more of them are made than are asked for.</param>
/// <param name="Part">The part of the body under which it stands, or <see cref="AnyPart"/> where that is the same.</param>
/// <param name="Mentions">What it says.</param>
internal readonly record struct Said(Assertion Assertion, CueType? Cue, bool TakesBack, int Part, Mention[] Mentions)
{
    /// <summary>Under every part of the body.</summary>
    public const int AnyPart = -1;

    /// <summary>What it says in that section, and under every part of the body if none is needed.</summary>
    public static Said In(in SectionAt section, bool needsPart, Mention[] mentions) => new(Of(section), section.Section?.Cue, section.TakesBack, needsPart ? section.Part : AnyPart, mentions);

    /// <summary>What a sentence says in that section, or null where that is not known.</summary>
    public static Mention[]? Find(Said[] known, in SectionAt section)
    {
        foreach (ref readonly var said in known.AsSpan())
        {
            if (said.Assertion == Of(section) && said.Cue == section.Section?.Cue && said.TakesBack == section.TakesBack && (said.Part == AnyPart || said.Part == section.Part))
                return said.Mentions;
        }
        return null;
    }

    private static Assertion Of(in SectionAt section) => section.Section?.Assertion ?? Assertion.Present;
}
