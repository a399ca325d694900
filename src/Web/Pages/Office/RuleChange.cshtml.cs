using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Disputes;
using Opportune.Database.Quality;
using Opportune.Database.Rules;
using Opportune.Database.Standings;
using Opportune.Runs;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One change: what differs in the files, what it would do to the list, and putting it in force.</summary>
internal sealed class RuleChangeModel(OpportuneDatabase database, Workplace workplace, Sight sight, RuleDesk? desk = null, Trials? trials = null) : PageModel
{
    private const int PageRows = 50;

    /// <summary>The change.</summary>
    public Candidate Candidate { get; private set; } = null!;

    /// <summary>What is known of it beside the rules in force; null: it was not tried since one of them changed.</summary>
    public ShadowRow? Shadow => Candidate.Shadow;

    /// <summary>A trial that goes on, or that failed; null: there is none.</summary>
    public Trial? Trial { get; private set; }

    /// <summary>What would differ, counted, as far as this person may see the patients.</summary>
    public IReadOnlyList<ShadowCount> Counts { get; private set; } = [];

    /// <summary>The same by panel: who comes and goes.</summary>
    public IReadOnlyList<ShadowPanel> Panels { get; private set; } = [];

    /// <summary>What each measure is at each site.</summary>
    public ShownParts Shown { get; private set; } = null!;

    /// <summary>The newest published median of minutes from opening an entry to deciding about it, over all measures that have one; null: none is published.</summary>
    public double? Minutes { get; private set; }

    /// <summary>Whether the person is told of what is silent: who decides what goes live.</summary>
    public bool SeesSilent => Session.May(User, Permission.DecideStanding);

    /// <summary>Whether so much changes that a new sample is asked for.</summary>
    public bool AsksForSample => Shadow?.AsksForSample(workplace.Validation) == true;

    /// <summary>The share from which on it is.</summary>
    public double MostMoved => workplace.Validation.MovedAtMost;

    /// <summary>Patients of whom something would differ.</summary>
    public IReadOnlyList<ShadowLine> Rows { get; private set; } = [];

    /// <summary>Sentences that people disputed or confirmed and that would be read otherwise, as far as this person may see them.</summary>
    public IReadOnlyList<ChangedReading> Sentences { get; private set; } = [];

    /// <summary>How many of each kind there are in all.</summary>
    public IReadOnlyList<ChangedReadings> SentenceCounts { get; private set; } = [];

    /// <summary>Whether somebody has to say why confirmed sentences may be read otherwise.</summary>
    public bool NeedsOverruling => SentenceCounts.Any(c => c.Kind == DisputeTable.Confirmed);

    /// <summary>Whether more of them follow.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Only those that differ in this way; null: all.</summary>
    public string? Way { get; private set; }

    /// <summary>Only those of this measure; null: of all.</summary>
    public string? Measure { get; private set; }

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done, a line each; empty: it was.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Whether the person wrote a part of it, and so cannot put it in force.</summary>
    public bool IsAuthor { get; private set; }

    /// <summary>Whether this person puts rules in force.</summary>
    public bool MayActivate => Session.May(User, Permission.ActivateRules);

    /// <summary>Whether this person is shown patients.</summary>
    public bool SeesPatients => Session.May(User, Permission.SeePatients);

    /// <summary>Whether the counts of all patients are shown: not to who works with some of them.</summary>
    public bool SeesAllCounts => !SeesPatients || Session.GrantsOf(User).Scope.Equals(Scope.All);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Backlog entries that come to each panel a week.</summary>
    public int Release => workplace.Workload.Release;

    /// <summary>Name of a measure in two or three words.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);

    /// <summary>What differs in a file.</summary>
    public IReadOnlyList<DiffLine> DiffOf(string path) => TextDiff.Of(TextOf(Candidate.InForce, path), TextOf(Candidate.Files, path));

    /// <summary>Address of this page with other rows.</summary>
    public string Address(string? way = null, string? measure = null, long after = 0)
    {
        (string Name, string? Value)[] said = [("way", way), ("measure", measure), ("after", after == 0 ? null : after.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var query = string.Join('&', said.Where(s => !string.IsNullOrEmpty(s.Value)).Select(s => $"{s.Name}={Uri.EscapeDataString(s.Value!)}"));
        return $"/rules/{Candidate.Row.Name}{(query.Length == 0 ? "" : "?" + query)}#patients";
    }

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string candidate, string? way, string? measure, long after, CancellationToken cancel)
    {
        Said = TempData[RuleChangesModel.SaidKey] as string;
        return await Load(candidate, way, measure, after, cancel) ? Page() : NotFound();
    }

    /// <summary>Tries it beside the rules in force.</summary>
    public Task<IActionResult> OnPostTry(string candidate, CancellationToken cancel) => Act(candidate, () =>
    {
        trials!.Begin(candidate, Session.NameOf(User));
        return Task.FromResult(($"/rules/{Uri.EscapeDataString(candidate)}", "It is being tried. Nothing is published."));
    }, cancel);

    /// <summary>Takes a file out of it.</summary>
    public Task<IActionResult> OnPostOut(string candidate, string? path, CancellationToken cancel) => Act(candidate, async () =>
    {
        await desk!.TakeOut(candidate, path ?? "", Session.IdOf(User), cancel);
        return ($"/rules/{Uri.EscapeDataString(candidate)}", $"{path} is as in force again.");
    }, cancel);

    /// <summary>Puts it in force.</summary>
    public Task<IActionResult> OnPostActivate(string candidate, string? hash, string? reason, string? overruled, CancellationToken cancel) => Act(candidate, async () =>
    {
        await desk!.Activate(candidate, hash ?? "", Session.IdOf(User), ScheduleModel.Needed(reason), ScheduleModel.Given(overruled), cancel);
        return ("/rules", $"{candidate} is in force. Runs that begin from now on go by it.");
    }, cancel);

    private async Task<IActionResult> Act(string candidate, Func<Task<(string To, string Said)>> act, CancellationToken cancel)
    {
        if (desk is null)
            return BadRequest();
        if (await desk.Find(candidate, cancel) is null)
            return NotFound();
        try
        {
            var (to, said) = await act();
            TempData[RuleChangesModel.SaidKey] = said;
            return Redirect(to);
        }
        catch (InputException e)
        {
            Problems = [.. e.Message.Split('\n')];
            ModelState.Clear();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await Load(candidate, null, null, 0, cancel);
            return Page();
        }
    }

    private async Task<bool> Load(string name, string? way, string? measure, long after, CancellationToken cancel)
    {
        if (desk is null || await desk.Find(name, cancel) is not { } candidate)
            return false;
        (Candidate, Trial, Way, Measure) = (candidate, trials!.Of(name), ShadowChanges.All.Contains(way) ? way : null, string.IsNullOrEmpty(measure) ? null : measure);
        IsAuthor = await database.Ask(connection => RuleTable.Authors(connection, name), cancel) is var authors && authors.Contains(Session.IdOf(User));
        if (Shadow is not { } shadow)
            return true;
        (Counts, Panels, Shown, Minutes) = await database.Read(connection => (
            RuleTable.Counts(connection, shadow.ShadowId, sight, SeesSilent), RuleTable.Panels(connection, shadow.ShadowId, sight, SeesSilent), StandingTable.Standings(connection), QualityBook.NewestMinutes(connection)), cancel);
        SentenceCounts = await database.Ask(connection => DisputeTable.CountChanged(connection, shadow.ShadowId), cancel);
        if (!SeesPatients)
            return true;
        Sentences = await database.Read(connection => DisputeTable.Changed(connection, shadow.ShadowId, sight), cancel);
        var rows = await database.Read(connection => RuleTable.Rows(connection, shadow.ShadowId, sight, Way, Measure, after, PageRows + 1, SeesSilent), cancel);
        (Rows, HasMore) = ([.. rows.Take(PageRows)], rows.Count > PageRows);
        return true;
    }

    private static string TextOf(RuleFiles files, string path) => files.Contents.TryGetValue(path, out var content) ? Encoding.UTF8.GetString(content) : "";
}
