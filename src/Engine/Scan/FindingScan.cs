using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Scans findings of which each row is a report.</summary>
internal sealed class FindingScan(WorkPlan plan, ReportReading reading)
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private readonly RowValues _values = new(TableLayout.Of(Table.ImagingFindings));
    private readonly FindingHits _hits = new(plan, reading);
    private readonly RowSink _sink = new(plan, Table.ImagingFindings);
    private readonly BytesTable<string> _sections = new(text => Encoding.UTF8.GetString(text), 4096);
    private readonly List<FindingHit> _found = [];
    private readonly List<Mention> _mentions = [];

    public void Run(IEnumerable<Slice> slices, Harvest harvest)
    {
        _sink.Open(harvest);
        using var rows = new RowReader(_layout);
        foreach (var slice in slices)
        {
            rows.Open(slice);
            _hits.Open(rows.Column);
            harvest.Book.Read += slice.Rows;
            for (var row = 0; row < slice.Rows;)
            {
                var end = _hits.Find(row, slice.Rows, _found);
                harvest.Book.Skip(SkipReasons.NoRuleUsesIt, end - row - _found.Count);
                foreach (var hit in _found)
                    Take(hit, rows, harvest);
                row = end;
            }
        }
        _hits.GiveCounts(harvest);
    }

    private void Take(in FindingHit hit, RowReader rows, Harvest harvest)
    {
        _mentions.Clear();
        if (hit.IsText)
            Read(hit.Row, rows);
        if (_mentions.Count == 0 && !hit.IsCoded && hit.Modality is null)
        {
            harvest.Book.Skip(hit.Code.UnknownSystem ? SkipReasons.UnknownCodeSystem : SkipReasons.NoRuleUsesIt);
            return;
        }
        rows.Load(hit.Row, _layout.Every, _values);
        _sink.Take(_values, hit.Code, _mentions, hit.Modality is not null, hit.Modality, reportStart: _values.Row);
    }

    private void Read(int row, RowReader rows)
    {
        string? section = null;
        if (rows.Column(_layout.Section) is { } sections && sections.Page.Text(sections.MoveTo(row)) is { IsEmpty: false } name)
            section = _sections[name];
        var text = rows.Column(_layout.FindingText)!;
        reading.Read(text.Page.Text(text.MoveTo(row)), section, _mentions);
        _mentions.RemoveAll(m => !plan.Rules.Mentions.IsUsed(m.Concept, m.Assertion));
    }
}
