using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The lines of the report at hand, gathered over row groups and read together once it is whole.</summary>
internal sealed class ReportLines(WorkPlan plan, ReportReading reading)
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private readonly ReportVersions _versions = new(plan);
    private readonly RowSink _sink = new(plan, Table.ImagingFindings);
    private readonly BytesTable<string> _sections = new(text => Encoding.UTF8.GetString(text), 4096);
    private readonly List<ReportLine> _pool = [];
    private readonly List<ReportLine> _lines = [];
    private readonly List<ReportLine> _inOrder = [];
    private readonly List<ReadOnlyMemory<byte>> _texts = [];
    private readonly List<string?> _names = [];
    private readonly List<ReportLine> _withText = [];
    private readonly List<(int Line, Mention Mention)> _mentions = [];
    private Harvest _harvest = null!;

    /// <summary>Whether there is no line yet.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Turns to a partition.</summary>
    public void Open(Harvest harvest)
    {
        _harvest = harvest;
        _lines.Clear();
        _sink.Open(harvest);
    }

    /// <summary>Adds the rows from <paramref name="from"/> to before <paramref name="to"/>, with the hits among them.</summary>
    /// <param name="rows">The readers of their row group.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="hits">What may matter among them.</param>
    /// <param name="isLast">Whether the row group ends with them, so that nothing of them can be decoded later.</param>
    public void Add(RowReader rows, int from, int to, List<FindingHit> hits, bool isLast)
    {
        var next = 0;
        for (var row = from; row < to; row++)
        {
            if (_lines.Count == _pool.Count)
                _pool.Add(new(new(_layout)));
            var line = _pool[_lines.Count];
            rows.Load(row, isLast ? _layout.Every : _layout.ForReading, line.Values);
            line.Hit = next < hits.Count && hits[next].Row == row ? hits[next++] : default;
            line.RowToComplete = isLast ? -1 : row;
            (line.HasDates, line.Skipped) = (false, null);
            line.Mentions.Clear();
            _lines.Add(line);
        }
    }

    /// <summary>Reads the report and takes its lines.</summary>
    /// <param name="rows">The readers of the row group of the lines that were not last in theirs.</param>
    public void Finish(RowReader rows)
    {
        if (_lines.Count == 0)
            return;
        var start = _lines[0].Values.Row;
        _inOrder.Clear();
        _inOrder.AddRange(_lines);
        Sort();
        if (_versions.Differ(_lines))
            ChooseVersion(rows);
        if (_lines.Exists(l => l.Hit.IsText))
            Read();
        var first = _lines.Find(l => l.Skipped is null);
        // Readers go forwards only, so the rest of each row that is needed is decoded in the order of rows.
        foreach (var line in _inOrder)
        {
            if (line.RowToComplete >= 0 && Matters(line, line == first))
                rows.Complete(line.RowToComplete, line.HasDates ? _layout.Rest : _layout.NotForReading, line.Values);
        }
        foreach (var line in _lines)
            Take(line, line == first, start);
        _lines.Clear();
    }

    private void ChooseVersion(RowReader rows)
    {
        foreach (var line in _inOrder)
        {
            if (line.RowToComplete < 0)
                continue;
            rows.Complete(line.RowToComplete, _layout.ForVersions, line.Values);
            line.HasDates = true;
        }
        _harvest.Until = Math.Min(_harvest.Until, _versions.Mark(_lines));
    }

    private void Read()
    {
        _texts.Clear();
        _names.Clear();
        _mentions.Clear();
        _withText.Clear();
        foreach (var line in _lines)
        {
            // A coded row among them must not cut a sentence, nor another version one.
            if (line.Skipped is not null || !line.Values.Has(_layout.FindingText))
                continue;
            _withText.Add(line);
            _texts.Add(line.Values.Memory(_layout.FindingText));
            _names.Add(line.Values.Has(_layout.Section) ? _sections[line.Values.Text(_layout.Section)] : null);
        }
        reading.ReadLines(_texts, _names, _mentions);
        foreach (var (line, mention) in _mentions)
        {
            if (plan.Rules.Mentions.IsUsed(mention.Concept, mention.Assertion))
                _withText[line].Mentions.Add(mention);
        }
    }

    private void Take(ReportLine line, bool isFirst, long start)
    {
        var hit = line.Hit;
        if (line.Skipped is { } reason && (hit.IsText || hit.IsCoded || hit.Modality is not null))
        {
            _harvest.Book.Skip(reason);
            return;
        }
        // One event stands for the whole report, on its first line.
        var isReport = isFirst && hit.Modality is not null;
        if (!Matters(line, isFirst))
        {
            _harvest.Book.Skip(hit.Code.UnknownSystem ? SkipReasons.UnknownCodeSystem : SkipReasons.NoRuleUsesIt);
            return;
        }
        _sink.Take(line.Values, hit.Code, line.Mentions, isReport, hit.Modality, start);
    }

    private static bool Matters(ReportLine line, bool isFirst) =>
        line.Skipped is null && (line.Mentions.Count > 0 || line.Hit.IsCoded || (isFirst && line.Hit.Modality is not null));

    // Where a row has no line number, all stay as they are in the file.
    private void Sort()
    {
        var isSorted = true;
        for (var i = 0; i < _lines.Count; i++)
        {
            if (!_lines[i].Values.Has(_layout.Line))
                return;
            isSorted &= i == 0 || InOrder(_lines[i - 1], _lines[i]) < 0;
        }
        if (!isSorted)
            _lines.Sort(InOrder);
    }

    private int InOrder(ReportLine a, ReportLine b) =>
        (a.Values.Integer(_layout.Line), a.Values.Row).CompareTo((b.Values.Integer(_layout.Line), b.Values.Row));
}
