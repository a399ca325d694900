using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Web.Show.Office;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One measure at one site: what it is, what was decided about it, and the clinical lead's decision.</summary>
internal sealed class StandingModel(StandingTable standings, OpportuneDatabase database, Workplace workplace) : PageModel
{
    private const string SaidKey = "standing-said";

    /// <summary>The part.</summary>
    public StandingPart Part { get; private set; } = null!;

    /// <summary>What holds of an invented hospital where nothing else was decided; null: it is none.</summary>
    public StandingPart? Invented { get; private set; }

    /// <summary>What was decided, the newest first.</summary>
    public IReadOnlyList<StandingDecision> History { get; private set; } = [];

    /// <summary>Panels to choose from.</summary>
    public IReadOnlyList<string> Panels { get; private set; } = [];

    /// <summary>Panels that are ticked.</summary>
    public IReadOnlyCollection<string> Ticked { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was decided; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The measure's title; of one whose file is gone its id.</summary>
    public string Title => workplace.Measures.FirstOrDefault(m => m.Id == Part.Measure)?.Title ?? Part.Measure;

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Whether the person decides about it: about whole sites, which nobody does who works with some panels only.</summary>
    public bool MayDecide => Part.RunId is not null && Session.May(User, Permission.DecideStanding) && Session.GrantsOf(User).Scope.Panels.Count == 0;

    /// <summary>Whether the person is shown runs.</summary>
    public bool MaySeeRuns => Session.May(User, Permission.SeeRuns);

    /// <summary>What was typed into a form that was refused.</summary>
    public string? Typed(string name) => Problem is not null && Request.HasFormContentType && Request.Form.TryGetValue(name, out var typed) ? typed.ToString() : null;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string measure, string? site, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return await Load(measure, site, cancel) ? Page() : NotFound();
    }

    /// <summary>Decides about it.</summary>
    public async Task<IActionResult> OnPost(string measure, string? site, string? to, string[] panel, string? reason, string? versions, string? signed, CancellationToken cancel)
    {
        if (!await Load(measure, site, cancel))
            return NotFound();
        if (!EntryNames.All<Standing>().Contains(to ?? ""))
            return Refused("choose what it is to be", panel);
        var standing = EntryNames.Parse<Standing>(to!);
        var refused = !MayDecide ? "who works with some panels only does not decide about a site"
            : standing == Standing.Live && signed != "yes" ? "live needs your signature: tick that you sign for these versions"
            : await standings.Decide(new(measure, Part.Site, standing, panel, reason ?? "", versions ?? ""), Session.NameOf(User), Session.RolesOf(User).For(Permission.DecideStanding), cancel);
        if (refused is not null)
            return Refused(refused, panel);
        TempData[SaidKey] = standing switch
        {
            Standing.Silent => "It is silent. Nobody sees its entries from now on; the next run takes them off the list.",
            Standing.Pilot => "It is in pilot. The next run lists the patients of these panels.",
            _ => "It is live. The next run lists its patients.",
        };
        return Redirect(StandingWords.Path(Part));
    }

    private PageResult Refused(string why, IReadOnlyCollection<string> ticked)
    {
        (Problem, Ticked) = (why, ticked);
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> Load(string measure, string? site, CancellationToken cancel)
    {
        var all = await standings.List(cancel);
        if (all.FirstOrDefault(p => p.Measure == measure && p.Site == (site ?? "") && !p.IsInvented) is not { } part || !Session.GrantsOf(User).Scope.HasSite(part.Site))
            return false;
        (Part, Invented) = (part, all.FirstOrDefault(p => p.IsInvented));
        History = await standings.History(part.Measure, part.Site, cancel);
        Ticked = part.InForce == Standing.Pilot ? part.Panels!.Split('\n') : [];
        Panels = [.. (await ListChoices.Read(database, Sight.Everything, cancel)).Panels.Union(Ticked)];
        return true;
    }
}
