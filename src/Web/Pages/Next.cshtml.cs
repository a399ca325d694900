using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Leads to the most useful next entry, which from then on no colleague is led to.</summary>
internal sealed class NextModel(Claims claims, PublicationNews news) : PageModel
{
    /// <summary>A link alone takes nothing.</summary>
    public IActionResult OnGet() => Redirect("/");

    /// <summary>Takes the next entry, going past the one that was open.</summary>
    public async Task<IActionResult> OnPost(string? past, CancellationToken cancel)
    {
        var user = Session.IdOf(User);
        if (past is not null)
            await claims.Leave(past, user, null, cancel);
        if (await claims.TakeNext(user, Session.NameOf(User), news.Today, past, "", cancel) is { } next)
            return Redirect(Address(next));
        TempData[IndexModel.SaidKey] = "Nothing is left to do but what colleagues have open or were given.";
        return Redirect("/");
    }

    /// <summary>Where an entry is shown to somebody who goes from one to the next.</summary>
    public static string Address(string entryId) => $"/entries/{entryId}?{Way}";

    /// <summary>Says in an address that the person goes from one to the next, and not down a list.</summary>
    public const string Way = "by=next";
}
