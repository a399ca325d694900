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
    private readonly ReportKey _key = new();
    private readonly List<FindingHit> _found = [];
    private readonly List<FindingHit> _ofReport = [];
    private PartitionOutput _output = null!;
    private int _first;

    public void Run(InputTable input, Partition partition, PartitionOutput output, PartitionRecords records)
    {
        _output = output;
        _lines.Open(output, records);
        _ofReport.Clear();
        using var rows = new SliceReaders(_layout);
        TakeKeyBefore(input, partition, rows);
        var end = partition.FirstSlice + partition.SliceCount;
        var begun = false;
        for (var i = partition.FirstSlice; i < end; i++)
        {
            var slice = input.Slices[i];
            rows.Open(slice);
            var from = begun ? 0 : Continuing(rows, slice);
            begun |= from < slice.Rows;
            Scan(rows, slice, from, slice.Rows);
        }
        for (var i = end; begun && i < input.Slices.Count; i++)
        {
            rows.Open(input.Slices[i]);
            var to = Continuing(rows, input.Slices[i]);
            Scan(rows, input.Slices[i], 0, to);
            if (to < input.Slices[i].Rows)
                break;
        }
        _lines.Finish();
        _hits.GiveCounts(output);
    }

    private void TakeKeyBefore(InputTable input, Partition partition, SliceReaders rows)
    {
        _key.Clear();
        if (partition.FirstSlice == 0)
            return;
        var before = input.Slices[partition.FirstSlice - 1];
        rows.Open(before);
        _key.Take(rows.Keys, before.Rows - 1);
    }

    // How many rows at the front of the row group still belong to the report at hand.
    private int Continuing(SliceReaders rows, Slice slice)
    {
        var row = 0;
        while (row < slice.Rows && _key.Continues(rows.Keys, row))
            row++;
        return row;
    }

    private void Scan(SliceReaders rows, Slice slice, int from, int to)
    {
        _output.Book.Read += to - from;
        _hits.Open(rows.Hits.Column);
        (_first, var row) = (from, from);
        while (row < to)
        {
            var end = _hits.Find(row, to, _found);
            var next = 0;
            for (; row < end; row++)
            {
                if (!_key.Continues(rows.Keys, row))
                    Begin(rows, slice, row);
                if (next < _found.Count && _found[next].Row == row)
                    _ofReport.Add(_found[next++]);
            }
        }
        // The last report may go on in the next row group, whose readers are others.
        if (to > from)
            _lines.Add(rows.Rows, slice, _first, to, _ofReport);
        _ofReport.Clear();
    }

    private void Begin(SliceReaders rows, Slice slice, int row)
    {
        if (_lines.IsEmpty && _ofReport.Count == 0)
            _output.Book.Skip(SkipReasons.NoRuleUsesIt, row - _first);
        else
            _lines.Add(rows.Rows, slice, _first, row, _ofReport);
        _lines.Finish();
        _ofReport.Clear();
        _first = row;
        _key.Take(rows.Keys, row);
    }

    /// <summary>
    /// Three sets of readers of one row group: keys and hits run ahead of the rows that are decoded once their report is
    /// whole.
    /// </summary>
    private sealed class SliceReaders(TableLayout layout) : IDisposable
    {
        public RowReader Keys { get; } = new(layout);
        public RowReader Hits { get; } = new(layout);
        public RowReader Rows { get; } = new(layout);

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
