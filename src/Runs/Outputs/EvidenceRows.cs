using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The columns of evidence.parquet: one row per item, in the gap's own order.</summary>
internal static class EvidenceRows
{
    /// <summary>The code system of concepts.</summary>
    public const string Lexicon = "local:lexicon";

    // The window and matched_by come last.
    private const int Closing = 3;

    private static readonly byte[] LexiconBytes = Encoding.UTF8.GetBytes(Lexicon);
    private static readonly byte[] ReportedPrefix = Encoding.UTF8.GetBytes(ReportedRows.Prefix);

    /// <summary>
    /// evidence.parquet. A mention's code is its concept id, in the system <c>local:lexicon</c>; matched_by (<see cref="MatchWays"/>)
    /// is of coded rows.
    /// </summary>
    public static Schema Schema { get; } = new(
    [
        Text("gap_id", false), new("ordinal", ColumnKind.Integer, LogicalType.None, false), Text("role", false),
        Text("criterion", false), Text("outcome", false), Text("table"), Text("row_id"), Date("date"), Text("code_system"),
        Text("code"), new("value", ColumnKind.Real), Text("unit"), new("start", ColumnKind.Integer), new("length", ColumnKind.Integer),
        Text("excerpt"), new("excerpt_start", ColumnKind.Integer), Date("window_from"), Date("window_to"),
        Text("matched_by"),
    ]);

    private static int MatchedBy => Schema.Columns.Count - 1;

    /// <summary>Adds all evidence of a gap.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="gap">The gap as <see cref="GapCodec"/> wrote it.</param>
    public static void Add(RowBatch batch, ReadOnlySpan<byte> gap)
    {
        var fields = new GapFields(gap);
        var gapId = GapRecord.SkipToEvidence(ref fields);
        var items = fields.Integer();
        for (var ordinal = 1; ordinal <= items; ordinal++)
            AddItem(batch, gapId, ordinal, ref fields);
    }

    // In the order in which the codec writes, which is that of the columns but for the window.
    private static void AddItem(RowBatch batch, scoped ReadOnlySpan<byte> gapId, int ordinal, ref GapFields fields)
    {
        var column = 0;
        batch[column++].Add(gapId);
        batch[column++].Add((long)ordinal);
        batch[column++].Add(fields.Text());
        batch[column++].Add(fields.Text());
        batch[column++].Add(Utf8Words.Outcomes[fields.Byte()]);
        DateWindow? window = fields.Flag() ? new(fields.Date(), fields.Date()) : null;
        var searched = fields.OptionalTable();
        if (fields.Flag())
            AddSource(batch, column, ref fields);
        else
            AddSearched(batch, column, searched);
        column = Schema.Columns.Count - Closing;
        batch[column++].Add(window?.From is { } from && from > DateOnly.MinValue ? from : null);
        batch[column].Add(window?.To);
        batch.EndRow();
    }

    private static void AddSearched(RowBatch batch, int column, Table? searched)
    {
        if (searched is { } table)
            batch[column++].Add(Utf8Words.Tables[(int)table]);
        else
            batch[column++].AddNull();
        while (column < Schema.Columns.Count - Closing)
            batch[column++].AddNull();
        batch[MatchedBy].AddNull();
    }

    private static void AddSource(RowBatch batch, int column, ref GapFields fields)
    {
        batch[column++].Add(Utf8Words.Tables[fields.Byte()]);
        var date = fields.Date();
        var rowId = fields.Text();
        batch[column++].Add(rowId);
        batch[column++].Add((DateOnly?)date);
        var system = fields.Optional();
        var code = fields.Optional();
        var display = fields.Optional();
        var value = fields.OptionalReal();
        var unit = fields.Optional();
        var matchedBy = fields.Text();
        if (fields.Flag())
        {
            AddMention(batch, column, ref fields);
            batch[MatchedBy].AddNull();
            return;
        }
        AddText(batch[column++], system);
        AddText(batch[column++], code);
        batch[column++].Add(value);
        AddText(batch[column++], unit);
        batch[column++].AddNull();
        batch[column++].AddNull();
        if (rowId.StartsWith(ReportedPrefix))
            batch[column++].Add(ReportedRows.Shown(display.IsThere ? Encoding.UTF8.GetString(display.Text) : null));
        else
            AddText(batch[column++], display);
        batch[column].AddNull();
        if (code.IsThere)
            batch[MatchedBy].Add(matchedBy);
        else
            batch[MatchedBy].AddNull();
    }

    private static void AddMention(RowBatch batch, int column, ref GapFields fields)
    {
        batch[column++].Add(LexiconBytes);
        batch[column++].Add(fields.Text());
        var start = fields.Integer();
        var length = fields.Integer();
        fields.Text();
        var excerpt = fields.Text();
        var excerptStart = fields.Integer();
        batch[column++].Add(fields.OptionalReal());
        AddText(batch[column++], fields.Optional());
        batch[column++].Add((long)start);
        batch[column++].Add((long)length);
        if (excerpt.IsEmpty)
        {
            batch[column++].AddNull();
            batch[column].AddNull();
            return;
        }
        batch[column++].Add(excerpt);
        batch[column].Add((long)excerptStart);
    }

    private static void AddText(ColumnBuffer column, OptionalText text)
    {
        if (text.IsThere)
            column.Add(text.Text);
        else
            column.AddNull();
    }

    private static Column Text(string name, bool optional = true) => new(name, ColumnKind.Text, LogicalType.None, optional);

    private static Column Date(string name) => new(name, ColumnKind.Integer, LogicalType.Date);
}
