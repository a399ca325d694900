using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database.Accounts;
using Opportune.Web.Audit;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Opens a restricted record for an hour to who may, and says why; until then it is in no list, count, search or file.</summary>
internal sealed class RestrictedModel(RestrictedRecords records, Workplace workplace, TimeProvider time) : PageModel
{
    private const string SaidKey = "restricted-said";

    /// <summary>What is open to the person now.</summary>
    public IReadOnlyList<RecordOpening> Openings { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was opened; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was typed and not taken.</summary>
    public (string? Number, string? Reason) Typed { get; private set; }

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Shows what is open.</summary>
    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        if (!MayOpen)
            return Forbid();
        Said = TempData[SaidKey] as string;
        Openings = await records.OpenTo(Session.IdOf(User), time.GetUtcNow(), cancel);
        return Page();
    }

    /// <summary>Opens one.</summary>
    public async Task<IActionResult> OnPost(string? number, string? reason, CancellationToken cancel)
    {
        if (!MayOpen)
            return Forbid();
        var (opening, refused) = await records.Open(Session.IdOf(User), number ?? "", reason ?? "", time.GetUtcNow(), cancel);
        if (refused is null)
        {
            if (HttpContext.Features.Get<RequestPerson>() is { } person)
                person.Subject = $"opening {opening}";
            TempData[SaidKey] = $"The record is open to you for an hour, as opening {opening}; whatever you do with it is on record.";
            return Redirect("/restricted");
        }
        (Problem, Typed, Openings) = (refused, (number, reason), await records.OpenTo(Session.IdOf(User), time.GetUtcNow(), cancel));
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private bool MayOpen => Session.GrantsOf(User).MayOpenRestricted;
}
