using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Gathers from one table what rules use about the patients who are asked about, when it saw each of them, and whose rows
/// count as positive controls.
/// </summary>
internal sealed class GatherTable
{
    private readonly TableLayout _layout;
    private readonly RowValues _values;
    private readonly Harvest _harvest;
    private readonly PatientCursor _patients;
    private readonly CodeCursor? _codes;
    private readonly RowSink? _sink;
    private readonly List<CodeHit> _hits = [];
    private readonly List<AskedRow> _rows = [];
    private readonly int _asOf;
    private ColumnReader? _dates;
    private ColumnReader? _recorded;

    public GatherTable(WorkPlan plan, Table table, Harvest harvest)
    {
        _layout = TableLayout.Of(table);
        _values = new(_layout);
        (_harvest, _patients) = (harvest, new(harvest.Patients));
        _asOf = plan.Rules.AsOfDay;
        if (_layout.Code < 0)
            return;
        _codes = new(plan.Rules.Of(table));
        _sink = new(plan, table);
    }

    public void Run(IEnumerable<Slice> slices, WorkStep step)
    {
        _sink?.Open(_harvest);
        var codes = step == WorkStep.Gather ? _codes : null;
        var counts = step == WorkStep.Gather;
        using var rows = new RowReader(_layout);
        foreach (var slice in slices)
        {
            _harvest.SettlePatientsIfFull();
            rows.Open(slice);
            _patients.Open(rows.Column(_layout.Patient));
            (_dates, _recorded) = (rows.Column(_layout.Date), _layout.RecordedAt < 0 ? null : rows.Column(_layout.RecordedAt));
            codes?.Open(_layout, rows.Column);
            if (counts)
                _harvest.Book.Read += slice.Rows;
            for (var row = 0; row < slice.Rows;)
                row = RunPage(rows, codes, row, slice.Rows, counts);
        }
        codes?.GiveCounts(_harvest);
    }

    private int RunPage(RowReader rows, CodeCursor? codes, int from, int limit, bool counts)
    {
        _hits.Clear();
        _rows.Clear();
        var end = Math.Min(limit, _patients.EndOfPage(from));
        end = codes?.Judge(from, end, _hits) ?? end;
        _patients.Find(from, end, _rows);
        if (counts && codes is not null)
            _harvest.Book.Skip(SkipReasons.NoRuleUsesIt, end - from - _hits.Count);
        if (counts && codes is null)
            _harvest.Book.Skip(SkipReasons.NotACandidate, end - from - _rows.Count);
        Merge(rows, counts && codes is null);
        return end;
    }

    // In the order of rows, for readers only go forwards.
    private void Merge(RowReader rows, bool areVisits)
    {
        if (areVisits)
            _harvest.Waiting += _rows.Count;
        var (hit, row) = (0, 0);
        while (hit < _hits.Count || row < _rows.Count)
        {
            var hitRow = hit < _hits.Count ? _hits[hit].Row : int.MaxValue;
            var patientRow = row < _rows.Count ? _rows[row].Row : int.MaxValue;
            var patient = patientRow <= hitRow ? _rows[row++].Patient : -1;
            if (patient >= 0 && !See(patientRow, patient) && areVisits)
                RefuseVisit(rows, patientRow, patient);
            if (hitRow <= patientRow)
                Take(rows, _hits[hit++], patient);
        }
    }

    private bool See(int row, int patient)
    {
        if (DayOf(_dates, row) is not { } day || day < CanonicalValue.FirstDay || day > CanonicalValue.LastDay)
            return false;
        if (!_harvest.Partition.IsReported)
            _harvest.Seen.See(patient, day, Math.Max(day, DayOf(_recorded, row) ?? day), _asOf);
        return true;
    }

    private void Take(RowReader rows, in CodeHit hit, int patient)
    {
        if (hit.Code is null && hit.Names is null)
        {
            _harvest.Book.Skip(SkipReasons.UnknownCodeSystem);
        }
        else if (patient >= 0)
        {
            _harvest.Waiting++;
            rows.Load(hit.Row, _layout.Every, _values, codesMayMiss: hit.Names is not null);
            _sink!.TakeCoded(_values, hit, patient);
        }
        else
        {
            _harvest.Book.Skip(SkipReasons.NotACandidate);
            if (!_sink!.MayBeControl(hit, DayOf(_dates, hit.Row)))
                return;
            rows.Load(hit.Row, _layout.ForControl, _values);
            _sink.TakeControl(_values, hit);
        }
    }

    // An encounter is used by having been, that the patient was seen; one without a day says nothing.
    private void RefuseVisit(RowReader rows, int row, int patient)
    {
        rows.Load(row, _layout.Every, _values);
        _harvest.Reject(_values.Row, _values.Fault!, patient);
    }

    private static long? DayOf(ColumnReader? reader, int row) =>
        reader is not null && reader.MoveTo(row) is var i && !reader.Page.IsNull(i) ? reader.Page.Integer(i) : null;
}
