using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database.Standings;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>What each measure is at each site: silent, in pilot or live, since when and why; and what is stopped at once.</summary>
internal sealed class StandingsModel(StandingTable standings, PauseTable pauses, Workplace workplace) : PageModel
{
    private const string SaidKey = "standings-said";

    /// <summary>The parts at the person's sites, by measure and site.</summary>
    public IReadOnlyList<StandingPart> Parts { get; private set; } = [];

    /// <summary>What holds of an invented hospital where nothing else was decided; null: it is none.</summary>
    public StandingPart? Invented { get; private set; }

    /// <summary>What was stopped, what holds first.</summary>
    public IReadOnlyList<PauseRow> Pauses { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was changed; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Whether the person stops things, and lets them go on.</summary>
    public bool MayStop => Session.May(User, Permission.StopMeasures);

    /// <summary>Whether at all sites, too: who works with some stops there alone.</summary>
    public bool MayStopEverywhere => Session.GrantsOf(User).Scope.Sites.Count == 0;

    /// <summary>The sites at which the person stops things.</summary>
    public IReadOnlyList<string> Sites => [.. Parts.Select(p => p.Site).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The measures, in the order of their tabs.</summary>
    public IReadOnlyList<Measure> Measures => workplace.Measures;

    /// <summary>The concepts that the measures start from.</summary>
    public IEnumerable<string> Concepts => workplace.Measures.SelectMany(m => m.Index.Classes).SelectMany(c => c.AnyOf).SelectMany(e => e.Concepts).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The measure's title; of one whose file is gone its id.</summary>
    public string Title(string measure) => workplace.Measures.FirstOrDefault(m => m.Id == measure)?.Title ?? measure;

    /// <summary>What was typed into a form that was refused.</summary>
    public string? Typed(string name) => Problem is not null && Request.HasFormContentType && Request.Form.TryGetValue(name, out var typed) ? typed.ToString() : null;

    /// <summary>Shows them.</summary>
    public Task OnGet(CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return Load(cancel);
    }

    /// <summary>Stops something.</summary>
    /// <param name="measure">The measure; empty: any.</param>
    /// <param name="tier">The tier; null: any.</param>
    /// <param name="concept">The concept; empty: whatever it rests on.</param>
    /// <param name="site">The site, behind a letter, since one may have no name; empty: all.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IActionResult> OnPostPause(string? measure, int? tier, string? concept, string? site, string? reason, CancellationToken cancel)
    {
        var (of, on, at) = (measure is { Length: > 0 } ? measure : null, concept is { Length: > 0 } ? concept : null, site is { Length: > 0 } ? site[1..] : null);
        if (at is not null || !MayStopEverywhere)
            await Load(cancel);
        return of is not null && workplace.Measures.All(m => m.Id != of) ? await Answer("there is no such measure", "", cancel)
            : on is not null && !Concepts.Contains(on) ? await Answer("no measure starts from that concept", "", cancel)
            : (at is null ? !MayStopEverywhere : !Sites.Contains(at)) ? await Answer("choose one of your sites", "", cancel)
            : await Act(role => pauses.Pause(new(of, tier, on, at), reason ?? "", Session.NameOf(User), role, cancel), "It is stopped. Its entries are marked, nobody is led to one, and none is handed over or exported.", cancel);
    }

    /// <summary>Lets something go on.</summary>
    public Task<IActionResult> OnPostResume(long pause, string? reason, CancellationToken cancel) =>
        Act(role => pauses.Resume(pause, reason ?? "", Session.NameOf(User), role, cancel), "It goes on.", cancel);

    private async Task<IActionResult> Act(Func<Role, Task<string?>> act, string said, CancellationToken cancel) =>
        await Answer(Session.RolesOf(User).For(Permission.StopMeasures) is { } role ? await act(role) : "only a clinical lead does that", said, cancel);

    private async Task<IActionResult> Answer(string? refused, string said, CancellationToken cancel)
    {
        if (refused is null)
        {
            TempData[SaidKey] = said;
            return Redirect("/going-live");
        }
        Problem = refused;
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await Load(cancel);
        return Page();
    }

    private async Task Load(CancellationToken cancel)
    {
        var all = await standings.List(cancel);
        var scope = Session.GrantsOf(User).Scope;
        Invented = all.FirstOrDefault(p => p.IsInvented);
        Parts = [.. all.Where(p => !p.IsInvented && scope.HasSite(p.Site))];
        Pauses = await pauses.List(cancel);
    }
}
