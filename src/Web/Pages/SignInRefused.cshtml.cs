using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Opportune.Web.Pages;

/// <summary>Why somebody who came by the provider of single sign-on is not let in.</summary>
[AllowAnonymous]
internal sealed class SignInRefusedModel(Workplace workplace) : PageModel
{
    /// <summary>In a sentence or two.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Tells it.</summary>
    public void OnGet(string? why)
    {
        var name = workplace.SignIn.OpenId?.Name ?? "single sign-on";
        Why = why switch
        {
            "no-group" => $"You are known to {name}, but none of your groups may use this list. Ask whoever keeps the groups; after a change, sign in again.",
            "disabled" => "Your account here was disabled. Ask an administrator if that is wrong.",
            _ => $"Signing in with {name} did not come to its end. Try again; if it goes on, tell your administrator, who finds the reason in the service's log.",
        };
    }
}
