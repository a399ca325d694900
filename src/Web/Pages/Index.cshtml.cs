using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Opportune.Web.Pages;

/// <summary>The way in: the worklist.</summary>
internal sealed class IndexModel : PageModel
{
    /// <summary>Shows the worklist.</summary>
    public IActionResult OnGet() => Redirect("/worklist");
}
