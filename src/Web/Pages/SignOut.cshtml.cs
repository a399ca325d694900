using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Ends the session.</summary>
internal sealed class SignOutModel : PageModel
{
    /// <summary>A link alone signs nobody out.</summary>
    public IActionResult OnGet() => Redirect("/");

    /// <summary>Signs out.</summary>
    public async Task<IActionResult> OnPost()
    {
        await Session.End(HttpContext);
        return Redirect("/sign-in");
    }
}
