using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database.Rules;
using Opportune.Runs;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>What is proposed, and what was put in force when and by whom.</summary>
internal sealed class RuleChangesModel(Workplace workplace, RuleDesk? desk = null) : PageModel
{
    /// <summary>Where it waits for the next page what was done.</summary>
    public const string SaidKey = "rules-said";

    /// <summary>Hash of the rules in force; null: rules are not changed from here.</summary>
    public string? InForce { get; private set; }

    /// <summary>What is proposed.</summary>
    public IReadOnlyList<Candidate> Candidates { get; private set; } = [];

    /// <summary>What was put in force, the last first.</summary>
    public IReadOnlyList<ActivationRow> Activations { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Whether this person puts rules in force.</summary>
    public bool MayActivate => Session.May(User, Permission.ActivateRules);

    /// <summary>Shows them.</summary>
    public async Task OnGet(CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        await Load(cancel);
    }

    /// <summary>Goes back to what was in force before the last change.</summary>
    public async Task<IActionResult> OnPostBack(long number, string? reason, CancellationToken cancel)
    {
        if (desk is null)
            return BadRequest();
        try
        {
            await desk.GoBack(number, Session.IdOf(User), ScheduleModel.Needed(reason), cancel);
            TempData[SaidKey] = "What was in force before is in force again. Runs that begin from now on go by it.";
            return Redirect("/rules");
        }
        catch (InputException e)
        {
            (Problem, Response.StatusCode) = (e.Message, StatusCodes.Status422UnprocessableEntity);
            await Load(cancel);
            return Page();
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        if (desk is null)
            return;
        InForce = (await desk.InForce(cancel)).Hash;
        Activations = await desk.Activations(cancel);
        var all = new List<Candidate>();
        foreach (var row in await desk.Candidates(cancel))
            all.Add((await desk.Find(row.Name, cancel))!);
        Candidates = all;
    }
}
