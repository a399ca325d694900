using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Web.Audit;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One account: what it may do and about whom, whether it may sign in, its sessions, a link. Nobody changes the own account.</summary>
internal sealed class PersonModel(UserTable users, OpportuneDatabase database, Workplace workplace) : PageModel
{
    /// <summary>Stands in the address for an account that is to be made.</summary>
    public const string New = "new";

    private const string SaidKey = "person-said";
    private const int LongestName = 100;
    private const int LongestPatientId = 200;

    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    /// <summary>The account; null: one is to be made.</summary>
    public UserRow? Account { get; private set; }

    /// <summary>What the form holds.</summary>
    public Grants Grants { get; private set; } = new(Role.Viewer, Scope.All);

    /// <summary>What was typed as a name to sign in, and as a name that is shown.</summary>
    public (string? Name, string? Shown) Typed { get; private set; }

    /// <summary>Sites to choose from.</summary>
    public IReadOnlyList<string> Sites { get; private set; } = [];

    /// <summary>Panels to choose from.</summary>
    public IReadOnlyList<string> Panels { get; private set; } = [];

    /// <summary>A link that was just made; it is shown once. Null: none was.</summary>
    public string? Link { get; private set; }

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was changed; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether it is the account of who looks.</summary>
    public bool IsOwn => Account?.UserId == Session.IdOf(User);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Each role, and what it is there for.</summary>
    public static IReadOnlyList<(Role Role, string Words)> Roles { get; } =
    [
        (Role.Viewer, "looks at lists and entries, changes nothing, takes nothing along"),
        (Role.Reviewer, "works the list: decides, notes, hands off, exports"),
        (Role.Clinician, "as a reviewer, and closes what is reserved for clinicians"),
        (Role.ClinicalLead, "as a reviewer; releases what is held for clinical reasons, and reopens what a person closed"),
        (Role.Administrator, "runs, schedules, people, technical holds; sees no patient"),
        (Role.Auditor, "reads who did and saw what; sees no patient"),
    ];

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string user, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return await Load(user, cancel) ? Page() : NotFound();
    }

    /// <summary>Makes the account, or changes what it may do.</summary>
    public async Task<IActionResult> OnPostSave(string user, string? name, string? shown, string[] role, string[] site, string[] panel, bool restricted, string? own, CancellationToken cancel)
    {
        if (!await Load(user, cancel))
            return NotFound();
        (Typed, var patient) = ((name, shown), own?.Trim() is { Length: > 0 } id ? id : null);
        // What the form does not offer any more stays as it is only if it is sent again.
        Grants = new(Core.Roles.Parse(string.Join(' ', role)), Scope.Of(site, panel)) { MayOpenRestricted = restricted, PatientId = patient };
        var refused = IsOwn ? "nobody changes what the own account may do; ask another administrator"
            : !Grants.Roles.Any() ? "choose a role at least; who is to do nothing any more is switched off"
            : site.Concat(panel).Append(patient ?? "").Any(text => text.Length > LongestPatientId || FieldRules.TextRefusal(text) is not null) ? "a site, panel or patient id cannot be read"
            : null;
        if (refused is not null)
            return Refused(refused);
        if (Account is { } account)
        {
            await users.Change(account.UserId, Grants, account.DisabledAt is not null, cancel);
            return Done(account.UserId, "Changed. All sessions of this person have ended.");
        }
        if (await NameRefusal(name, shown, cancel) is { } taken)
            return Refused(taken);
        if (await users.Add(name!.Trim(), shown!.Trim(), Grants, Session.NameOf(User), cancel) is not { } added)
            return Refused("there is a person of that name already");
        Tell(added);
        return await ShowLink(added, "The account is made. Give the person this link, and no other way in is needed.", cancel);
    }

    /// <summary>The person may no longer sign in; sessions end at once.</summary>
    public Task<IActionResult> OnPostDisable(string user, CancellationToken cancel) => Switch(user, true, "This person may no longer sign in; all sessions have ended.", cancel);

    /// <summary>The person may sign in again.</summary>
    public Task<IActionResult> OnPostEnable(string user, CancellationToken cancel) => Switch(user, false, "This person may sign in again.", cancel);

    /// <summary>Ends all sessions.</summary>
    public async Task<IActionResult> OnPostSessions(string user, CancellationToken cancel)
    {
        if (!await Load(user, cancel) || Account is not { } account)
            return NotFound();
        await users.EndSessions(account.UserId, cancel);
        return Done(account.UserId, "All sessions of this person have ended.");
    }

    /// <summary>Makes a link by which the person signs in once.</summary>
    public async Task<IActionResult> OnPostLink(string user, CancellationToken cancel)
    {
        if (!await Load(user, cancel) || Account is not { } account)
            return NotFound();
        return account.DisabledAt is not null ? Refused("this person may not sign in") : await ShowLink(account.UserId, "A new link is made. It is shown here once.", cancel);
    }

    private async Task<IActionResult> Switch(string user, bool disabled, string said, CancellationToken cancel)
    {
        if (!await Load(user, cancel) || Account is not { } account)
            return NotFound();
        if (IsOwn)
            return Refused("nobody switches the own account off; ask another administrator");
        await users.Change(account.UserId, account.Grants, disabled, cancel);
        return Done(account.UserId, said);
    }

    // Shown in the answer itself: it is kept nowhere.
    private async Task<IActionResult> ShowLink(string userId, string said, CancellationToken cancel)
    {
        Link = $"{Request.Scheme}://{Request.Host}/sign-in/link/{await users.AddLink(userId, LinkLife, cancel)}";
        await Load(userId, cancel);
        Said = said;
        ModelState.Clear();
        return Page();
    }

    private async Task<string?> NameRefusal(string? name, string? shown, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl) || FieldRules.TextRefusal(name) is not null)
            return $"give a name to sign in with, of at most {LongestName} characters";
        if (string.IsNullOrWhiteSpace(shown) || shown.Length > LongestName || shown.Any(char.IsControl) || FieldRules.TextRefusal(shown) is not null)
            return $"give a name to show in histories, of at most {LongestName} characters";
        // Histories, lists and claims tell people apart by the name that is shown.
        return (await users.List(cancel)).Any(u => string.Equals(u.DisplayName, shown.Trim(), StringComparison.OrdinalIgnoreCase)) ? "somebody is shown by that name already; tell the two apart" : null;
    }

    private RedirectResult Done(string userId, string said)
    {
        TempData[SaidKey] = said;
        return Redirect($"/people/{userId}");
    }

    private PageResult Refused(string why)
    {
        Problem = why;
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    // The trail names whom it was done to, also where the address does not.
    private void Tell(string userId)
    {
        if (HttpContext.Features.Get<RequestPerson>() is { } person)
            person.Subject = userId;
    }

    private async Task<bool> Load(string user, CancellationToken cancel)
    {
        var choices = await ListChoices.Read(database, Sight.Everything, cancel);
        Account = user == New ? null : await users.Find(user, cancel);
        if (Account is not null)
            Grants = Account.Grants;
        (Sites, Panels) = ([.. choices.Sites.Union(Grants.Scope.Sites)], [.. choices.Panels.Union(Grants.Scope.Panels)]);
        return user == New || Account is not null;
    }
}
