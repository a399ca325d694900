using System.Buffers;
using Opportune.Core;

namespace Opportune.Reading.Text;

/// <summary>A section header in a text.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">Byte after it and its colon.</param>
/// <param name="Section">The section, or null: an unknown header, which ends the section before it.</param>
internal readonly record struct Header(int Start, int End, LexiconSection? Section)
{
    /// <summary>
    /// Where the text of the section begins. The name of a body part ("Aorta:") is no section: it belongs to its sentence.
    /// </summary>
    public int Cut => Section is { Name.Length: > 0 } ? End : Start;
}

/// <summary>The section headers of a text, in order.</summary>
internal sealed class Headers(CompiledLexicon lexicon)
{
    private const int Longest = 72;
    private const string Findings = "findings";

    private static readonly SearchValues<byte> Ends = SearchValues.Create(":\n"u8);
    private static readonly SearchValues<byte> Bounds = SearchValues.Create(".;!?\n:"u8);

    private const int Shelves = 8;

    private readonly List<Header> _all = [];
    private readonly List<int> _parts = [];
    private readonly TokenList _tokens = new(lexicon.Vocabulary);
    // The same headings stand in all reports of a kind.
    private readonly ByteMemo<Place, Known> _memo = new(Shelves);
    private int _before;
    private int _lastFindings;

    // What else than its words decides whether something is a header.
    private readonly record struct Place(bool IsLine, bool IsWhole);

    // A header at a distance from the first byte judged; none where it has no length.
    private readonly record struct Known(int Start, int Length, LexiconSection? Section, int Part);

    public int Count => _all.Count;

    public Header this[int index] => _all[index];

    /// <summary>Finds the headers of the text.</summary>
    public void Find(ReadOnlySpan<byte> text)
    {
        _all.Clear();
        _parts.Clear();
        (_before, _lastFindings) = (-1, -1);
        for (var at = 0; at < text.Length;)
        {
            var found = text[at..].IndexOfAny(Ends);
            var end = found < 0 ? text.Length : at + found;
            if (end < text.Length && text[end] == ':')
                Judge(text, end);
            else if (end > 0)
                JudgeLine(text, end);
            at = end + 1;
        }
    }

    /// <summary>Index of the last header whose text begins at or before the byte, or -1.</summary>
    public int Before(int at)
    {
        // From the one told last: a text is asked about from its beginning to its end.
        while (_before + 1 < _all.Count && _all[_before + 1].Cut <= at)
            _before++;
        while (_before >= 0 && _all[_before].Cut > at)
            _before--;
        return _before;
    }

    /// <summary>Whether a header of the findings stands behind that one.</summary>
    public bool LeadsToFindings(int index) => index < _lastFindings;

    /// <summary>One more than the place of the lexicon that the header names first, where it names a part of the body and no section; else 0.</summary>
    public int PartOf(int index) => _parts[index];

    private void Judge(ReadOnlySpan<byte> text, int colon)
    {
        var from = Math.Max(0, colon - Longest);
        var bound = text[from..colon].LastIndexOfAny(Bounds);
        // A word that the limit cuts is none.
        while (bound < 0 && from > 0 && from < colon && Letters.IsWord(text, from - 1))
            from++;
        Judge(text, bound >= 0 ? from + bound + 1 : from, colon, new(IsLine: false, IsWhole: bound >= 0 || from == 0));
    }

    // A header on a line of its own needs no colon.
    private void JudgeLine(ReadOnlySpan<byte> text, int end)
    {
        var start = text[..end].LastIndexOf((byte)'\n') + 1;
        if (end - start is >= 4 and <= Longest && (start > 0 || end < text.Length))
            Judge(text, start, end, new(IsLine: true, IsWhole: true));
    }

    private void Judge(ReadOnlySpan<byte> text, int start, int end, Place place)
    {
        if (start == end)
            return;
        var words = text[start..end];
        var hash = ByteHash.Of(words);
        if (!_memo.Find(words, hash, place, out var known))
        {
            known = place.IsLine ? Line(text, start, end) : BeforeColon(text, start, end, place.IsWhole);
            if (!Letters.IsCut(words) && _memo.IsMetAgain(hash))
                _memo.Keep(words, hash, place, known);
        }
        if (known.Length == 0)
            return;
        if (known.Section is { Name: Findings })
            _lastFindings = _all.Count;
        _all.Add(new(start + known.Start, start + known.Start + known.Length, known.Section));
        _parts.Add(known.Part);
    }

    private Known BeforeColon(ReadOnlySpan<byte> text, int start, int colon, bool isWhole)
    {
        _tokens.Fill(text, start, colon);
        for (var t = 0; t < _tokens.Count; t++)
        {
            if (t > 0 && !Letters.IsUpper(text[_tokens[t].Start]) && _tokens[t].Kind != TokenKind.Number)
                continue;
            if (_tokens.Word(t) >= 0 && lexicon.HeaderTrie.Longest(_tokens.Words[t..], out var entry) is var length and > 0 && t + length == _tokens.Count)
            {
                // "Abdominal aorta:" keeps its first word, since it stays in its sentence.
                var section = lexicon.Sections[entry];
                return Header(text, start, _tokens[section.Name.Length == 0 ? 0 : t].Start, colon + 1, section);
            }
        }
        return isWhole && _tokens.Count is > 0 and <= 5 && Shouts(text, start, colon) ? Header(text, start, _tokens[0].Start, colon + 1, null) : default;
    }

    private Known Line(ReadOnlySpan<byte> text, int start, int end)
    {
        _tokens.Fill(text, start, end);
        return _tokens.Count > 0 && Letters.IsUpper(text[_tokens[0].Start]) && _tokens.Word(0) >= 0
            && lexicon.HeaderTrie.Longest(_tokens.Words, out var entry) == _tokens.Count ? Header(text, start, _tokens[0].Start, end, lexicon.Sections[entry]) : default;
    }

    private Known Header(ReadOnlySpan<byte> text, int judged, int start, int end, LexiconSection? section)
    {
        var part = 0;
        if (section is not { Name.Length: > 0 })
        {
            _tokens.Fill(text, start, end);
            for (var t = 0; t < _tokens.Count && part == 0; t++)
                part = _tokens.Word(t) >= 0 && lexicon.CommonPlaces.Longest(_tokens.Words[t..], out var place) > 0 ? place + 1 : 0;
        }
        return new(start - judged, end - start, section, part);
    }

    private static bool Shouts(ReadOnlySpan<byte> text, int start, int end)
    {
        var capitals = 0;
        foreach (var b in text[start..end])
        {
            if (Letters.IsSmall(b))
                return false;
            capitals += Letters.IsUpper(b) ? 1 : 0;
        }
        return capitals >= 4;
    }
}
