using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Opportune.Database;
using Opportune.Database.Standings;

namespace Opportune.Runs.Exports;

/// <summary>All that a version of the rules said, as a file to be looked at again. Who took it is kept before it is handed over.</summary>
public sealed class RecallFile(RecallTable recall, ExportBook exports, TimeProvider time)
{
    private static readonly string[] Columns =
        ["measure", "measure_version", "site", "patient_id", "mrn", "display_name", "status", "reason", "as_of", "run_id", "only_this_version", "entry_id", "state", "disposition", "decided_by", "decided_on", "changes_by_people", "hand_offs", "last_sent_on"];

    /// <summary>What is called back, in words: "lexicon 0123456789ab".</summary>
    public static string Words(RecallOf of) => string.Join(", ", new[] { Word("measure", of.MeasureSha256), Word("value sets", of.SetsSha256), Word("value set", of.SetSha256), Word("lexicon", of.LexiconSha256) }.OfType<string>());

    /// <summary>The file.</summary>
    /// <param name="of">What is called back.</param>
    /// <param name="by">Who takes it.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<(byte[] Content, int Rows)> Make(RecallOf of, string by, CancellationToken cancel)
    {
        var rows = await recall.Rows(of, long.MaxValue, cancel);
        var file = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        foreach (var row in rows)
        {
            file.AppendJoin(',', new[]
            {
                row.Measure, Text(row.MeasureVersion), row.Site, row.PatientId, row.Mrn, row.DisplayName, row.Status, row.Reason, Text(row.AsOf), row.RunId, row.Alone == 1 ? "yes" : "no", row.EntryId, row.State,
                row.Disposition, row.DecidedBy, Text(row.DecidedOn), Text(row.Changes), Text(row.HandOffs), Text(row.LastSentOn),
            }.Select(Cell)).Append("\r\n");
        }
        var bytes = Encoding.UTF8.GetBytes(file.ToString());
        await exports.Add(new()
        {
            ExportId = Guid.NewGuid().ToString("N"),
            Direction = ExportRow.Out,
            MadeBy = by,
            MadeAt = time.GetUtcNow(),
            Format = "csv",
            Filter = $"recall of {Words(of)}",
            RowsWritten = rows.Count,
            FileSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        }, cancel);
        return (bytes, rows.Count);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Cell(string? text) => $"\"{Encoding.UTF8.GetString(SpreadsheetSafe.Text(Encoding.UTF8.GetBytes(text ?? ""))).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Word(string of, string? sha256) => sha256 is null ? null : $"{of} {(sha256.Length > 12 ? sha256[..12] : sha256)}";
}
