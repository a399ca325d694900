using System.Globalization;
using Opportune.App.Commands;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Benchmarks.Alternatives;

/// <summary>worklist.sql with its names filled in.</summary>
internal static class WorklistSql
{
    /// <param name="input">Folder of the canonical tables.</param>
    /// <param name="asOf">The date as of which to look.</param>
    /// <param name="keys">The file to write: measure and patient, with a heading.</param>
    public static string Of(string input, DateOnly asOf, string keys) => File.ReadAllText(Path.Combine(Repository.Root, "tests", "Benchmarks", "peers", "worklist.sql"))
        .Replace("{input}", Quoted(input), StringComparison.Ordinal)
        .Replace("{as_of}", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{value_sets}", Quoted(Path.Combine(CommonOptions.FindJobs(null).Folder, "value-sets")), StringComparison.Ordinal)
        .Replace("{keys}", Quoted(keys), StringComparison.Ordinal);

    private static string Quoted(string path) => path.Replace("'", "''", StringComparison.Ordinal);
}
