using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Database.Validation;
using Opportune.Runs.Guards;
using Opportune.Web.Show.Office;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One measure at one site: what it is, what was decided about it, and the clinical lead's decision.</summary>
internal sealed class StandingModel(OpportuneDatabase database, StandingTable standings, ValidationTable validation, Workplace workplace) : PageModel
{
    private const string SaidKey = "standing-said";
    private const int MostSamples = 12;

    /// <summary>The part.</summary>
    public StandingPart Part { get; private set; } = null!;

    /// <summary>What holds of an invented hospital where nothing else was decided; null: it is none.</summary>
    public StandingPart? Invented { get; private set; }

    /// <summary>What was decided, the newest first.</summary>
    public IReadOnlyList<StandingDecision> History { get; private set; } = [];

    /// <summary>When decisions come to their panels, by decision.</summary>
    public ILookup<long, StandingStep> Steps { get; private set; } = Array.Empty<StandingStep>().ToLookup(s => s.DecisionId);

    /// <summary>The turns of the decision in force; empty where it comes to all panels at once.</summary>
    public IReadOnlyList<StandingStep> InTurn => Part.DecisionId is { } id ? [.. Steps[id]] : [];

    /// <summary>Its samples, the newest first, with what they show; null: it is not drawn yet.</summary>
    public IReadOnlyList<(SampleRow Sample, ValidationFigures? Figures)> Samples { get; private set; } = [];

    /// <summary>How many entries changes of the rules moved since the decision, and of how many; null: the rules are those that were decided about.</summary>
    public (long Moved, long Entries)? Moved { get; private set; }

    /// <summary>Whether that asks for a new sample.</summary>
    public bool AsksForSample => Moved is { } moved && Settings.AsksForSample(moved.Moved, moved.Entries);

    /// <summary>What a sample must show.</summary>
    public ValidationSettings Settings => workplace.Validation;

    /// <summary>The lower bound that is asked for.</summary>
    public string Floor => Settings.PrecisionAtLeast.ToString("0%", CultureInfo.InvariantCulture);

    /// <summary>The share of wrongly excluded that is allowed.</summary>
    public string Ceiling => Settings.WronglyExcludedAtMost.ToString("0%", CultureInfo.InvariantCulture);

    /// <summary>Whether the job that published it keeps no text of reports, so that no sample can be drawn.</summary>
    public bool KeepsNoText { get; private set; }

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

    /// <summary>Patients whom it would list if it were live, for who judges whether it is right; null: it is not silent, or that is not told.</summary>
    public long? WouldList { get; private set; }

    /// <summary>Whether the person may look at them, row by row, where what rules said is called back.</summary>
    public bool MaySeeRows => RecallModel.IsFor(User);

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
    public async Task<IActionResult> OnPost(string measure, string? site, string? to, string[] panel, string? reason, string? versions, string? signed, string? first, string? months, string? seed, CancellationToken cancel)
    {
        if (!await Load(measure, site, cancel))
            return NotFound();
        if (!EntryNames.All<Standing>().Contains(to ?? ""))
            return Refused("choose what it is to be", panel);
        var standing = EntryNames.Parse<Standing>(to!);
        var (release, unread) = ReleaseOf(standing, first, months, seed);
        var refused = !MayDecide ? "who works with some panels only does not decide about a site"
            : unread is not null ? unread
            : standing == Standing.Live && signed != "yes" ? "live needs your signature: tick that you sign for these versions"
            : await standings.Decide(new(measure, Part.Site, standing, panel, reason ?? "", versions ?? "", release), Session.NameOf(User), Session.RolesOf(User).For(Permission.DecideStanding), workplace.Validation, cancel);
        if (refused is not null)
            return Refused(refused, panel);
        TempData[SaidKey] = standing switch
        {
            Standing.Silent => "It is silent. Nobody sees its entries from now on; the next run takes them off the list.",
            Standing.Pilot when release is not null => "It is in pilot. The order of the panels is drawn, and kept below: each is listed by the first run as of its day.",
            Standing.Pilot => "It is in pilot. The next run lists the patients of these panels.",
            _ => "It is live. The next run lists its patients.",
        };
        return Redirect(StandingWords.Path(Part));
    }

    /// <summary>Asks for a sample.</summary>
    public async Task<IActionResult> OnPostSample(string measure, string? site, string? kind, CancellationToken cancel)
    {
        if (!await Load(measure, site, cancel))
            return NotFound();
        var refused = !EntryNames.All<SampleKind>().Contains(kind ?? "") || kind == EntryNames.Of(SampleKind.Monthly) ? "choose what the sample is for"
            : !MayDecide || Session.RolesOf(User).For(Permission.DecideStanding) is not { } role ? "who works with some panels only asks for no sample of a site"
            : await validation.Ask(measure, Part.Site, EntryNames.Parse<SampleKind>(kind!), Session.NameOf(User), role, cancel);
        if (refused is not null)
            return Refused(refused, []);
        TempData[SaidKey] = "Asked for. The next run that publishes the measure here draws it.";
        return Redirect(StandingWords.Path(Part));
    }

    /// <summary>Gives a sample up.</summary>
    public async Task<IActionResult> OnPostEnd(string measure, string? site, long sample, CancellationToken cancel)
    {
        if (!await Load(measure, site, cancel))
            return NotFound();
        var refused = !MayDecide || Samples.All(s => s.Sample.SampleId != sample) ? "there is no such sample here" : await validation.End(sample, Session.NameOf(User), cancel);
        if (refused is not null)
            return Refused(refused, []);
        TempData[SaidKey] = "Given up. Its texts are removed.";
        return Redirect(StandingWords.Path(Part));
    }

    private bool IsSilent => Part.InForce == Standing.Silent && (Part.Standing is not null || Invented is null);

    // What is typed of turns counts for a pilot alone; without a first day there are none.
    private static (SteppedRelease? Release, string? Unread) ReleaseOf(Standing standing, string? first, string? months, string? seed) =>
        standing != Standing.Pilot || string.IsNullOrWhiteSpace(first) ? (null, null)
        : !DateOnly.TryParseExact(first, "yyyy-MM-dd", out var day) ? (null, "the first day cannot be read: write it as yyyy-MM-dd")
        : !int.TryParse(months, NumberStyles.None, CultureInfo.InvariantCulture, out var apart) ? (null, "say how many months lie between one panel and the next")
        : (new(day, apart, string.IsNullOrWhiteSpace(seed) ? SteppedRelease.DrawSeed() : seed.Trim()), null);

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
        Steps = (await standings.Steps(cancel)).ToLookup(s => s.DecisionId);
        History = await standings.History(part.Measure, part.Site, cancel);
        Samples = await Judged(part, cancel);
        if (part is { IsAsDecided: false, DecidedAt: { } since, InForce: not Standing.Silent } && workplace.Measures.FirstOrDefault(m => m.Id == part.Measure) is { } rule)
            Moved = await validation.Moved(rule.Pathway, part.Site, since, cancel);
        if (Part.RunId is { } last && IsSilent && Session.May(User, Permission.ValidateMeasures))
            WouldList = (await database.Read(c => RunCatalog.Counts(c, last), cancel)).Find(c => c.Subject == RunCounts.OfPart(part.Measure, part.Site) && c.Item == EntryNames.Of(GapStatus.Open))?.Amount;
        Ticked = part.InForce == Standing.Pilot ? part.Panels!.Split('\n') : [];
        if (MayDecide && workplace.Office is { } office && await database.Read(c => RunCatalog.Find(c, part.RunId!), cancel) is { } run)
            KeepsNoText = IsWithoutText(office, run);
        Panels = MayDecide ? [.. (await standings.Panels(part.Site, cancel)).Union(Ticked)] : [];
        return true;
    }

    private static bool IsWithoutText(Web.Office office, RunRow run)
    {
        try
        {
            return office.Request(run).Excerpt == ExcerptLength.None;
        }
        catch (InputException)
        {
            // The job is gone: whoever publishes it next says what it keeps.
            return false;
        }
    }

    private async Task<IReadOnlyList<(SampleRow, ValidationFigures?)>> Judged(StandingPart part, CancellationToken cancel)
    {
        var judged = new List<(SampleRow, ValidationFigures?)>();
        foreach (var sample in (await validation.List((part.Measure, part.Site), cancel)).Take(MostSamples))
            judged.Add((sample, sample.DrawnAt is null ? null : await validation.Figures(sample.SampleId, cancel)));
        return judged;
    }
}
