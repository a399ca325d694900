using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>An output that is made from the gaps, in their order. Not thread-safe; different outputs are independent.</summary>
internal sealed class GapTable(string name, string path, Schema schema, GapTable.Adding add) : IDisposable
{
    private readonly OutputTable _table = new(path, schema);

    /// <summary>Adds what the output shows of a gap, given as <see cref="GapCodec"/> wrote it; returns how many rows.</summary>
    public delegate int Adding(RowBatch batch, ReadOnlySpan<byte> gap, EntryLine? entry);

    /// <summary>gaps.parquet.</summary>
    public static GapTable Gaps(string name, string path) => new(name, path, GapRows.Gaps, (batch, gap, _) =>
    {
        GapRows.AddGap(batch, gap);
        return 1;
    });

    /// <summary>evidence.parquet.</summary>
    public static GapTable Evidence(string name, string path) => new(name, path, EvidenceRows.Schema, (batch, gap, _) => EvidenceRows.Add(batch, gap));

    /// <summary>A worklist: the open ones; as CSV made safe for spreadsheets.</summary>
    public static GapTable Worklist(string name, string path)
    {
        var isForSpreadsheets = name.EndsWith(".csv", StringComparison.Ordinal);
        return new(name, path, GapRows.Worklist, (batch, gap, entry) =>
        {
            if (GapRecord.StatusOf(gap) != GapStatus.Open)
                return 0;
            GapRows.AddEntry(batch, gap, entry, isForSpreadsheets);
            return 1;
        });
    }

    /// <summary>Adds what the output shows of these gaps; returns the rows so far.</summary>
    /// <param name="gaps">The gaps.</param>
    /// <param name="entries">The entry of each, where it has one.</param>
    public long Add(ReadOnlyMemory<byte>[] gaps, EntryLine?[] entries)
    {
        for (var i = 0; i < gaps.Length; i++)
            _table.Filled(add(_table.Batch, gaps[i].Span, entries[i]));
        return _table.Rows;
    }

    /// <inheritdoc cref="OutputTable.Finish"/>
    public OutputFile Finish() => _table.Finish(name, path);

    public void Dispose() => _table.Dispose();
}
