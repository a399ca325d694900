using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Web.Pages;

/// <summary>The way to the provider of single sign-on.</summary>
[AllowAnonymous]
internal sealed class SignInProviderModel(Workplace workplace) : PageModel
{
    /// <summary>Leads there.</summary>
    public IActionResult OnGet(string? to) =>
        workplace.SignIn.OpenId is null ? NotFound() : Challenge(new Microsoft.AspNetCore.Authentication.AuthenticationProperties { RedirectUri = Url.IsLocalUrl(to) ? to : "/" }, OpenIdHandler.Way);
}
