using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;
using Opportune.Web.SignIn;
using Opportune.Web.SignIn.Codes;

namespace Opportune.Web.Pages;

/// <summary>A person's own second step: set up, or taken away.</summary>
internal sealed class AccountCodeModel(UserTable users, SecondStep second) : PageModel
{
    /// <summary>A key to set up; null: the person has one.</summary>
    public OfferedKey? Offer { get; private set; }

    /// <summary>Recovery codes, shown once; null: none were made.</summary>
    public IReadOnlyList<string>? Recovery { get; private set; }

    /// <summary>What went wrong; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Offers a key, or to take away what there is.</summary>
    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        if (await Find(cancel) is not { } user)
            return Redirect("/account");
        Offer = await second.IsSet(user, cancel) ? null : second.Offer(user);
        return Page();
    }

    /// <summary>Keeps the key, or takes it away.</summary>
    public async Task<IActionResult> OnPost(string? code, string? key, CancellationToken cancel)
    {
        if (await Find(cancel) is not { } user)
            return Redirect("/account");
        if (await second.IsSet(user, cancel))
            return await Remove(user, code ?? "", cancel);
        Recovery = await second.Accept(user, key ?? "", code ?? "", cancel);
        if (Recovery is null)
            (Offer, Problem) = (second.OfferAgain(user, key ?? "") ?? second.Offer(user), "That is not the code of this key now: look whether the clock of your device is right.");
        return Page();
    }

    private async Task<IActionResult> Remove(UserRow user, string code, CancellationToken cancel)
    {
        if (!await second.Check(user, code, cancel))
        {
            Problem = "That code is wrong, or was used already, or there were too many tries: then wait 15 minutes.";
            return Page();
        }
        await second.Remove(user, cancel);
        return Redirect("/account");
    }

    // What proves a person elsewhere is not kept here.
    private async Task<UserRow?> Find(CancellationToken cancel) => Session.WayOf(User) == Session.OwnWay ? await users.Find(Session.IdOf(User), cancel) : null;
}
