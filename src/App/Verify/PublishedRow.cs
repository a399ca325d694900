using Opportune.App.Screen;

namespace Opportune.App.Verify;

/// <summary>A row of gaps.parquet with its rows of evidence.parquet, as texts.</summary>
/// <param name="Gap">The row, by column.</param>
internal sealed record PublishedRow(IReadOnlyDictionary<string, string?> Gap)
{
    private static readonly string[] OfGap =
    [
        "measure", "patient_id", "gap_id", "status", "status_reason", "tier", "priority", "index_date", "index_table", "index_row", "due_date",
        "covered_to", "age", "sex", "site", "provider_id",
    ];

    private static readonly string[] OfEvidence = ["gap_id", "role", "criterion", "outcome", "table", "row_id", "date", "code", "value", "start", "length"];

    /// <summary>Its evidence, by column.</summary>
    public List<IReadOnlyDictionary<string, string?>> Evidence { get; } = [];

    public string? this[string column] => Gap[column];

    /// <summary>All rows of a run's folder.</summary>
    public static IReadOnlyList<PublishedRow> Read(string run)
    {
        var rows = Of(Path.Combine(run, "gaps.parquet"), OfGap).Select(gap => new PublishedRow(gap)).ToList();
        var byId = rows.ToDictionary(r => r["gap_id"]!, StringComparer.Ordinal);
        foreach (var item in Of(Path.Combine(run, "evidence.parquet"), OfEvidence))
            byId[item["gap_id"]!].Evidence.Add(item);
        return rows;
    }

    private static IEnumerable<IReadOnlyDictionary<string, string?>> Of(string file, string[] columns) =>
        TableRows.Read(file, columns).Select(cells => (IReadOnlyDictionary<string, string?>)columns.Zip(cells).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal));
}
