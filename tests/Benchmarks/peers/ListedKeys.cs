using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Benchmarks.Alternatives;

/// <summary>Measure and patient of each row of a list that the product wrote.</summary>
internal static class ListedKeys
{
    /// <param name="worklist">worklist.parquet.</param>
    /// <returns>Each pair once, sorted.</returns>
    public static IReadOnlyList<(string Measure, string Patient)> Of(string worklist)
    {
        using var file = TableFiles.Open(worklist);
        var keys = new HashSet<(string, string)>();
        for (var group = 0; group < file.RowGroups.Count; group++)
        {
            using var measures = file.OpenColumn(group, file.Schema.IndexOf("measure"));
            using var patients = file.OpenColumn(group, file.Schema.IndexOf("patient_id"));
            for (var row = 0; row < file.RowGroups[group]; row++)
                keys.Add((Encoding.UTF8.GetString(measures.Page.Text(measures.MoveTo(row))), Encoding.UTF8.GetString(patients.Page.Text(patients.MoveTo(row)))));
        }
        return [.. keys.OrderBy(k => k.Item1, StringComparer.Ordinal).ThenBy(k => k.Item2, StringComparer.Ordinal)];
    }
}
