using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The columns of gaps.parquet and worklist.*, and how a gap fills them (design: outputs).</summary>
internal static class GapRows
{
    private static readonly Column[] Shared =
    [
        Text("measure"), Integer("measure_version"), Text("patient_id"), Text("gap_id"), Text("status"), Text("status_reason"),
        Integer("tier"), Text("priority"), Date("index_date"), Text("index_table"), Text("index_row"), Date("due_date", true),
        Date("covered_to", true), Integer("age"), Text("sex"), Text("site", true), Text("provider_id", true),
    ];

    /// <summary>gaps.parquet.</summary>
    public static Schema Gaps { get; } = new(Shared);

    /// <summary>worklist.parquet, .arrow and .csv.</summary>
    public static Schema Worklist { get; } = new(
    [
        .. Shared,
        Text("entry_id", true), Date("first_seen_date", true), Text("why"), Text("looked_for"), Text("would_close"), Text("wording"),
        Text("limits"),
    ]);

    /// <summary>Adds a row of gaps.parquet.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="gap">The gap as <see cref="GapCodec"/> wrote it.</param>
    public static void AddGap(RowBatch batch, ReadOnlySpan<byte> gap)
    {
        var fields = new GapFields(gap);
        FillShared(batch, ref fields, isForSpreadsheets: false);
        batch.EndRow();
    }

    /// <summary>Adds a row of the worklist. Without a database there is no entry, so its columns stay null.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="gap">The gap as <see cref="GapCodec"/> wrote it.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="isForSpreadsheets">Whether to write texts as <see cref="SpreadsheetSafe"/> has them.</param>
    public static void AddEntry(RowBatch batch, ReadOnlySpan<byte> gap, EntryLine? entry, bool isForSpreadsheets)
    {
        var fields = new GapFields(gap);
        FillShared(batch, ref fields, isForSpreadsheets);
        var column = Shared.Length;
        batch[column++].Add(entry?.EntryId);
        batch[column++].Add(entry?.FirstSeen);
        // Why, what was looked for, what would close it, wording, limits.
        while (column < Worklist.Columns.Count)
            AddText(batch[column++], fields.Text(), isForSpreadsheets);
        batch.EndRow();
    }

    // In the order in which the codec writes.
    private static void FillShared(RowBatch batch, ref GapFields fields, bool isForSpreadsheets)
    {
        var column = 0;
        batch[column++].Add(fields.Text());
        batch[column++].Add((long)fields.Integer());
        AddText(batch[column++], fields.Text(), isForSpreadsheets);
        batch[column++].Add(fields.Text());
        batch[column++].Add(Utf8Words.Statuses[fields.Byte()]);
        AddText(batch[column++], fields.Text(), isForSpreadsheets);
        batch[column++].Add((long)fields.Integer());
        AddText(batch[column++], fields.Text(), isForSpreadsheets);
        batch[column++].Add((DateOnly?)fields.Date());
        batch[column++].Add(Utf8Words.Tables[fields.Byte()]);
        AddText(batch[column++], fields.Text(), isForSpreadsheets);
        batch[column++].Add(fields.OptionalDate());
        batch[column++].Add(fields.OptionalDate());
        batch[column++].Add((long)fields.Integer());
        batch[column++].Add(Utf8Words.Sexes[fields.Byte()]);
        AddText(batch[column++], fields.Optional(), isForSpreadsheets);
        AddText(batch[column], fields.Optional(), isForSpreadsheets);
    }

    private static void AddText(ColumnBuffer column, OptionalText text, bool isForSpreadsheets)
    {
        if (text.IsThere)
            AddText(column, text.Text, isForSpreadsheets);
        else
            column.AddNull();
    }

    private static void AddText(ColumnBuffer column, ReadOnlySpan<byte> text, bool isForSpreadsheets) =>
        column.Add(isForSpreadsheets ? SpreadsheetSafe.Text(text) : text);

    private static Column Text(string name, bool optional = false) => new(name, ColumnKind.Text, LogicalType.None, optional);

    private static Column Integer(string name) => new(name, ColumnKind.Integer, LogicalType.None, false);

    private static Column Date(string name, bool optional = false) => new(name, ColumnKind.Integer, LogicalType.Date, optional);
}
