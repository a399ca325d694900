using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Hands several entries over at once, each to the clinician whose patient it is: the texts to copy or print, and then by what they went.</summary>
internal sealed class HandOverModel(
    WorklistReader reader, BulkWriter writer, HandOverPlanner planner, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    /// <summary>Name of it among what can be done to several entries.</summary>
    public const string Name = "hand-over";

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>The chosen entries.</summary>
    public Chosen Chosen { get; private set; } = Chosen.None;

    /// <summary>What goes to whom; null: nothing can.</summary>
    public HandOver? Plan { get; private set; }

    /// <summary>Those that nothing is sent about, and why.</summary>
    public IReadOnlyList<(BulkItemRow Who, string Why)> Left { get; private set; } = [];

    /// <summary>Why nothing was kept; null: nothing was asked for yet.</summary>
    public string? Problem { get; private set; }

    /// <summary>By what it can go.</summary>
    public IReadOnlyList<HandOffChannel> Channels => workplace.HandOff?.Channels ?? [];

    /// <summary>Names what this form asks for: sent twice, it is done once.</summary>
    public string RequestId { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>What was typed into a field of the form that could not be kept.</summary>
    public string? Typed(string name) => Request.HasFormContentType ? Request.Form[name].ToString() : null;

    /// <summary>Shows what would go to whom.</summary>
    public async Task OnGet(string? scope, string? list, CancellationToken cancel)
    {
        List = ListQuery.Parse(list);
        Chosen = await Chosen.Of(scope, Request.Query["entry"], List, reader, Session.NameOf(User), news.Today, cancel);
        Problem = Chosen.Problem;
        await Fill(cancel);
    }

    /// <summary>Keeps each as sent.</summary>
    public async Task<IActionResult> OnPost(string? list, string? entries, string? chosen, string? request, string? mark, string? channel, string? confirmed, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request) || FieldRules.TextRefusal(request) is not null || FieldRules.TextRefusal(chosen ?? "") is not null)
            return BadRequest();
        (List, Chosen) = (ListQuery.Parse(list), Chosen.Parse(entries, chosen));
        // Sent twice, the texts are no longer what they were: what came of it the first time is shown.
        if (await writer.Find(request, cancel) is not null)
            return Redirect($"/worklist/bulk/{Uri.EscapeDataString(request)}{List}");
        await Fill(cancel);
        Problem ??= workplace.HandOff?.Channel(channel) is null ? "choose by what they were sent"
            : mark != Plan!.Mark ? "the texts changed since you looked, because a run or a colleague changed an entry; look at them, and copy them again"
            : Plan.Fresh.Refusal(confirmed == "yes");
        if (Problem is null)
        {
            var action = new BulkAction(BulkKind.HandOver, null, channel, null, Chosen.By)
            {
                HandOffs = Plan!.For(workplace.HandOff!.Channel(channel)!, workplace.Freshness, confirmed == "yes", $"web:{request}"),
            };
            var done = await writer.Do(action, Chosen.Entries, new(Session.NameOf(User), Session.RoleOf(User), time.GetUtcNow(), news.Today, request), cancel);
            return Redirect($"/worklist/bulk/{done.Action.BulkId}{List}");
        }
        ModelState.Clear();
        Response.StatusCode = 422;
        return Page();
    }

    private async Task Fill(CancellationToken cancel)
    {
        Problem ??= workplace.HandOff is null ? "this installation has no jobs/review/hand-off.yaml"
            : Chosen.Entries.Count > HandOverPlanner.MostEntries ? $"at most {HandOverPlanner.MostEntries} entries are handed over at once, and {Chosen.Entries.Count} are chosen; narrow the filter, or choose a page"
            : Chosen.Entries.Count == 0 ? "no entry is chosen"
            : null;
        if (Problem is not null)
            return;
        Plan = await planner.Plan(Chosen.Entries.Select(c => c.EntryId), workplace.HandOff!, Session.IdOf(User), Session.NameOf(User), Session.RoleOf(User), cancel);
        Left = [.. (await writer.Look([.. Plan.Left.Keys], cancel)).Select(who => (who, Plan.Left[who.EntryId]))];
        if (Plan.Count == 0)
            Problem = "none of them can be handed over now";
    }
}
