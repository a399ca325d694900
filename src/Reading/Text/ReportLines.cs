using Opportune.Core;
using Opportune.Reading.Finding;

namespace Opportune.Reading.Text;

/// <summary>The rows that a report is made of, joined into one text, and the mentions found in it.</summary>
internal sealed class ReportLines
{
    private readonly List<int> _starts = [];
    private readonly List<string?> _sections = [];
    private readonly List<(int Line, Mention Mention)> _found = [];
    private readonly Field _field = new();
    private byte[] _text = [];
    private int _length;

    /// <summary>One row that is used as it lies.</summary>
    public void One(int length, string? section)
    {
        Clear();
        _starts.Add(0);
        _sections.Add(section);
        _length = length;
    }

    /// <summary>Joins rows by line breaks.</summary>
    public ReadOnlySpan<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> lines, IReadOnlyList<string?> sections)
    {
        Clear();
        for (var i = 0; i < lines.Count; i++)
        {
            _starts.Add(_length);
            _sections.Add(sections[i]);
            if (_length + lines[i].Length + 1 > _text.Length)
                Array.Resize(ref _text, Math.Max(_length + lines[i].Length + 1, _text.Length * 2));
            lines[i].Span.CopyTo(_text.AsSpan(_length));
            _length += lines[i].Length;
            _text[_length++] = (byte)'\n';
        }
        // The break after the last row is no part of the text.
        _length = Math.Max(0, _length - 1);
        return _text.AsSpan(0, _length);
    }

    /// <summary>Section column of the row that holds the byte.</summary>
    public string? SectionAt(int at) => _sections[LineOf(at)];

    /// <summary>First byte of the run of rows with that section.</summary>
    public int SectionStart(int at) => _starts[SameSection(LineOf(at), -1)];

    /// <summary>The run of rows with one section: no sentence leaves it.</summary>
    public (int Low, int High) Bounds(int at)
    {
        var line = LineOf(at);
        return (_starts[SameSection(line, -1)], EndOf(SameSection(line, 1)));
    }

    /// <summary>Whether the bytes lie in one row.</summary>
    public bool IsInOne(int start, int end) => end <= EndOf(LineOf(start));

    public Field FieldOf(int at)
    {
        var line = LineOf(at);
        _field.Set(line, _starts[line], EndOf(line));
        return _field;
    }

    public void Add(int line, Mention mention) => _found.Add((line, mention));

    /// <summary>Number of mentions so far.</summary>
    public int Count => _found.Count;

    /// <summary>The mentions from the one with that number on, their starts counted from <paramref name="start"/>, without what is shown around them: that is of this report alone.</summary>
    public Mention[] From(int number, int start)
    {
        if (number == _found.Count)
            return [];
        var mentions = new Mention[_found.Count - number];
        for (var i = 0; i < mentions.Length; i++)
            mentions[i] = _found[number + i].Mention with { Start = _found[number + i].Mention.Start - start, Excerpt = "", ExcerptStart = 0 };
        return mentions;
    }

    /// <summary>The mentions by line, start and concept, without what an addendum took back.</summary>
    public List<(int Line, Mention Mention)> Sorted(CompiledLexicon lexicon)
    {
        Retractions.Apply(_found, lexicon);
        // Sorting is not stable: length and text make the order total.
        _found.Sort(static (a, b) =>
        {
            var order = a.Line.CompareTo(b.Line);
            order = order != 0 ? order : a.Mention.Start.CompareTo(b.Mention.Start);
            order = order != 0 ? order : string.CompareOrdinal(a.Mention.Concept, b.Mention.Concept);
            return order != 0 ? order : a.Mention.Length.CompareTo(b.Mention.Length);
        });
        return _found;
    }

    private void Clear()
    {
        _starts.Clear();
        _sections.Clear();
        _found.Clear();
        _field.Clear();
        _length = 0;
    }

    private int LineOf(int at)
    {
        if (_starts.Count == 1)
            return 0;
        var index = _starts.BinarySearch(at);
        if (index < 0)
            return ~index - 1;
        // Empty rows at the end share a start with nothing; the last row that starts here holds the byte.
        while (index + 1 < _starts.Count && _starts[index + 1] == at)
            index++;
        return index;
    }

    private int EndOf(int line) => line + 1 < _starts.Count ? _starts[line + 1] - 1 : _length;

    private int SameSection(int line, int step)
    {
        while (line + step >= 0 && line + step < _sections.Count && _sections[line + step] == _sections[line])
            line += step;
        return line;
    }
}
