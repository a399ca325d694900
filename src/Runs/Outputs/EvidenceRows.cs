using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The columns of evidence.parquet: one row per item, in the gap's own order.</summary>
internal static class EvidenceRows
{
    /// <summary>The code system of concepts.</summary>
    public const string Lexicon = "local:lexicon";

    /// <summary>evidence.parquet. A mention's code is its concept id, in the system <c>local:lexicon</c>.</summary>
    public static Schema Schema { get; } = new(
    [
        Text("gap_id", false), new("ordinal", ColumnKind.Integer, LogicalType.None, false), Text("role", false),
        Text("criterion", false), Text("outcome", false), Text("table"), Text("row_id"), Date("date"), Text("code_system"),
        Text("code"), new("value", ColumnKind.Real), Text("unit"), new("start", ColumnKind.Integer), new("length", ColumnKind.Integer),
        Text("excerpt"), Date("window_from"), Date("window_to"),
    ]);

    /// <summary>Adds all evidence of a gap; returns the number of rows.</summary>
    public static int Add(RowBatch batch, Gap gap)
    {
        for (var ordinal = 0; ordinal < gap.Evidence.Count; ordinal++)
            AddItem(batch, gap.GapId, ordinal + 1, gap.Evidence[ordinal]);
        return gap.Evidence.Count;
    }

    private static void AddItem(RowBatch batch, string gapId, int ordinal, EvidenceItem item)
    {
        var (source, mention) = (item.Event, item.Event?.Mention);
        var column = 0;
        batch[column++].Add(gapId);
        batch[column++].Add((long)ordinal);
        batch[column++].Add(item.Role);
        batch[column++].Add(item.Criterion);
        batch[column++].Add(Words.Of(item.Outcome));
        batch[column++].Add((source?.Table ?? item.Searched) is { } table ? CanonicalTable.Of(table).Name : null);
        batch[column++].Add(source?.RowId);
        batch[column++].Add(source?.Date);
        batch[column++].Add(mention is null ? source?.CodeSystem : Lexicon);
        batch[column++].Add(mention is null ? source?.Code : mention.Concept);
        batch[column++].Add(mention is null ? source?.Value : mention.Value);
        batch[column++].Add(mention is null ? source?.Unit : mention.Unit);
        AddInteger(batch[column++], mention?.Start);
        AddInteger(batch[column++], mention?.Length);
        batch[column++].Add(mention is null ? source?.Shown : mention.Sentence);
        batch[column++].Add(item.Window?.From is { } from && from > DateOnly.MinValue ? from : null);
        batch[column].Add(item.Window?.To);
        batch.EndRow();
    }

    private static void AddInteger(ColumnBuffer column, int? value)
    {
        if (value is { } integer)
            column.Add((long)integer);
        else
            column.AddNull();
    }

    private static Column Text(string name, bool optional = true) => new(name, ColumnKind.Text, LogicalType.None, optional);

    private static Column Date(string name) => new(name, ColumnKind.Integer, LogicalType.Date);
}
