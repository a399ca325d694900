using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Sign in by a link that is good once.</summary>
[AllowAnonymous]
internal sealed class SignInLinkModel(UserTable users, ProviderTable providers, Entrance entrance) : PageModel
{
    /// <summary>Whose link it is; null: it is not, or no longer, good.</summary>
    public string? DisplayName { get; private set; }

    /// <summary>Shows whose it is.</summary>
    public async Task OnGet(string token, CancellationToken cancel)
    {
        if (await users.FindLink(token, cancel) is { } id && await users.Find(id, cancel) is { DisabledAt: null } user)
            DisplayName = user.DisplayName;
    }

    /// <summary>Signs in, and asks for a password where none is set yet.</summary>
    public async Task<IActionResult> OnPost(string token, CancellationToken cancel)
    {
        // Whom a provider vouches for comes in by the provider alone.
        if (await users.UseLink(token, cancel) is not { } id || await users.Find(id, cancel) is not { DisabledAt: null } user || await providers.Find(id, cancel) is not null)
            return Page();
        return LocalRedirect(await entrance.Enter(HttpContext, user, user.PasswordHash is null ? "/account?first=true" : "/", cancel));
    }
}
