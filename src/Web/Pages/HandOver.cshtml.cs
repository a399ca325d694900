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
    WorklistReader reader, BulkWriter writer, ListWords words, HandOverPlanner planner, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    /// <summary>Name of it among what can be done to several entries.</summary>
    public const string Name = "hand-over";

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>The chosen entries.</summary>
    public Chosen Chosen { get; private set; } = Chosen.None;

    /// <summary>What goes to whom; null: nothing can.</summary>
    public HandOver? Plan { get; private set; }

    /// <summary>Those of the chosen ones that stand in no letter, as they were chosen.</summary>
    public Chosen Others => new([.. Chosen.Entries.Where(c => Plan!.Left.ContainsKey(c.EntryId))], Chosen.By);

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
        Chosen = await Chosen.Of(scope, Request.Query["entry"], List, words, reader, Session.NameOf(User), news.Today, cancel);
        Problem = Chosen.Problem ?? Bar();
        await Fill(cancel);
    }

    /// <summary>Keeps each as sent whose text is still the one that was shown.</summary>
    public async Task<IActionResult> OnPost(string? list, string[] letter, string? entries, string? chosen, string? request, string? channel, string? confirmed, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request) || FieldRules.TextRefusal(request) is not null || FieldRules.TextRefusal(chosen ?? "") is not null)
            return BadRequest();
        List<ShownLetter> shown = [.. letter.Select(ShownLetter.Parse)];
        var others = Chosen.Parse(entries, null);
        (List, Chosen) = (ListQuery.Parse(list), new([.. shown.SelectMany(l => l.Entries.Entries).Concat(others.Entries)], chosen ?? ""));
        // Sent twice, the texts are no longer what they were: what came of it the first time is shown.
        if (await writer.Find(request, cancel) is not null)
            return Redirect($"/worklist/bulk/{Uri.EscapeDataString(request)}{List}");
        Problem = Bar() ?? (workplace.HandOff!.Channel(channel) is null ? "choose by what they were sent" : null);
        if (Problem is null)
        {
            var again = await planner.Again(shown, others, workplace.HandOff!, Actor(request), Session.IdOf(User), cancel);
            // What was begun and did not come to its end goes on, whatever is told of the rest.
            if (!await writer.IsBegun(request, Chosen.Entries, cancel))
                Problem = again.Count == 0 ? "the texts changed since you looked, because a run or a colleague changed an entry; look at them, and copy them again" : again.Fresh.Refusal(confirmed == "yes");
            if (Problem is null)
            {
                var action = new BulkAction(BulkKind.HandOver, null, channel, null, Chosen.By)
                {
                    HandOffs = again.For(workplace.HandOff!.Channel(channel)!, workplace, confirmed == "yes", $"web:{request}"),
                };
                // The texts went out: who closes the browser now does not stop halfway that it is kept.
                var done = await writer.Do(action, Chosen.Entries, Actor(request), CancellationToken.None);
                return Redirect($"/worklist/bulk/{done.Action.BulkId}{List}");
            }
        }
        await Fill(cancel);
        ModelState.Clear();
        Response.StatusCode = 422;
        return Page();
    }

    private EntryActor Actor(string request) => new(Session.NameOf(User), Session.RolesOf(User), time.GetUtcNow(), news.Today, request);

    private string? Bar() => workplace.HandOff is null ? "this installation has no jobs/review/hand-off.yaml"
        : Chosen.Entries.Count > HandOverPlanner.MostEntries ? $"at most {HandOverPlanner.MostEntries} entries are handed over at once, and {Chosen.Entries.Count} are chosen; narrow the filter, or choose a page"
        : Chosen.Entries.Count == 0 ? "no entry is chosen"
        : null;

    private async Task Fill(CancellationToken cancel)
    {
        if (Chosen.Problem is not null || Bar() is not null)
            return;
        Plan = await planner.Plan(Chosen.Entries.Select(c => c.EntryId), workplace.HandOff!, Actor(RequestId), Session.IdOf(User), cancel);
        Left = [.. (await writer.Look([.. Plan.Left.Keys], cancel)).Select(who => (who, Plan.Left[who.EntryId]))];
        if (Plan.Count == 0)
            Problem = "none of them can be handed over now";
    }
}
