using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Ends the session.</summary>
internal sealed class SignOutModel(UserTable users) : PageModel
{
    /// <summary>A link alone signs nobody out.</summary>
    public IActionResult OnGet() => Redirect("/");

    /// <summary>Signs out; what the day page showed last has been seen then.</summary>
    public async Task<IActionResult> OnPost(CancellationToken cancel)
    {
        await IndexModel.NoteLook(this, users, cancel);
        await Session.End(HttpContext);
        return Redirect("/sign-in");
    }
}
