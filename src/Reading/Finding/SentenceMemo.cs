using Opportune.Core;

namespace Opportune.Reading.Finding;

/// <summary>
/// What sentences said when they were last read: dictation repeats itself. Each sentence has one place, and the next one
/// with that place takes it, so memory is bounded. A sentence is known by all its bytes and its section, never by a hash
/// alone. What a mention says depends on nothing else; only its start does.
/// </summary>
internal sealed class SentenceMemo
{
    private const int Shelves = 256;
    private const int Places = 256;
    private const int Longest = 400;

    // A reader that meets few sentences needs few shelves.
    private readonly Kept?[]?[] _shelves = new Kept?[]?[Shelves];

    /// <summary>What the sentence says, starts counted from its own, or null where it is not known.</summary>
    public IReadOnlyList<Mention>? Find(ReadOnlySpan<byte> sentence, SectionAt section, out int place)
    {
        place = -1;
        if (sentence.Length > Longest)
            return null;
        place = PlaceOf(sentence);
        return _shelves[place / Places]?[place % Places] is { } kept && kept.Section == section && sentence.SequenceEqual(kept.Sentence.AsSpan(0, kept.Length)) ? kept.Mentions : null;
    }

    /// <summary>Keeps what a sentence says in the place that <see cref="Find"/> told.</summary>
    public void Keep(int place, ReadOnlySpan<byte> sentence, SectionAt section, IReadOnlyList<Mention> mentions)
    {
        if (place < 0)
            return;
        var kept = (_shelves[place / Places] ??= new Kept?[Places])[place % Places] ??= new();
        if (kept.Sentence.Length < sentence.Length)
            kept.Sentence = new byte[sentence.Length];
        sentence.CopyTo(kept.Sentence);
        (kept.Length, kept.Section, kept.Mentions) = (sentence.Length, section, mentions);
    }

    private static int PlaceOf(ReadOnlySpan<byte> sentence)
    {
        var hash = new HashCode();
        hash.AddBytes(sentence);
        return (int)((uint)hash.ToHashCode() % (Shelves * Places));
    }

    private sealed class Kept
    {
        public byte[] Sentence = [];
        public int Length;
        public SectionAt Section;
        public IReadOnlyList<Mention> Mentions = [];
    }
}
