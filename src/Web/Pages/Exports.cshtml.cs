using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Who took what out of the house, and what came back; for administrators.</summary>
internal sealed class ExportsModel(ExportBook book, Workplace workplace) : PageModel
{
    /// <summary>So many of the last ones are shown.</summary>
    public const int Most = 200;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ExportRow> Rows { get; private set; } = [];

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        if (Session.RoleOf(User) != ReviewerRole.Administrator)
            return NotFound();
        Rows = await book.List(Most, cancel);
        return Page();
    }
}
