using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Scans findings of which adjacent rows with one accession are the lines of one report. A report belongs to the partition
/// in which it begins: rows that continue the last report of the row group before are passed over, and the last report is
/// read on into the row groups that follow.
/// </summary>
internal sealed class ReportScan(WorkPlan plan, ReportReading reading)
{
    private readonly TableLayout _layout = TableLayout.Of(Table.ImagingFindings);
    private readonly FindingHits _hits = new(plan, reading);
    private readonly ReportLines _lines = new(plan, reading);
    private readonly ReportKey _key = new(plan.Merged);
    private readonly List<FindingHit> _found = [];
    private readonly List<FindingHit> _ofReport = [];
    private readonly List<int> _starts = [];
    private Harvest _harvest = null!;
    private int _first;
    private long _passed;

    public void Run(InputTable input, Harvest harvest)
    {
        var partition = harvest.Partition;
        (_harvest, _passed) = (harvest, 0);
        _lines.Open(harvest);
        _ofReport.Clear();
        using var rows = new SliceReaders(_layout);
        _key.Clear(harvest.Pairs);
        TakeKeyBefore(input, partition, rows);
        var end = partition.FirstSlice + partition.SliceCount;
        var begun = false;
        for (var i = partition.FirstSlice; i < end; i++)
        {
            var slice = input.Slices[i];
            var from = begun ? 0 : Continuing(rows, slice);
            begun |= from < slice.Rows;
            Scan(rows, slice, from, slice.Rows);
        }
        for (var i = end; begun && i < input.Slices.Count; i++)
        {
            var to = Continuing(rows, input.Slices[i]);
            Scan(rows, input.Slices[i], 0, to);
            if (to < input.Slices[i].Rows)
                break;
        }
        _lines.Finish(rows.Rows);
        _hits.GiveCounts(harvest);
        harvest.Book.Skip(SkipReasons.NoRuleUsesIt, _passed);
    }

    private void TakeKeyBefore(InputTable input, Partition partition, SliceReaders rows)
    {
        if (partition.FirstSlice == 0)
            return;
        var before = input.Slices[partition.FirstSlice - 1];
        rows.Open(before);
        _key.Open(rows.Keys);
        _key.Take(before.Rows - 1);
    }

    // How many rows at the front of the row group still belong to the report at hand.
    private int Continuing(SliceReaders rows, Slice slice)
    {
        rows.Open(slice);
        _key.Open(rows.Keys);
        var row = 0;
        while (row < slice.Rows && _key.Continues(row))
            row++;
        return row;
    }

    private void Scan(SliceReaders rows, Slice slice, int from, int to)
    {
        _harvest.Book.Read += to - from;
        rows.Open(slice);
        _hits.Open(rows.Hits.Column);
        _key.Open(rows.Keys);
        _first = from;
        for (var row = from; row < to;)
        {
            var end = _hits.Find(row, to, _found);
            _starts.Clear();
            _key.FindStarts(row, end, _starts);
            var next = 0;
            foreach (var start in _starts)
            {
                next = TakeHits(next, start);
                Begin(rows, start);
            }
            TakeHits(next, end);
            row = end;
        }
        // The last report may go on in the next row group, whose readers are others.
        if (to > from)
            _lines.Add(rows.Rows, _first, to, _ofReport, isLast: true);
        _ofReport.Clear();
    }

    private int TakeHits(int next, int before)
    {
        for (; next < _found.Count && _found[next].Row < before; next++)
            _ofReport.Add(_found[next]);
        return next;
    }

    private void Begin(SliceReaders rows, int row)
    {
        if (_lines.IsEmpty && _ofReport.Count == 0)
        {
            _passed += row - _first;
        }
        else
        {
            _lines.Add(rows.Rows, _first, row, _ofReport, isLast: false);
            _lines.Finish(rows.Rows);
            _ofReport.Clear();
        }
        _first = row;
    }

    /// <summary>
    /// Three sets of readers of one row group: keys and hits run ahead of the rows that are decoded once their report is
    /// whole.
    /// </summary>
    private sealed class SliceReaders : IDisposable
    {
        public SliceReaders(TableLayout layout)
        {
            (Keys, Hits) = (new(layout), new(layout));
            Rows = new(layout, Keys, Hits);
        }

        public RowReader Keys { get; }
        public RowReader Hits { get; }
        public RowReader Rows { get; }

        public void Open(Slice slice)
        {
            Keys.Open(slice);
            Hits.Open(slice);
            Rows.Open(slice);
        }

        public void Dispose()
        {
            Keys.Dispose();
            Hits.Dispose();
            Rows.Dispose();
        }
    }
}
