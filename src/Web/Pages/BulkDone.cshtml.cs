using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>What came of an action on several entries, one by one, and the way to undo it.</summary>
internal sealed class BulkDoneModel(BulkWriter writer, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    /// <summary>The action and its items.</summary>
    public BulkResult Result { get; private set; } = null!;

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>Whether it can be undone by who looks at it.</summary>
    public bool CanUndo => Result.Action is { UndoneAt: null } action && action.AskedBy == Session.NameOf(User) && Result.Items.Any(IsDone);

    /// <summary>Those that were left as they are, and why, before the others.</summary>
    public IEnumerable<BulkItemRow> Items => Result.Items.OrderBy(i => IsDone(i) && i.UndoOutcome is null or "done");

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>What was done, in a line.</summary>
    public string Summary
    {
        get
        {
            var undone = Result.Action.UndoneAt is not null;
            var counts = Result.Items.GroupBy(i => undone ? i.UndoOutcome ?? "" : i.Outcome).ToDictionary(g => g.Key, g => g.Count());
            return string.Join(", ", new[] { ("done", undone ? "undone" : "done"), ("changed", "changed meanwhile and left as they are"), ("refused", "not allowed") }
                .Where(w => counts.ContainsKey(w.Item1)).Select(w => $"{counts[w.Item1]} {w.Item2}")) is { Length: > 0 } text ? text : "nothing was changed";
        }
    }

    /// <summary>"Put off until 15 Jan 2027", "Given to Nora".</summary>
    public string What => Result.Action switch
    {
        { Disposition: { } id, Until: { } until } => $"{workplace.Dispositions.Find(id)?.Label ?? id} until {Dates.Text(until)}",
        { Disposition: { } id } => workplace.Dispositions.Find(id)?.Label ?? id,
        { Kind: "hand-over" } sent => $"Handed over: {workplace.HandOff?.Channel(sent.Value)?.Label ?? sent.Value}",
        { Kind: "note" } => "Line added to notes",
        { Value: { } to } => $"Given to {to}",
        _ => "Given back to all",
    };

    /// <summary>Whether it was done to that entry.</summary>
    public static bool IsDone(BulkItemRow item) => item.Outcome == EntryNames.Of(BulkOutcome.Done);

    /// <summary>"done", "changed meanwhile", "not allowed" and why.</summary>
    public static string WordsOf(BulkItemRow item) => (item.UndoOutcome ?? item.Outcome) switch
    {
        "done" when item.UndoOutcome is not null => "undone",
        "done" => "done",
        "changed" => "changed meanwhile",
        _ => "not allowed",
    };

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string bulk, CancellationToken cancel)
    {
        List = ListQuery.Of(Request.Query);
        if (await writer.Find(bulk, cancel) is not { } found)
            return NotFound();
        Result = found;
        return Page();
    }

    /// <summary>Undoes it, where nobody changed anything since.</summary>
    public async Task<IActionResult> OnPostUndo(string bulk) =>
        await writer.Undo(bulk, new(Session.NameOf(User), Session.RolesOf(User), time.GetUtcNow(), news.Today, bulk), CancellationToken.None) is null
            ? NotFound()
            : Redirect($"/worklist/bulk/{bulk}{ListQuery.Of(Request.Query)}");
}
