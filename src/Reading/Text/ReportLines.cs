using System.Text;
using Opportune.Core;
using Opportune.Reading.Finding;

namespace Opportune.Reading.Text;

/// <summary>What the meaning of a report depends on beside its text: how many rows it has, and the section of one, or the sections of many run together.</summary>
internal readonly record struct ReportShape(int Lines, string? Sections);

/// <summary>The rows that a report is made of, joined into one text, and the mentions found in it.</summary>
internal sealed class ReportLines
{
    private readonly List<int> _starts = [];
    private readonly List<string?> _sections = [];
    private readonly List<(int Line, Mention Mention)> _found = [];
    private readonly Field _field = new();
    private readonly HashSet<string> _shapes = new(StringComparer.Ordinal);
    private readonly StringBuilder _shape = new();
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

    /// <summary>The shape of what was joined; null where a row holds a line break itself, so that the text does not tell where rows end.</summary>
    public ReportShape? Shape => _text.AsSpan(0, _length).Count((byte)'\n') == _starts.Count - 1 ? new(_starts.Count, Sections()) : null;

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

    /// <summary>Whether such a mention begins there already.</summary>
    public bool Holds(int line, int start, string concept) => _found.Exists(f => f.Line == line && f.Mention.Start == start && f.Mention.Concept == concept);

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

    // Each behind its length, so that no two lists run together into the same.
    private string? Sections()
    {
        if (_sections.TrueForAll(s => s is null))
            return null;
        _shape.Clear();
        foreach (var section in _sections)
            _shape.Append((char)((section?.Length ?? -1) + 1)).Append(section);
        Span<char> all = stackalloc char[256];
        if (_shape.Length > all.Length)
            return _shape.ToString();
        _shape.CopyTo(0, all, _shape.Length);
        var lookup = _shapes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(all[.._shape.Length], out var known))
            return known;
        // A feed with free text in its section column must not fill the memory.
        if (_shapes.Count > 1000)
            _shapes.Clear();
        _shapes.Add(known = _shape.ToString());
        return known;
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
