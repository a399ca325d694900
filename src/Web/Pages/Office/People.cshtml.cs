using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;

namespace Opportune.Web.Pages.Office;

/// <summary>Everybody who may sign in, or once might: roles, patients, last sign-in.</summary>
internal sealed class PeopleModel(UserTable users, Workplace workplace) : PageModel
{
    /// <summary>By name.</summary>
    public IReadOnlyList<UserRow> Users { get; private set; } = [];

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Shows them.</summary>
    public async Task OnGet(CancellationToken cancel) => Users = await users.List(cancel);
}
