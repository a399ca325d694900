using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Scans a table of codes: the rows that a rule uses, whoever the patient.</summary>
internal sealed class CodedScan(WorkPlan plan, Table table)
{
    private readonly TableLayout _layout = TableLayout.Of(table);
    private readonly RowValues _values = new(TableLayout.Of(table));
    private readonly CodeCursor _codes = new(plan.Rules.Of(table));
    private readonly RowSink _sink = new(plan, table);
    private readonly List<CodeHit> _hits = [];

    public void Run(IEnumerable<Slice> slices, Harvest harvest)
    {
        _sink.Open(harvest);
        using var rows = new RowReader(_layout);
        foreach (var slice in slices)
        {
            rows.Open(slice);
            _codes.Open(_layout, rows.Column);
            harvest.Book.Read += slice.Rows;
            for (var row = 0; row < slice.Rows;)
            {
                _hits.Clear();
                var end = _codes.Judge(row, slice.Rows, _hits);
                harvest.Book.Skip(SkipReasons.NoRuleUsesIt, end - row - _hits.Count);
                foreach (var hit in _hits)
                    Take(hit, rows, harvest);
                row = end;
            }
        }
        _codes.GiveCounts(harvest);
    }

    private void Take(in CodeHit hit, RowReader rows, Harvest harvest)
    {
        if (hit.Code is null && hit.Names is null)
        {
            harvest.Book.Skip(SkipReasons.UnknownCodeSystem);
            return;
        }
        rows.Load(hit.Row, _layout.Every, _values, codesMayMiss: hit.Names is not null);
        _sink.TakeCoded(_values, hit);
    }
}
