using System.Data.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Opportune.Web.Pages;

/// <summary>What a person is told when something went wrong: what, whether anything was lost, what to do.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class ErrorModel : PageModel
{
    /// <summary>In a few words.</summary>
    public string Title { get; private set; } = "";

    /// <summary>In a sentence or two.</summary>
    public string Explanation { get; private set; } = "";

    /// <summary>After a page that was asked for.</summary>
    public void OnGet(int? code) => Tell(code);

    /// <summary>After a form that was sent.</summary>
    public void OnPost(int? code) => Tell(code);

    private void Tell(int? code)
    {
        var error = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        (Title, Explanation) = (code ?? HttpContext.Response.StatusCode, error) switch
        {
            (_, DbException or IOException) => ("The database cannot be reached", "What you sent last was not kept. What was kept before is safe. Try again in a minute; if it goes on, tell your administrator."),
            (404, _) => ("There is no such page", "Nothing here has this address: it was cut short, is that of another installation, or of something that is gone."),
            (400, _) => ("This form is too old", "You were signed out, or signed in as somebody else, since the page was opened. Nothing was changed. Go back, load the page again and send it once more."),
            (429, _) => ("Too many at once", "More was asked for from here within a minute than a person does. Nothing was changed. Wait a minute, and go on."),
            (403, _) => ("This is not for you to see", "Your account has another role. Ask an administrator if that is wrong."),
            _ => ("Something went wrong", "What you sent last may not have been kept: look whether it was before you send it again. What was kept before is safe."),
        };
    }
}
