using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Runs.Exports;
using Opportune.Web.Show;
using Opportune.Web.Show.Office;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>Everybody of whom a version of the rules said something, to be looked at again; on a page and as a file.</summary>
internal sealed class RecallModel(RecallTable recall, ExportBook exports, TimeProvider time) : PageModel
{
    /// <summary>So many rows are shown.</summary>
    public const int MostShown = 500;

    /// <summary>The versions to choose from, the newest first.</summary>
    public IReadOnlyList<RuleVersion> Versions { get; private set; } = [];

    /// <summary>Value sets, each by its own content, with the measures that were published by it, the newest first.</summary>
    public IReadOnlyList<(PublishedSet Set, string Measures)> Sets { get; private set; } = [];

    /// <summary>What is called back.</summary>
    public RecallOf Of { get; private set; } = new(null, null, null);

    /// <summary>Its rows, as far as they are shown.</summary>
    public IReadOnlyList<RecallRow> Rows { get; private set; } = [];

    /// <summary>Whether the person calls back: it is of all patients, as files of runs are.</summary>
    public bool MayRecall => IsFor(User);

    /// <inheritdoc cref="MayRecall"/>
    public static bool IsFor(ClaimsPrincipal person) => Session.GrantsOf(person) is { MayOpenRestricted: true, PatientId: null } grants && grants.Scope.Equals(Scope.All) && grants.Roles.May(Permission.RecallRows);

    /// <summary>What is called back, in words.</summary>
    public string Words => RecallFile.Words(Of);

    /// <summary>What people did with a row's entry, in a line.</summary>
    public static string Since(RecallRow row) => row.EntryId is null ? "never listed" : string.Join("; ", new[]
    {
        row.State is { } state ? StateWords.Of(state) : null,
        row.DecidedBy is { } by ? $"{row.Disposition}, {by}{(row.DecidedOn is { } on ? ", " + Dates.Text(on) : "")}" : null,
        row.HandOffs > 0 ? $"sent to clinicians {Amounts.Of(row.HandOffs, "time", "times")}, last {Dates.Text(row.LastSentOn!.Value)}" : null,
        row.Changes > 0 ? Amounts.Of(row.Changes, "change by people", "changes by people") : "nobody did anything",
    }.OfType<string>());

    /// <summary>Shows it.</summary>
    public async Task OnGet(string? measure, string? sets, string? set, string? lexicon, CancellationToken cancel)
    {
        if (!MayRecall)
            return;
        Of = new(measure, sets, lexicon, set);
        Versions = await recall.Versions(cancel);
        Sets = [.. (await recall.Sets(cancel)).GroupBy(s => (s.Name, s.SetSha256)).Select(g => (g.First(), string.Join(", ", g.Select(s => s.Measure))))];
        Rows = await recall.Rows(Of, MostShown, cancel);
    }

    /// <summary>Hands all rows over as a file, after it was kept who took it.</summary>
    public async Task<IActionResult> OnPost(string? measure, string? sets, string? set, string? lexicon, CancellationToken cancel)
    {
        Of = new(measure, sets, lexicon, set);
        if (!MayRecall || Of.IsNothing)
            return NotFound();
        var (bytes, _) = await new RecallFile(recall, exports, time).Make(Of, Session.NameOf(User), cancel);
        return File(bytes, "text/csv; charset=utf-8", "recall.csv");
    }
}
