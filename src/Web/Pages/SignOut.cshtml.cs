using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Opportune.Database.Accounts;
using Opportune.Web.SignIn;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Web.Pages;

/// <summary>Ends the session, and the provider's too where the person came by it and it can be asked for that.</summary>
internal sealed class SignOutModel(UserTable users) : PageModel
{
    /// <summary>Where the provider signs the person out; null: it is not to.</summary>
    public string? ProviderAddress { get; private set; }

    /// <summary>What people call it.</summary>
    public string ProviderName { get; private set; } = "";

    /// <summary>A link alone signs nobody out.</summary>
    public IActionResult OnGet() => Redirect("/");

    /// <summary>Signs out; what the day page showed last has been seen then.</summary>
    public async Task<IActionResult> OnPost(CancellationToken cancel)
    {
        await IndexModel.NoteLook(this, users, cancel);
        if (Session.WayOf(User) == OpenIdHandler.Way && HttpContext.RequestServices.GetService<Provider>() is { } provider)
            (ProviderAddress, ProviderName) = (await AddressOf(provider, cancel), provider.Settings.Name);
        // A copy of the cookie, wherever it lies, is good for nothing from now on; other browsers of the person are signed out too.
        await users.EndSessions(Session.IdOf(User), cancel);
        await Session.End(HttpContext);
        HttpContext.User = new();
        return ProviderAddress is null ? Redirect("/sign-in") : Page();
    }

    // RP-Initiated Logout 1.0.
    private async Task<string?> AddressOf(Provider provider, CancellationToken cancel)
    {
        try
        {
            if ((await provider.Find(cancel)).EndSession is not { } end)
                return null;
            var asked = new Dictionary<string, string?> { ["client_id"] = provider.Settings.ClientId, ["post_logout_redirect_uri"] = $"{Request.Scheme}://{Request.Host}/sign-in" };
            if (await OpenIdHandler.HintOf(HttpContext) is { } hint)
                asked["id_token_hint"] = hint;
            return QueryHelpers.AddQueryString(end.AbsoluteUri, asked);
        }
        catch (OpenIdException)
        {
            // Signed out here all the same.
            return null;
        }
    }
}
