using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>A row of the findings that may matter.</summary>
/// <param name="Row">The row within its row group.</param>
/// <param name="IsText">Its text is worth reading.</param>
/// <param name="Modality">The modality of its report, where a rule asks for reports of that one; else null.</param>
/// <param name="Code">What its code says.</param>
internal readonly record struct FindingHit(int Row, bool IsText, string? Modality, CodeHit Code)
{
    /// <summary>Whether it matters apart from its text.</summary>
    public bool IsCoded => Code.Code is not null;
}

/// <summary>
/// Finds the rows of a row group that may matter by text, code or modality, page by page of the text; nothing else of a
/// row is decoded.
/// </summary>
internal sealed class FindingHits(WorkPlan plan, ReportReading reading)
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private readonly CodeCursor _codes = new(plan.Rules.Of(Table.ImagingFindings)) { CodeIsRequired = false };
    private readonly bool _readsCodes = !plan.Rules.Of(Table.ImagingFindings).Codes.IsEmpty;
    private readonly DictionaryMemo<Asked> _modalityById = new();
    private readonly BytesTable<Asked> _modalities = new(text => Wanted(plan, text), 4096);
    private readonly BytesTable<ulong> _rulesOfPart = new(text => plan.Rules.Reports.OfBodyPart(Encoding.UTF8.GetString(text)), 4096);
    private readonly ulong _rulesOfNoPart = plan.Rules.Reports.OfBodyPart(null);
    private readonly List<int> _texts = [];
    private readonly List<CodeHit> _coded = [];
    private readonly List<(int Row, string Modality)> _reports = [];
    private ColumnReader? _text;
    private ColumnReader? _modality;
    private ColumnReader? _bodyPart;
    private int _nextText;
    private long _withoutText;

    /// <summary>Turns to a row group.</summary>
    /// <param name="open">Opens a column; who opened it disposes it.</param>
    public void Open(Func<int, ColumnReader?> open)
    {
        _text = open(_layout.FindingText);
        _modality = plan.Rules.Reports.IsEmpty ? null : open(_layout.Modality);
        _bodyPart = plan.Rules.Reports.AskBodyParts ? open(_layout.BodyPart) : null;
        _codes.Open(_layout, _readsCodes ? open : _ => null);
        _modalityById.Forget();
        _texts.Clear();
        _nextText = 0;
    }

    /// <summary>Finds the hits from <paramref name="from"/> to the nearest end of a page; the readers stay on those pages.</summary>
    /// <returns>The row after the last one judged.</returns>
    public int Find(int from, int rows, List<FindingHit> into)
    {
        into.Clear();
        var end = Math.Min(rows, TextTo(from));
        // The page may begin before the first row that is asked for.
        while (_nextText < _texts.Count && _texts[_nextText] + _text!.Page.FirstRow < from)
            _nextText++;
        end = Math.Min(end, Math.Min(CodeCursor.EndOfPage(_modality, from), CodeCursor.EndOfPage(_bodyPart, from)));
        _coded.Clear();
        end = _codes.Judge(from, end, _coded);
        _withoutText += CountWithoutText(from, end);
        FindReports(from, end);
        Merge(end, into);
        return end;
    }

    /// <summary>Adds what was counted by code system, and the rows without text.</summary>
    public void GiveCounts(Harvest harvest)
    {
        _codes.GiveCounts(harvest);
        if (_withoutText > 0)
            harvest.Book.Miss(_layout.FindingText, _withoutText);
        _withoutText = 0;
    }

    private long CountWithoutText(int from, int to)
    {
        if (_text is null)
            return to - from;
        var page = _text.Page;
        long count = 0;
        for (var i = from - page.FirstRow; i < to - page.FirstRow; i++)
        {
            if (page.Text(i).IsEmpty)
                count++;
        }
        return count;
    }

    // Each page of text is searched once, when its first row comes up.
    private int TextTo(int from)
    {
        if (_text is null)
            return int.MaxValue;
        if (from >= _text.Page.FirstRow + _text.Page.Count)
        {
            _text.MoveTo(from);
            _texts.Clear();
            _nextText = 0;
            reading.FindRows(_text.Page, _texts);
        }
        return _text.Page.FirstRow + _text.Page.Count;
    }

    private void FindReports(int from, int to)
    {
        _reports.Clear();
        if (_modality is null)
            return;
        var page = _modality.Page;
        for (var row = from; row < to; row++)
        {
            if (ModalityOf(page, row - page.FirstRow) is { Rules: not 0 } asked && (asked.Rules & RulesOfPart(row)) != 0)
                _reports.Add((row, asked.Modality!));
        }
    }

    private ulong RulesOfPart(int row)
    {
        if (_bodyPart is null)
            return _rulesOfNoPart;
        var (page, i) = (_bodyPart.Page, row - _bodyPart.Page.FirstRow);
        return page.IsNull(i) ? _rulesOfNoPart : _rulesOfPart[page.Text(i)];
    }

    private Asked ModalityOf(Page page, int i)
    {
        if (page.Dictionary is not { } dictionary)
            return page.IsNull(i) ? default : _modalities[page.Text(i)];
        var id = page.Ids[i];
        if (id < 0)
            return default;
        var known = _modalityById.Of(dictionary, 0);
        if (!known[id].Known)
            known[id] = (true, _modalities[dictionary.Text(id)]);
        return known[id].Value;
    }

    private static Asked Wanted(WorkPlan plan, ReadOnlySpan<byte> text)
    {
        var modality = Modalities.Normalise(Encoding.UTF8.GetString(text))!;
        return new(modality, plan.Rules.Reports.OfModality(modality));
    }

    /// <summary>A modality, and the rules that ask for its reports.</summary>
    private readonly record struct Asked(string? Modality, ulong Rules);

    // Three rising lists into one, a row once.
    private void Merge(int end, List<FindingHit> into)
    {
        var (coded, report) = (0, 0);
        while (true)
        {
            var text = _nextText < _texts.Count ? _texts[_nextText] + _text!.Page.FirstRow : int.MaxValue;
            var row = Math.Min(text, Math.Min(
                coded < _coded.Count ? _coded[coded].Row : int.MaxValue, report < _reports.Count ? _reports[report].Row : int.MaxValue));
            if (row >= end)
                return;
            var isText = text == row;
            _nextText += isText ? 1 : 0;
            into.Add(new(
                row, isText,
                report < _reports.Count && _reports[report].Row == row ? _reports[report++].Modality : null,
                coded < _coded.Count && _coded[coded].Row == row ? _coded[coded++] : default));
        }
    }
}
