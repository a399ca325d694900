using Opportune.App.Screen;
using Opportune.Core;

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
        var (gaps, evidence) = (Path.Combine(run, "gaps.parquet"), Path.Combine(run, "evidence.parquet"));
        var rows = Of(gaps, OfGap).Select(gap => new PublishedRow(gap)).ToList();
        var byId = new Dictionary<string, PublishedRow>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row["gap_id"] is not { } id || !byId.TryAdd(id, row))
                throw new InputException($"{gaps}: a row without a gap_id, or two with one; it is not what a run writes");
        }
        foreach (var item in Of(evidence, OfEvidence))
        {
            if (item["gap_id"] is not { } id || !byId.TryGetValue(id, out var row))
                throw new InputException($"{evidence}: evidence of a row that gaps.parquet does not hold; they are not of one run");
            row.Evidence.Add(item);
        }
        return rows;
    }

    private static IEnumerable<IReadOnlyDictionary<string, string?>> Of(string file, string[] columns) =>
        TableRows.Read(file, columns).Select(cells => (IReadOnlyDictionary<string, string?>)columns.Zip(cells).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal));
}
