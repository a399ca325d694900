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
    private const int Longest = 400;
    private const int Any = -1;

    private readonly ByteMemo<Under, Mention[]> _said = new(Shelves);
    private readonly ByteMemo<Under, bool> _silent = new(Shelves);

    private readonly record struct Under(Assertion Assertion, int Part);

    /// <summary>What the sentence is found and kept by; 0 where it is not: it is too long, or cut within a sign.</summary>
    public static ulong Place(ReadOnlySpan<byte> sentence) => sentence.Length > Longest || Letters.IsCut(sentence) ? 0 : ByteHash.Of(sentence) | 1;

    /// <summary>Whether the sentence is known to have no trigger.</summary>
    public bool IsSilent(ReadOnlySpan<byte> sentence, ulong place) => place != 0 && _silent.Find(sentence, place, default, out _);

    /// <summary>What the sentence says, starts counted from its own, or null where it is not known.</summary>
    public Mention[]? Find(ReadOnlySpan<byte> sentence, ulong place, in SectionAt section)
    {
        if (place == 0)
            return null;
        return _said.Find(sentence, In(place, section, Any, out var under), under, out var mentions)
            || _said.Find(sentence, In(place, section, section.Part, out under), under, out mentions) ? mentions : null;
    }

    /// <summary>Keeps that a sentence has no trigger.</summary>
    public void KeepSilent(ReadOnlySpan<byte> sentence, ulong place)
    {
        if (place != 0)
            _silent.Keep(sentence, place, default, true);
    }

    /// <summary>Keeps what a sentence says in that section.</summary>
    public void Keep(ReadOnlySpan<byte> sentence, ulong place, in SectionAt section, bool needsPart, Mention[] mentions) =>
        _said.Keep(sentence, In(place, section, needsPart ? section.Part : Any, out var under), under, mentions);

    // The same sentence under another heading has another place: headings that alternate do not drive each other out.
    private static ulong In(ulong place, in SectionAt section, int part, out Under under)
    {
        under = new(section.Section?.Assertion ?? Assertion.Present, part);
        return ByteHash.With(place, (int)under.Assertion + 31 * part);
    }
}
