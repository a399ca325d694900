using System.Security.Cryptography;
using System.Text;

namespace Opportune.Runs;

/// <summary>Names what is kept of a job's patients by all that it rests on and that is the same for every patient, but for the as-of date, the feeds and the controls: these are asked anew.</summary>
internal static class JobKey
{
    /// <summary>The name.</summary>
    /// <param name="run">The run.</param>
    /// <param name="what">What is kept.</param>
    /// <param name="bucket">Of which bucket; -1: of all.</param>
    public static string Of(PlannedRun run, string what, int bucket = -1)
    {
        var request = run.Request;
        string[] lines =
        [
            what, ProgramIdentity.Hash, request.Job, request.RulesHash, string.Join(' ', request.Rules.Measures.Select(m => $"{m.Id}@{m.Version}")),
            request.Lexicon.Hash, $"{request.Excerpt}", string.Join(' ', run.Folder.Tables.Order()), $"{bucket} of {run.Plan.Buckets}",
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }
}
