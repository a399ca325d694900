using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Asks before several entries are changed at once: which, how many, and what is to be done.</summary>
internal sealed class BulkModel(
    WorklistReader reader, BulkWriter writer, ListWords words, UserTable users, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    /// <summary>Name of giving them to somebody.</summary>
    public const string AssignName = "assign";

    /// <summary>Name of adding to their notes.</summary>
    public const string NoteName = "note";

    private const int MostShown = 50;

    private Chosen _chosen = Chosen.None;

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>What is to be done.</summary>
    public string Do { get; private set; } = "";

    /// <summary>How the entries were chosen.</summary>
    public string ChosenBy => _chosen.By;

    /// <summary>How many are chosen.</summary>
    public int Count => _chosen.Entries.Count;

    /// <summary>The first of them.</summary>
    public IReadOnlyList<BulkItemRow> Shown { get; private set; } = [];

    /// <summary>How many of each tier.</summary>
    public string? Tiers { get; private set; }

    /// <summary>Why nothing was done; null: nothing was asked for yet.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whom they can be given to.</summary>
    public IReadOnlyList<string> Colleagues { get; private set; } = [];

    /// <summary>The disposition; null: none.</summary>
    public Disposition? Disposition => workplace.Dispositions.Find(Do);

    /// <summary>Whether it closes them.</summary>
    public bool Closes => Disposition?.Effect == DispositionEffect.Close;

    /// <summary>The last day to which they may be put off.</summary>
    public DateOnly LastDay => Today.AddDays(BulkWriter.LongestSnooze);

    /// <summary>When they are back if no day is chosen: "23 Dec 2026; neck: 7 Dec 2026, and 23 Dec 2026 at the latest".</summary>
    public string UsualDays => string.Join("; ", Disposition!.ReturnsAfter.Others.Keys.Select(p => $"{p}: {UsualDay(p)}").Prepend(UsualDay("")));

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>Who is signed in.</summary>
    public string Me => Session.NameOf(User);

    /// <summary>Names what this form asks for: sent twice, it is done once.</summary>
    public string RequestId { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>The chosen ones, with what was seen of each.</summary>
    public string Entries => _chosen.Text;

    /// <summary>What was typed into a field of the form that could not be done.</summary>
    public string? Typed(string name) => Request.HasFormContentType ? Request.Form[name].ToString() : null;

    /// <summary>Shows what is chosen, and asks.</summary>
    public async Task<IActionResult> OnGet(string? scope, string? list, CancellationToken cancel)
    {
        // The choice field of the form below the list is always sent; who pressed a button that says something of its own meant that.
        (List, Do) = (ListQuery.Parse(list), Request.Query["do"].LastOrDefault() ?? "");
        // What goes to clinicians is read before it is kept as sent, so it has a page of its own.
        if (Do == HandOverModel.Name)
            return Redirect("/worklist/hand-over" + Request.QueryString);
        _chosen = await Chosen.Of(scope, Request.Query["entry"], List, words, reader, Me, Today, cancel);
        Problem = _chosen.Problem;
        if (Count > 0)
            await Fill(cancel);
        return Page();
    }

    /// <summary>Does it.</summary>
    public async Task<IActionResult> OnPost(string? list, string? @do, string? entries, string? chosen, string? request, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request) || FieldRules.TextRefusal(request) is not null || FieldRules.TextRefusal(chosen ?? "") is not null)
            return BadRequest();
        (List, Do, _chosen) = (ListQuery.Parse(list), @do ?? "", Chosen.Parse(entries, chosen));
        var until = DateOnly.TryParseExact(Request.Form["until"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        int? typed = int.TryParse(Request.Form["count"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var text = Request.Form["text"].ToString().Replace("\r\n", "\n", StringComparison.Ordinal) is { Length: > 0 } entered ? entered : null;
        if (Action(text, until) is not { } action)
            return BadRequest();
        Problem = until is null && Request.Form["until"].ToString().Length > 0
            ? "the date cannot be read; enter one such as 2026-11-14"
            : BulkWriter.Refusal(action, Count, typed, Session.RolesOf(User), Today);
        if (Problem is null)
        {
            // Stopped halfway, what was done could not be undone at once: who leaves the page does not stop it.
            var result = await writer.Do(action, _chosen.Entries, new(Me, Session.RolesOf(User), time.GetUtcNow(), Today, request), CancellationToken.None);
            return Redirect($"/worklist/bulk/{result.Action.BulkId}{List}");
        }
        await Fill(cancel);
        ModelState.Clear();
        Response.StatusCode = 422;
        return Page();
    }

    private string UsualDay(string pathway) =>
        Dates.Text(Disposition!.ReturnsAfter.In(pathway)!.Value.AddTo(Today))
        + (Disposition.AtMost.In(pathway)?.AddTo(Today) is { } last && last < LastDay ? $", and {Dates.Text(last)} at the latest" : "");

    private BulkAction? Action(string? text, DateOnly? until) => Do switch
    {
        AssignName => new(BulkKind.Assign, null, Request.Form["to"].ToString() is { Length: > 0 } to ? to : null, null, ChosenBy),
        NoteName => new(BulkKind.Note, null, text, null, ChosenBy),
        _ => Disposition is { } disposition ? new(BulkKind.Decide, disposition, text, until, ChosenBy) : null,
    };

    private async Task Fill(CancellationToken cancel)
    {
        Shown = await writer.Look([.. _chosen.Entries.Take(MostShown).Select(c => c.EntryId)], cancel);
        Tiers = Count <= MostShown
            ? string.Join(", ", Shown.GroupBy(e => e.Tier).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} of tier {g.Key}")))
            : null;
        Colleagues = [Me, .. (await users.List(cancel)).Where(u => u.DisabledAt is null).Select(u => u.DisplayName).Where(n => n != Me).Distinct(StringComparer.Ordinal)];
    }
}
