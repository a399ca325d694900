using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>A person's own password.</summary>
internal sealed class AccountModel : PageModel
{
    private readonly UserTable _users;
    private readonly Passwords _passwords;

    public AccountModel(UserTable users, Passwords passwords) => (_users, _passwords) = (users, passwords);

    /// <summary>What is typed to sign in.</summary>
    public string SignInName { get; private set; } = "";

    /// <summary>Whether there is a password already.</summary>
    public bool HasPassword { get; private set; }

    /// <summary>Whether the person came by a first link.</summary>
    public bool First { get; private set; }

    /// <summary>What went wrong; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGet(bool first, CancellationToken cancel)
    {
        First = first;
        return Session.WayOf(User) != Session.OwnWay ? Page() : await Load(cancel) is null ? Redirect("/sign-in") : Page();
    }

    /// <summary>Keeps the new password; the person stays signed in, other sessions end.</summary>
    public async Task<IActionResult> OnPost(string? old, string? chosen, bool first, CancellationToken cancel)
    {
        First = first;
        if (Session.WayOf(User) != Session.OwnWay)
            return Redirect("/account");
        if (await Load(cancel) is not { } user)
            return Redirect("/sign-in");
        Problem = HasPassword && await _passwords.Check(user.Name, old ?? "", cancel) is null
            ? "the password until now was another one"
            : await _passwords.Set(user, chosen ?? "", cancel);
        if (Problem is not null)
            return Page();
        await Session.Begin(HttpContext, (await _users.Find(user.UserId, cancel))!);
        return Redirect("/");
    }

    private async Task<UserRow?> Load(CancellationToken cancel)
    {
        var user = await _users.Find(Session.IdOf(User), cancel);
        (SignInName, HasPassword) = (user?.Name ?? "", user?.PasswordHash is not null);
        return user;
    }
}
