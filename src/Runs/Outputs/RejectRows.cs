using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The columns of rejects.parquet, the one place where a refused value is kept; the file is for its owner only.</summary>
internal static class RejectRows
{
    public static Schema Schema { get; } = new(
    [
        Text("table"), Text("file"), new("row", ColumnKind.Integer, LogicalType.None, false), Text("column"), Text("rule"), Text("value"),
    ]);

    public static void Add(RowBatch batch, Reject reject)
    {
        batch[0].Add(CanonicalTable.Of(reject.Table).Name);
        batch[1].Add(reject.File);
        batch[2].Add(reject.Row);
        batch[3].Add(reject.Column);
        batch[4].Add(reject.Rule);
        batch[5].Add(reject.Value);
        batch.EndRow();
    }

    private static Column Text(string name) => new(name, ColumnKind.Text, LogicalType.None, false);
}
