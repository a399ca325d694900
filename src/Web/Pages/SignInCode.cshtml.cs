using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;
using Opportune.Web.SignIn;
using Opportune.Web.SignIn.Codes;

namespace Opportune.Web.Pages;

/// <summary>The second step of signing in; set up on the way where the person's role demands one and there is none yet.</summary>
[AllowAnonymous]
internal sealed class SignInCodeModel(Entrance entrance, SecondStep second) : PageModel
{
    /// <summary>A key to set up; null: the person has one.</summary>
    public OfferedKey? Offer { get; private set; }

    /// <summary>Recovery codes, shown once; null: none were made.</summary>
    public IReadOnlyList<string>? Recovery { get; private set; }

    /// <summary>Where to go then.</summary>
    public string To { get; private set; } = "/";

    /// <summary>What went wrong; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether nobody has shown a first proof, or too long ago.</summary>
    public bool IsTooLate { get; private set; }

    /// <summary>Asks for the code.</summary>
    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        if (await entrance.Find(HttpContext, cancel) is not ({ } user, _))
            return TooLate();
        Offer = await second.IsSet(user, cancel) ? null : second.Offer(user);
        return Page();
    }

    /// <summary>Looks at the code.</summary>
    public async Task<IActionResult> OnPost(string? code, string? key, CancellationToken cancel)
    {
        if (await entrance.Find(HttpContext, cancel) is not ({ } user, { } to))
            return TooLate();
        To = Url.IsLocalUrl(to) ? to : "/";
        if (await second.IsSet(user, cancel))
            return await Check(user, code ?? "", cancel);
        Recovery = await second.Accept(user, key ?? "", code ?? "", cancel);
        if (Recovery is not null)
        {
            await entrance.Complete(HttpContext, user, cancel);
            return Page();
        }
        (Offer, Problem) = (second.OfferAgain(user, key ?? "") ?? second.Offer(user), "That is not the code of this key now: look whether the clock of your device is right.");
        return Page();
    }

    private PageResult TooLate()
    {
        IsTooLate = true;
        return Page();
    }

    private async Task<IActionResult> Check(UserRow user, string code, CancellationToken cancel)
    {
        if (await second.Check(user, code, cancel))
        {
            await entrance.Complete(HttpContext, user, cancel);
            return LocalRedirect(To);
        }
        Problem = "That code is wrong, or was used already, or there were too many tries: then wait 15 minutes.";
        return Page();
    }
}
