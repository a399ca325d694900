using System.Text.Json;
using Opportune.Runs;

namespace Opportune.Tests.Integration.Runs;

/// <summary>All that may not differ between two runs over the same, rejects too.</summary>
internal static class PublishedBytes
{
    /// <summary>Of a run and the folder into which it published.</summary>
    public static string Of(RunReport report, string folder)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        return string.Join('\n', report.Outputs.Select(o => $"{o.Name} {o.Rows} {o.Sha256}")) + run.RootElement.GetProperty("result").GetRawText()
            + string.Join('\n', report.Days.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Key + d.Value.ToText()));
    }
}
