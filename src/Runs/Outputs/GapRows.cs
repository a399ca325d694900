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
    public static void AddGap(RowBatch batch, Gap gap)
    {
        FillShared(batch, gap);
        batch.EndRow();
    }

    /// <summary>Adds a row of the worklist. Without a database there is no entry, so its columns stay null.</summary>
    public static void AddEntry(RowBatch batch, Gap gap, EntryLine? entry)
    {
        FillShared(batch, gap);
        var column = Shared.Length;
        batch[column++].Add(entry?.EntryId);
        batch[column++].Add(entry?.FirstSeen);
        batch[column++].Add(gap.Why);
        batch[column++].Add(gap.LookedFor);
        batch[column++].Add(gap.WouldClose);
        batch[column++].Add(gap.Wording);
        batch[column].Add(gap.Limits);
        batch.EndRow();
    }

    private static void FillShared(RowBatch batch, Gap gap)
    {
        var column = 0;
        batch[column++].Add(gap.Measure);
        batch[column++].Add((long)gap.MeasureVersion);
        batch[column++].Add(gap.PatientId);
        batch[column++].Add(gap.GapId);
        batch[column++].Add(Words.Of(gap.Status));
        batch[column++].Add(gap.StatusReason);
        batch[column++].Add((long)gap.Tier);
        batch[column++].Add(gap.Priority);
        batch[column++].Add((DateOnly?)gap.IndexDate);
        batch[column++].Add(CanonicalTable.Of(gap.IndexTable).Name);
        batch[column++].Add(gap.IndexRow);
        batch[column++].Add(gap.DueDate);
        batch[column++].Add(gap.CoveredTo);
        batch[column++].Add((long)gap.Age);
        batch[column++].Add(gap.Sex.ToString());
        batch[column++].Add(gap.Site);
        batch[column].Add(gap.ProviderId);
    }

    private static Column Text(string name, bool optional = false) => new(name, ColumnKind.Text, LogicalType.None, optional);

    private static Column Integer(string name) => new(name, ColumnKind.Integer, LogicalType.None, false);

    private static Column Date(string name, bool optional = false) => new(name, ColumnKind.Integer, LogicalType.Date, optional);
}
