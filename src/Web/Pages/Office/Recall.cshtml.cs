using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Runs;
using Opportune.Web.Show;
using Opportune.Web.Show.Office;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>Everybody of whom a version of the rules said something, to be looked at again; on a page and as a file.</summary>
internal sealed class RecallModel(RecallTable recall, ExportBook exports, TimeProvider time) : PageModel
{
    /// <summary>So many rows are shown.</summary>
    public const int MostShown = 500;

    private static readonly string[] Columns =
        ["measure", "measure_version", "site", "patient_id", "mrn", "display_name", "status", "reason", "as_of", "run_id", "only_this_version", "entry_id", "state", "disposition", "decided_by", "decided_on", "changes_by_people", "hand_offs", "last_sent_on"];

    /// <summary>The versions to choose from, the newest first.</summary>
    public IReadOnlyList<RuleVersion> Versions { get; private set; } = [];

    /// <summary>What is called back.</summary>
    public RecallOf Of { get; private set; } = new(null, null, null);

    /// <summary>Its rows, as far as they are shown.</summary>
    public IReadOnlyList<RecallRow> Rows { get; private set; } = [];

    /// <summary>Whether the person calls back: it is of all patients, as files of runs are.</summary>
    public bool MayRecall => Session.GrantsOf(User) is { MayOpenRestricted: true, PatientId: null } grants && grants.Scope.Equals(Scope.All) && grants.Roles.May(Permission.RecallRows);

    /// <summary>What is called back, in words.</summary>
    public string Words => string.Join(", ", new[] { Word("measure", Of.MeasureSha256), Word("value sets", Of.SetsSha256), Word("lexicon", Of.LexiconSha256) }.OfType<string>());

    /// <summary>What people did with a row's entry, in a line.</summary>
    public static string Since(RecallRow row) => row.EntryId is null ? "never listed" : string.Join("; ", new[]
    {
        row.State is { } state ? StateWords.Of(state) : null,
        row.DecidedBy is { } by ? $"{row.Disposition}, {by}{(row.DecidedOn is { } on ? ", " + Dates.Text(on) : "")}" : null,
        row.HandOffs > 0 ? $"sent to clinicians {Amounts.Of(row.HandOffs, "time", "times")}, last {Dates.Text(row.LastSentOn!.Value)}" : null,
        row.Changes > 0 ? Amounts.Of(row.Changes, "change by people", "changes by people") : "nobody did anything",
    }.OfType<string>());

    /// <summary>Shows it.</summary>
    public async Task OnGet(string? measure, string? sets, string? lexicon, CancellationToken cancel)
    {
        if (!MayRecall)
            return;
        Of = new(measure, sets, lexicon);
        Versions = await recall.Versions(cancel);
        Rows = await recall.Rows(Of, MostShown, cancel);
    }

    /// <summary>Hands all rows over as a file, after it was kept who took it.</summary>
    public async Task<IActionResult> OnPost(string? measure, string? sets, string? lexicon, CancellationToken cancel)
    {
        Of = new(measure, sets, lexicon);
        if (!MayRecall || Of.IsNothing)
            return NotFound();
        var rows = await recall.Rows(Of, long.MaxValue, cancel);
        var file = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        foreach (var row in rows)
        {
            file.AppendJoin(',', new[]
            {
                row.Measure, Text(row.MeasureVersion), row.Site, row.PatientId, row.Mrn, row.DisplayName, row.Status, row.Reason, Dates.Iso(row.AsOf), row.RunId, row.Alone == 1 ? "yes" : "no", row.EntryId, row.State,
                row.Disposition, row.DecidedBy, row.DecidedOn is { } on ? Dates.Iso(on) : null, Text(row.Changes), Text(row.HandOffs), row.LastSentOn is { } sent ? Dates.Iso(sent) : null,
            }.Select(Cell)).Append("\r\n");
        }
        var bytes = Encoding.UTF8.GetBytes(file.ToString());
        await exports.Add(new()
        {
            ExportId = Guid.NewGuid().ToString("N"),
            Direction = ExportRow.Out,
            MadeBy = Session.NameOf(User),
            MadeAt = time.GetUtcNow(),
            Format = "csv",
            Filter = $"recall of {Words}",
            RowsWritten = rows.Count,
            FileSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        }, cancel);
        return File(bytes, "text/csv; charset=utf-8", "recall.csv");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cell(string? text) => $"\"{Encoding.UTF8.GetString(SpreadsheetSafe.Text(Encoding.UTF8.GetBytes(text ?? ""))).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Word(string of, string? sha256) => sha256 is null ? null : $"{of} {StandingWords.Hash(sha256)}";
}
