using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Sign in by name and password.</summary>
[AllowAnonymous]
internal sealed class SignInModel : PageModel
{
    private readonly Passwords _passwords;
    private readonly Entrance _entrance;

    public SignInModel(Passwords passwords, Entrance entrance, Workplace workplace) => (_passwords, _entrance, ProviderName) = (passwords, entrance, workplace.SignIn.OpenId?.Name);

    /// <summary>What people call the provider of single sign-on; null: there is none.</summary>
    public string? ProviderName { get; }

    /// <summary>Where to go then: a path of this site.</summary>
    public string To { get; private set; } = "/";

    /// <summary>What was typed.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What went wrong; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Shows the form; whom the proxy names needs none.</summary>
    public async Task<IActionResult> OnGet(string? to, CancellationToken cancel)
    {
        To = Here(to);
        return await ProxyHeader.SignIn(HttpContext, cancel) ? LocalRedirect(To) : Page();
    }

    /// <summary>Signs in.</summary>
    public async Task<IActionResult> OnPost(string? name, string? password, string? to, CancellationToken cancel)
    {
        (Name, To) = (name ?? "", Here(to));
        if (await _passwords.Check(Name, password ?? "", cancel) is not { } user)
        {
            // The same words whatever was wrong, so that nobody learns which names exist.
            Problem = "That name and password do not go together, or there were too many tries: then wait 15 minutes.";
            return Page();
        }
        return LocalRedirect(await _entrance.Enter(HttpContext, user, To, cancel));
    }

    private string Here(string? to) => Url.IsLocalUrl(to) ? to! : "/";
}
