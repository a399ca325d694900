using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Views;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Keeps the list that a person came from as a view, and lets the person rename, share and remove those of his own.</summary>
internal sealed class ViewsModel(ViewTable views, ListWords words) : PageModel
{
    /// <summary>Where it waits for the next page what was done.</summary>
    public const string SaidKey = "views-said";

    /// <summary>The list that the person came from, as far as it can be kept.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>The list in words.</summary>
    public string ListText { get; private set; } = "";

    /// <summary>The person's own views, each in words.</summary>
    public IReadOnlyList<(ViewRow View, string Text)> Own { get; private set; } = [];

    /// <summary>Those that others share.</summary>
    public IReadOnlyList<(ViewRow View, string Text)> Others { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was typed as a name, and could not be kept.</summary>
    public string? Typed { get; private set; }

    /// <summary>Shows them.</summary>
    public Task OnGet(string? list, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return Load(list, cancel);
    }

    /// <summary>Keeps the list as a view.</summary>
    public async Task<IActionResult> OnPostSave(string? list, string? name, bool shared, CancellationToken cancel)
    {
        var kept = ListQuery.Parse(list).Kept.ToString();
        var why = await views.Save(Session.IdOf(User), Session.NameOf(User), name ?? "", kept, shared, cancel);
        return why is null ? Done($"Kept as '{name!.Trim()}'.", $"/worklist{kept}") : await Refused(why, list, name, cancel);
    }

    /// <summary>Gives a view another name, and shares it or does not.</summary>
    public async Task<IActionResult> OnPostRename(string? list, string id, string? name, bool shared, CancellationToken cancel) =>
        await views.Rename(Session.IdOf(User), Session.NameOf(User), id, name ?? "", shared, cancel) is { } why
            ? await Refused(why, list, null, cancel)
            : Done($"'{name!.Trim()}' is {(shared ? "shared with everybody" : "yours alone")}.", Address(list));

    /// <summary>Removes a view.</summary>
    public async Task<IActionResult> OnPostRemove(string? list, string id, CancellationToken cancel) =>
        await views.Remove(Session.IdOf(User), Session.NameOf(User), id, cancel) is { } why ? await Refused(why, list, null, cancel) : Done("The view is removed.", Address(list));

    private static string Address(string? list) => $"/worklist/views?list={Uri.EscapeDataString(list ?? "")}";

    private RedirectResult Done(string said, string address)
    {
        TempData[SaidKey] = said;
        return Redirect(address);
    }

    private async Task<IActionResult> Refused(string why, string? list, string? typed, CancellationToken cancel)
    {
        (Problem, Typed) = ($"Nothing was changed: {why}.", typed);
        await Load(list, cancel);
        ModelState.Clear();
        Response.StatusCode = 422;
        return Page();
    }

    private async Task Load(string? list, CancellationToken cancel)
    {
        List = ListQuery.Parse(list).Kept;
        ListText = await words.Of(List, cancel);
        var all = new List<(ViewRow View, string Text)>();
        foreach (var view in await views.List(Session.IdOf(User), cancel))
            all.Add((view, await words.Of(ListQuery.Parse(view.Query), cancel)));
        (Own, Others) = (all.FindAll(v => v.View.Owner == Session.IdOf(User)), all.FindAll(v => v.View.Owner != Session.IdOf(User)));
    }
}
