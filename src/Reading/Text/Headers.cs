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

    private static readonly SearchValues<byte> Ends = SearchValues.Create(":\n"u8);
    private static readonly SearchValues<byte> Bounds = SearchValues.Create(".;!?\n:"u8);

    private const int Unknown = -1;

    private readonly List<Header> _all = [];
    private readonly List<int> _parts = [];
    private readonly TokenList _tokens = new(lexicon.Vocabulary);

    public int Count => _all.Count;

    public Header this[int index] => _all[index];

    /// <summary>Finds the headers of the text.</summary>
    public void Find(ReadOnlySpan<byte> text)
    {
        _all.Clear();
        _parts.Clear();
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
        for (var i = _all.Count - 1; i >= 0; i--)
        {
            if (_all[i].Cut <= at)
                return i;
        }
        return -1;
    }

    /// <summary>One more than the place of the lexicon that the header names first, where it names a part of the body and no section; else 0.</summary>
    public int PartOf(int index, ReadOnlySpan<byte> text)
    {
        if (_all[index].Section is { Name.Length: > 0 })
            return 0;
        if (_parts[index] != Unknown)
            return _parts[index];
        _tokens.Fill(text, _all[index].Start, _all[index].End);
        var part = 0;
        for (var t = 0; t < _tokens.Count && part == 0; t++)
            part = _tokens.Word(t) >= 0 && lexicon.CommonPlaces.Longest(_tokens, t, out var place) > 0 ? place + 1 : 0;
        return _parts[index] = part;
    }

    private void Add(Header header)
    {
        _all.Add(header);
        _parts.Add(Unknown);
    }

    private void Judge(ReadOnlySpan<byte> text, int colon)
    {
        var from = Math.Max(0, colon - Longest);
        var bound = text[from..colon].LastIndexOfAny(Bounds);
        var start = bound >= 0 ? from + bound + 1 : from;
        _tokens.Fill(text, start, colon);
        for (var t = 0; t < _tokens.Count; t++)
        {
            if (t > 0 && !Letters.IsUpper(text[_tokens[t].Start]))
                continue;
            if (_tokens.Word(t) >= 0 && lexicon.HeaderTrie.Longest(_tokens, t, out var entry) is var length and > 0 && t + length == _tokens.Count)
            {
                // "Abdominal aorta:" keeps its first word, since it stays in its sentence.
                var section = lexicon.Sections[entry];
                Add(new(_tokens[section.Name.Length == 0 ? 0 : t].Start, colon + 1, section));
                return;
            }
        }
        if (_tokens.Count is > 0 and <= 5 && (bound >= 0 || from == 0) && Shouts(text, start, colon))
            Add(new(_tokens[0].Start, colon + 1, null));
    }

    // A header on a line of its own needs no colon.
    private void JudgeLine(ReadOnlySpan<byte> text, int end)
    {
        var start = text[..end].LastIndexOf((byte)'\n') + 1;
        if (end - start is < 4 or > Longest || start == 0 && end == text.Length)
            return;
        _tokens.Fill(text, start, end);
        if (_tokens.Count > 0 && Letters.IsUpper(text[_tokens[0].Start]) && _tokens.Word(0) >= 0
            && lexicon.HeaderTrie.Longest(_tokens, 0, out var entry) == _tokens.Count)
            Add(new(_tokens[0].Start, end, lexicon.Sections[entry]));
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
