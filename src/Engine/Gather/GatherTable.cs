using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Gathers from one table what rules use about candidates, when it last saw each of them, and whose rows count as positive
/// controls.
/// </summary>
internal sealed class GatherTable
{
    private readonly TableLayout _layout;
    private readonly RowValues _values;
    private readonly CandidateCursor _candidates;
    private readonly SeenDates _seen;
    private readonly CodeCursor? _codes;
    private readonly RowSink? _sink;
    private readonly RowJudge _judge;
    private readonly List<CodeHit> _hits = [];
    private readonly List<CandidateRow> _rows = [];
    private readonly int _asOf;
    private PartitionOutput _output = null!;

    public GatherTable(WorkPlan plan, Table table, CandidateSet candidates)
    {
        _layout = TableLayout.Of(table);
        _values = new(_layout);
        (_candidates, _seen) = (new(candidates), new(candidates));
        _judge = new(plan, table);
        _asOf = plan.Rules.AsOfDay;
        if (_layout.Code < 0)
            return;
        _codes = new(plan.Rules.Of(table));
        _sink = new(plan, table);
    }

    public void Run(IEnumerable<Slice> slices, WorkStep step, PartitionOutput output, PartitionRecords records)
    {
        _output = output;
        _sink?.Open(output, records);
        var codes = step == WorkStep.Gather ? _codes : null;
        var counts = step == WorkStep.Gather;
        using var rows = new RowReader(_layout);
        foreach (var slice in slices)
        {
            rows.Open(slice);
            _candidates.Open(rows.Column(_layout.Patient));
            codes?.Open(_layout, rows.Column);
            if (counts)
                output.Book.Read += slice.Rows;
            for (var row = 0; row < slice.Rows;)
                row = RunPage(rows, codes, row, slice.Rows, counts);
        }
        codes?.GiveCounts(output);
        _seen.GiveTo(records, _layout.Definition.Table);
    }

    private int RunPage(RowReader rows, CodeCursor? codes, int from, int limit, bool counts)
    {
        _hits.Clear();
        _rows.Clear();
        var end = Math.Min(limit, _candidates.EndOfPage(from));
        end = codes?.Judge(from, end, _hits) ?? end;
        _candidates.Find(from, end, _rows);
        if (counts && codes is not null)
            _output.Book.Skip(SkipReasons.NoRuleUsesIt, end - from - _hits.Count);
        if (counts && codes is null)
            _output.Book.Skip(SkipReasons.NotACandidate, end - from - _rows.Count);
        Merge(rows, counts && codes is null);
        return end;
    }

    // In the order of rows, for readers only go forwards.
    private void Merge(RowReader rows, bool isVisit)
    {
        var (hit, candidate) = (0, 0);
        while (hit < _hits.Count || candidate < _rows.Count)
        {
            var hitRow = hit < _hits.Count ? _hits[hit].Row : int.MaxValue;
            var candidateRow = candidate < _rows.Count ? _rows[candidate].Row : int.MaxValue;
            if (candidateRow <= hitRow)
                See(rows, _rows[candidate++]);
            if (candidateRow < hitRow && isVisit)
                TakeVisit(rows, candidateRow);
            if (hitRow <= candidateRow)
                Take(rows, _hits[hit++], hitRow == candidateRow);
        }
    }

    private void See(RowReader rows, CandidateRow candidate)
    {
        if (!_output.Partition.IsReported && DayOf(rows, _layout.Date, candidate.Row) is { } day && day >= CanonicalValue.FirstDay && day <= _asOf
            && !(DayOf(rows, _layout.RecordedAt, candidate.Row) > _asOf))
            _seen.See(candidate.Place, day);
    }

    private void Take(RowReader rows, in CodeHit hit, bool isCandidate)
    {
        if (hit.Code is null && hit.Names is null)
        {
            _output.Book.Skip(SkipReasons.UnknownCodeSystem);
        }
        else if (isCandidate)
        {
            rows.Load(hit.Row, _layout.Every, _values, codesMayMiss: hit.Names is not null);
            _sink!.TakeCoded(_values, hit);
        }
        else
        {
            _output.Book.Skip(SkipReasons.NotACandidate);
            if (!_sink!.MayBeControl(hit))
                return;
            rows.Load(hit.Row, _layout.ForControl, _values);
            _sink.CountControl(_values, hit);
        }
    }

    // An encounter is used by having been: that the patient was seen.
    private void TakeVisit(RowReader rows, int row)
    {
        rows.Load(row, _layout.Every, _values);
        if (!_judge.Admit(_values, _output))
            return;
        _output.Book.Used++;
        _output.Book.ForgottenValues += _values.Forgotten;
    }

    private static long? DayOf(RowReader rows, int column, int row) =>
        column >= 0 && rows.Column(column) is { } reader && reader.MoveTo(row) is var i && !reader.Page.IsNull(i) ? reader.Page.Integer(i) : null;
}
