using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>An output that is made from the gaps, in their order. Not thread-safe; different outputs are independent.</summary>
internal sealed class GapTable(string name, string path, Schema schema, string[] order, GapTable.Adding add) : IDisposable
{
    // As gaps are merged.
    private static readonly string[] GapOrder = ["measure", "patient_id", "index_date", "gap_id"];

    private readonly TableWriter _writer = TableFiles.Create(path, schema, order);

    /// <summary>Adds what the output shows of a gap, given as <see cref="GapCodec"/> wrote it.</summary>
    public delegate void Adding(RowBatch rows, ReadOnlySpan<byte> gap, EntryLine? entry);

    /// <summary>The output of that name.</summary>
    public static GapTable Of(string name, string path) => name switch
    {
        RunOutputs.Gaps => new(name, path, GapRows.Gaps, GapOrder, (rows, gap, _) => GapRows.AddGap(rows, gap)),
        RunOutputs.Evidence => new(name, path, EvidenceRows.Schema, [], (rows, gap, _) => EvidenceRows.Add(rows, gap)),
        _ => Worklist(name, path),
    };

    // The open ones that people are to see; as CSV made safe for spreadsheets.
    private static GapTable Worklist(string name, string path)
    {
        var isForSpreadsheets = name.EndsWith(".csv", StringComparison.Ordinal);
        return new(name, path, GapRows.Worklist, GapOrder, (rows, gap, entry) =>
        {
            if (GapRecord.StatusOf(gap) == GapStatus.Open && entry is not { IsShown: false })
                GapRows.AddEntry(rows, gap, entry, isForSpreadsheets);
        });
    }

    /// <summary>Adds what the output shows of these gaps.</summary>
    /// <param name="gaps">The gaps.</param>
    /// <param name="entries">The entry of each, where it has one.</param>
    public void Add(ReadOnlyMemory<byte>[] gaps, EntryLine?[] entries)
    {
        for (var i = 0; i < gaps.Length; i++)
            add(_writer.Rows, gaps[i].Span, entries[i]);
    }

    /// <inheritdoc cref="TableWriter.WriteAside"/>
    public void WriteAside() => _writer.WriteAside();

    /// <summary>Completes the file.</summary>
    public OutputFile Finish() => new(name, _writer.Finish());

    public void Dispose() => _writer.Dispose();
}
