using System.Runtime.InteropServices;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Reading.Finding;
using Opportune.Reading.Search;
using Opportune.Reading.Text;

namespace Opportune.Reading;

/// <summary>
/// Reads report text. Not thread-safe, since it reuses its buffers: one per thread. Nothing is allocated for text
/// without a mention.
/// </summary>
/// <param name="lexicon">The lexicon.</param>
/// <param name="excerptLength">How much of the text a mention carries with it, in characters (<see cref="ExcerptLength"/>).</param>
/// <param name="isAsked">Which concepts are asked for, and how stated; null: all. What nobody asks for mostly is not made, and changes nothing of the rest.</param>
public sealed partial class ReportReader(CompiledLexicon lexicon, int excerptLength = ExcerptLength.Usual, Func<string, Assertion, bool>? isAsked = null)
{
    private const int ReportShelves = 32;
    private const int LongestReport = 4096;

    private readonly PageFilter _filter = new(lexicon.Search);
    private readonly Headers _headers = new(lexicon);
    private readonly Sentences _sentences = new(lexicon);
    private readonly MentionMaker _maker = new(lexicon, excerptLength, isAsked);
    private readonly SentenceMemo _memo = new();
    private readonly ByteMemo<ReportShape, (int Line, Mention Mention)[]> _reports = new(ReportShelves);
    private readonly List<Found> _found = [];
    private readonly ReportLines _lines = new();
    private readonly Dictionary<string, SectionAt> _named = new(StringComparer.Ordinal);
    private Payoff _reportsPay = new(512);

    // A sentence with a hit, and what the memo has it under.
    private readonly record struct Found(int Start, int End, int Hit, ulong Place);

    /// <summary>
    /// Appends to <paramref name="rows"/>, ascending, the indexes within the page of rows whose text may hold a mention.
    /// Values of a dictionary are judged once, for as long as the page's dictionary is the same object.
    /// </summary>
    public void FindRows(Page page, List<int> rows) => _filter.FindRows(page, rows);

    /// <summary>Whether the text may hold a mention: what <see cref="FindRows"/> asks of a row.</summary>
    public bool MayHold(ReadOnlySpan<byte> utf8) => lexicon.Search.Next(utf8, 0, isWhole: false, out _) >= 0;

    /// <summary>
    /// Appends the mentions of one report, or of one field of it, by start and then concept. <paramref name="section"/>
    /// is the value of the row's section column, or null; headers in the text are stronger.
    /// </summary>
    public void Read(ReadOnlySpan<byte> utf8, string? section, List<Mention> into)
    {
        foreach (var (_, mention) in Read(utf8, new(1, section)))
            into.Add(mention);
    }

    /// <summary>
    /// Appends the mentions of a report that spans several rows, by line, start and concept. Sections and sentences go
    /// on from line to line; start and length count within the field of the line where the mention begins, and a mention
    /// that a line break cuts ends with its line.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one section (or null) a line.</exception>
    public void ReadLines(IReadOnlyList<ReadOnlyMemory<byte>> lines, IReadOnlyList<string?> sections, List<(int Line, Mention Mention)> into)
    {
        if (lines.Count != sections.Count)
            throw new ArgumentException($"{lines.Count} lines with {sections.Count} sections", nameof(sections));
        into.AddRange(lines.Count == 1 ? Read(lines[0].Span, new(1, sections[0])) : Read(_lines.Join(lines, sections), _lines.Shape));
    }

    /// <summary>
    /// How the bytes from <paramref name="start"/> on are asserted in their sentence, whether or not the lexicon knows
    /// what they say: for measuring assertions apart from concepts.
    /// </summary>
    public Judgement Judge(ReadOnlySpan<byte> utf8, int start, int length, string? section = null)
    {
        _headers.Find(utf8);
        _lines.One(utf8.Length, section);
        var (low, high) = Bounds(utf8, start, 0);
        var from = _sentences.Start(utf8, start, low);
        var to = Math.Max(start + length, _sentences.End(utf8, start + length - 1, high));
        return _maker.Judge(utf8, from, to, start, start + length, SectionOf(utf8, start, from).Section);
    }

    // Whole reports come again too: they say the same each time, and show the same around it.
    private ReadOnlySpan<(int Line, Mention Mention)> Read(ReadOnlySpan<byte> text, ReportShape? shape)
    {
        var hash = shape is not null && text.Length <= LongestReport && _reportsPay.IsDue() ? ByteHash.Of(text) | 1 : 0;
        if (hash != 0)
        {
            var isKnown = _reports.Find(text, hash, shape!.Value, out var known);
            _reportsPay.Tell(isKnown);
            if (isKnown)
                return known;
        }
        var hit = lexicon.Search.Next(text, 0, isWhole: true, out var length);
        if (hit < 0)
            return default;
        if (shape is { Lines: 1 } one)
            _lines.One(text.Length, one.Sections);
        Read(text, hit, length);
        var found = CollectionsMarshal.AsSpan(_lines.Sorted(lexicon));
        if (hash != 0 && _reports.IsMetAgain(hash))
            _reports.Keep(text, hash, shape!.Value, found.ToArray());
        return found;
    }

    // All sentences are found before the first is read: what the memo knows of them comes near meanwhile.
    private void Read(ReadOnlySpan<byte> text, int hit, int length)
    {
        _headers.Find(text);
        _found.Clear();
        for (var done = 0; hit >= 0; hit = lexicon.Search.Next(text, done, isWhole: true, out length))
        {
            var (low, high) = Bounds(text, hit, done);
            if (low > hit)
            {
                done = low;
                continue;
            }
            var start = _sentences.Start(text, hit, low);
            var end = Math.Max(_sentences.End(text, hit, high), Math.Min(hit + length, high));
            // A sentence over several lines is not kept: where its mentions end depends on where the lines do.
            var place = _lines.IsInOne(start, end) ? SentenceMemo.Place(text[start..end]) : 0;
            _memo.Fetch(place);
            _found.Add(new(start, end, hit, place));
            done = Math.Max(end, hit + 1);
        }
        foreach (var found in _found)
            ReadSentence(text, found);
    }

    private void ReadSentence(ReadOnlySpan<byte> text, Found found)
    {
        var (start, end, hit, place) = found;
        var sentence = text[start..end];
        var isKnown = _memo.Find(sentence, place, out var said);
        if (isKnown && said is null)
            return;
        var section = SectionOf(text, hit, start);
        if (said is not null && Said.Find(said, section) is { } known)
        {
            AddKnown(text, start, end, section, known);
            return;
        }
        var before = _lines.Count;
        var speaks = ReadFresh(text, start, end, section);
        // What stands below a heading is of this report alone.
        if (speaks && _maker.HeadsColumns || !isKnown && !_memo.IsWorthKeeping(place))
            return;
        Said? fresh = speaks ? Said.In(section, _maker.NeedsPart, _lines.From(before, before == _lines.Count ? 0 : _lines.FieldOf(start).CodePoints(text, start))) : null;
        if (!isKnown)
            _memo.Keep(sentence, place, fresh);
        else if (fresh is { } more)
            _memo.Add(sentence, place, said!, more);
    }

    private void AddKnown(ReadOnlySpan<byte> text, int start, int end, SectionAt section, Mention[] known)
    {
        if (known.Length == 0)
            return;
        var field = _lines.FieldOf(start);
        var from = field.CodePoints(text, start);
        Turn(text, start, end);
        foreach (var mention in known)
        {
            var (excerpt, excerptStart) = _maker.Excerpts.Around(text, start, Math.Min(field.End, text.Length), mention);
            _lines.Add(field.Line, mention with { Start = from + mention.Start, Section = section.Name, Excerpt = excerpt, ExcerptStart = excerptStart });
        }
    }

    // Whether there is a trigger in the sentence that may say something.
    private bool ReadFresh(ReadOnlySpan<byte> text, int start, int end, SectionAt section)
    {
        if (!_maker.Fill(text, start, end))
            return false;
        Turn(text, start, end);
        var speaks = _maker.Make(text, section, _lines);
        if (_maker.HeadsColumns)
        {
            foreach (var score in _maker.MakeBeyond(text, start, end, Around(text, start), section, _lines))
            {
                var row = _sentences.Start(text, score.RowStart, Bounds(text, score.RowStart, 0).Low);
                _maker.Add(text, score, SectionOf(text, score.RowStart, row), Around(text, score.RowStart), _lines);
            }
        }
        return speaks;
    }

    private void Turn(ReadOnlySpan<byte> text, int start, int end)
    {
        if (excerptLength > 0)
            _maker.Excerpts.Turn(start, end, Around(text, start));
    }

    // A sentence ends with its section, whether a header says so or the next row's section column.
    private (int Low, int High) Bounds(ReadOnlySpan<byte> text, int at, int done)
    {
        var (low, high) = _lines.Bounds(at);
        (low, high) = (Math.Max(low, done), Math.Min(high, text.Length));
        var before = _headers.Before(at);
        if (before >= 0)
            low = Math.Max(low, _headers[before].Cut);
        if (before + 1 < _headers.Count)
        {
            var next = _headers[before + 1];
            if (next.Start <= at)
                return (next.End, next.End);
            high = Math.Min(high, next.Start);
        }
        return (low, high);
    }

    // The section with all parts of the body that it is divided by.
    private (int From, int To) Around(ReadOnlySpan<byte> text, int at)
    {
        var (low, high) = _lines.Bounds(at);
        high = Math.Min(high, text.Length);
        for (var i = 0; i < _headers.Count; i++)
        {
            if (_headers[i].Section is { Name.Length: 0 })
                continue;
            if (_headers[i].Cut <= at)
                low = Math.Max(low, _headers[i].Cut);
            else
                high = Math.Min(high, _headers[i].Start);
        }
        return (low, high);
    }

    private SectionAt SectionOf(ReadOnlySpan<byte> text, int at, int sentence)
    {
        var header = _headers.Before(at);
        while (header >= 0 && IsOver(text, header, sentence))
            header = _headers[header].Section is { OneParagraph: true } ? -1 : header - 1;
        if (header >= 0 && (_lines.SectionAt(at) is null || _headers[header].Start >= _lines.SectionStart(at)))
        {
            var part = _headers.PartOf(header);
            return _headers[header].Section is { } known ? new(known.Name, known) { Part = part } : new("", null) { Part = part };
        }
        return _lines.SectionAt(at) is { } said ? Named(said) : new("", null);
    }

    private bool IsOver(ReadOnlySpan<byte> text, int header, int sentence) => _headers[header] switch
    {
        { Section.OneSentence: true, End: var end } => text[end..Math.Max(sentence, end)].ContainsAnyExcept(" \t\r\n"u8),
        { Section.OneParagraph: true, End: var end } => !_headers.LeadsToFindings(header) && _sentences.EndsParagraph(text, end, sentence, header + 1 < _headers.Count ? Math.Max(sentence, _headers[header + 1].Start) : text.Length),
        _ => false,
    };

    private SectionAt Named(string section)
    {
        if (_named.TryGetValue(section, out var known))
            return known;
        var plain = section.Trim().TrimEnd(':').ToLowerInvariant().Replace('_', ' ').Replace('-', ' ');
        var found = lexicon.Section(plain);
        // A feed with free text in its section column must not fill the memory.
        if (_named.Count > 1000)
            _named.Clear();
        return _named[section] = new(found?.Name ?? plain, found);
    }
}
