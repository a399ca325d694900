using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Database.Standings;
using Opportune.Runs;
using Opportune.Runs.Guards;
using Opportune.Runs.Ledger;
using Opportune.Web.Audit;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One run: how far it has come, what it counted, held, changed and wrote, and what people do about it. Counts only, nobody's row.</summary>
internal sealed class RunModel(OpportuneDatabase database, ExportBook exports, Workplace workplace, TimeProvider time) : PageModel
{
    private const string SaidKey = "run-said";
    private const string Release = "release";

    // Among so many runs before it the last one that published is looked for.
    private const int LookedBack = 50;

    /// <summary>All that the ledger knows of it.</summary>
    public RunDetails Details { get; private set; } = null!;

    /// <summary>The run.</summary>
    public RunRow Run => Details.Run;

    /// <summary>How far it has come.</summary>
    public RunSteps Steps { get; private set; } = null!;

    /// <summary>What it counted.</summary>
    public RunFigures Figures { get; private set; } = null!;

    /// <summary>The last run of its job before it that published, and what that counted; null: there is none.</summary>
    public (RunRow Run, RunFigures Figures)? Before { get; private set; }

    /// <summary>The run that repeats it and is not over; null: nobody asked for one.</summary>
    public RunRow? Again { get; private set; }

    /// <summary>Whether there is a page of its job: not where its file was never seen here, or no schedule is carried out (the demo).</summary>
    public bool HasSchedule { get; private set; }

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was typed as a reason and not taken.</summary>
    public string? Typed { get; private set; }

    /// <summary>Which part it was about.</summary>
    public string? Chosen { get; private set; }

    /// <summary>Whether runs are published from here.</summary>
    public bool CanPublish => workplace.Office is not null;

    /// <summary>Whether the person stops runs and asks for them again.</summary>
    public bool MayControl => Session.May(User, Permission.ControlRuns);

    /// <summary>Whether counts of all patients are shown: not to who sees some of them only.</summary>
    public bool SeesAllCounts => Session.GrantsOf(User) is var grants && (!grants.Roles.May(Permission.SeePatients) || grants.Scope.Equals(Scope.All));

    /// <summary>What each measure is at each site now.</summary>
    public ShownParts Shown { get; private set; } = null!;

    /// <summary>Whether counts of what is silent are shown: to who judges whether it is right.</summary>
    public bool SeesSilent => Session.May(User, Permission.ValidateMeasures);

    /// <summary>Whether nothing of a part is given to people.</summary>
    public bool IsSilent(RunPartRow part) => Shown.Of(part.Measure, part.Site) == Standing.Silent;

    /// <summary>What is told of a part: of a silent one to who judges it, or decides about it.</summary>
    public bool Sees(RunPartRow part) => SeesSilent || !IsSilent(part) || MayDecide(part);

    /// <summary>From all patients to the list, measure by measure, as far as the person is told of it; and the same of the run before.</summary>
    public IReadOnlyList<(Funnel Funnel, Funnel? Before)> Funnels
    {
        get
        {
            var before = Before?.Figures.Funnels(Shown, SeesSilent) ?? [];
            return [.. Figures.Funnels(Shown, SeesSilent).Select(f => (f, before.FirstOrDefault(b => b.Measure == f.Measure)))];
        }
    }

    /// <summary>Held parts about which the person decides.</summary>
    public IReadOnlyList<RunPartRow> Decidable => [.. Held.Where(MayDecide)];

    /// <summary>Whether the person decides about that part.</summary>
    public bool MayDecide(RunPartRow part) => Session.May(User, GuardNames.ToDecide(part.Guard));

    /// <summary>Who decides about that part, in words.</summary>
    public static string DeciderOf(RunPartRow part) => GuardNames.ToDecide(part.Guard) == Permission.ReleaseClinical ? "a clinical lead" : "an administrator";

    /// <summary>Parts that wait for a person, as far as this one is told of them.</summary>
    public IReadOnlyList<RunPartRow> Held => [.. Details.Parts.Where(p => p.State == PartStates.Held && Sees(p))];

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>A measure's name in two or three words.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);

    /// <summary>A site in words.</summary>
    public static string SiteText(string site) => site.Length == 0 ? "all sites" : site;

    /// <summary>How a form names a part; measure ids hold no such character.</summary>
    public static string NameOf(RunPartRow part) => $"{part.Measure}@{part.Site}";

    /// <summary>
    /// Whether a file may be taken along. Rows of patients, of all sites and restricted ones too, go to a clinical lead who may see all of these. What was
    /// refused stays where only the program's owner reads it, because it repeats what the source said.
    /// </summary>
    public bool CanTake(RunFileRow file) => file.Direction == FileDirections.Output && !file.Name.StartsWith("rejects.", StringComparison.Ordinal)
        && MayTakeRows && PathOf(file) is not null;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string run, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return await Load(run, cancel) ? Page() : NotFound();
    }

    /// <summary>How far it has come, for the page that is open.</summary>
    public async Task<IActionResult> OnGetLive(string run, CancellationToken cancel) =>
        await ReadSteps(run, cancel) is { } steps ? Partial("Office/_RunSteps", steps) : NotFound();

    /// <summary>Asks it to stop.</summary>
    public async Task<IActionResult> OnPostCancel(string run, CancellationToken cancel)
    {
        if (!await Load(run, cancel))
            return NotFound();
        if (!Run.IsOpen())
            return Refused($"the run has ended: it is {Run.State}");
        var waited = await database.Write(connection =>
        {
            RunLedger.RequestCancel(connection, run, Session.NameOf(User));
            return RunLedger.CancelWaiting(connection).Contains(run);
        }, cancel);
        return Done(waited ? "It is cancelled; it had not begun." : "It was asked to stop, and does so within seconds. Nothing of it is published.", run);
    }

    /// <summary>Asks for it once more.</summary>
    public async Task<IActionResult> OnPostRetry(string run, CancellationToken cancel)
    {
        if (!await Load(run, cancel))
            return NotFound();
        if (workplace.Office is not { } office)
            return BadRequest();
        try
        {
            var again = await RunRetry.Queue(database, run, Session.NameOf(User), office.Duty.Threads, cancel);
            return Done($"This run repeats {run}; it begins as soon as no other is at work.", again);
        }
        catch (InputException e)
        {
            return Refused(e.Message);
        }
    }

    /// <summary>Publishes what is held, or turns it down.</summary>
    public async Task<IActionResult> OnPostDecide(string run, string? part, string? reason, string? act, CancellationToken cancel)
    {
        if (!await Load(run, cancel))
            return NotFound();
        (Typed, Chosen) = (reason, part);
        if (workplace.Office is not { } office)
            return BadRequest();
        if (string.IsNullOrWhiteSpace(reason))
            return Refused("say why: it is kept with the decision");
        if (FieldRules.TextRefusal(reason) is { } refusal)
            return Refused(refusal);
        var chosen = Held.FirstOrDefault(p => NameOf(p) == part);
        if (part is { Length: > 0 } && chosen is null)
            return Refused("that part is not held any more");
        var decided = chosen is null ? Held : [chosen];
        if (decided.FirstOrDefault(p => !MayDecide(p)) is { } others)
        {
            Refused($"{LabelOf(others.Measure)} at {SiteText(others.Site)} is for {DeciderOf(others)} to decide ({others.Guard}); choose one of the others");
            Response.StatusCode = StatusCodes.Status403Forbidden;
            return Page();
        }
        if (HttpContext.Features.Get<RequestPerson>() is { } person && decided.Count > 0)
            person.As = Session.RolesOf(User).For(GuardNames.ToDecide(decided[0].Guard));
        try
        {
            var decision = new HeldDecision(run, chosen?.Measure, chosen?.Site, Session.NameOf(User), reason.Trim());
            if (act != Release)
                return Done($"Turned down: {Text(await HeldParts.Reject(database, decision, cancel))}. What was published before stays.", run);
            // Who leaves the page does not stop it halfway.
            var (parts, changes) = await HeldParts.Release(database, decision, office.Request(Run), CancellationToken.None);
            return Done($"Published: {Text(parts)}. {Amounts.Of(changes.Sum(c => c.Amount), "row of the list", "rows of the list")} changed.", run);
        }
        catch (InputException e)
        {
            return Refused(e.Message);
        }
    }

    /// <summary>Hands a file over, after it was kept who took it.</summary>
    public async Task<IActionResult> OnPostFile(string run, string? name, CancellationToken cancel)
    {
        if (!await Load(run, cancel) || Details.Files.FirstOrDefault(f => f.Name == name && CanTake(f)) is not { } file)
            return NotFound();
        await exports.Add(new()
        {
            ExportId = Guid.NewGuid().ToString("N"),
            Direction = ExportRow.Out,
            MadeBy = Session.NameOf(User),
            MadeAt = time.GetUtcNow(),
            Format = file.Name,
            Filter = $"of run {run}",
            RowsWritten = file.Rows,
            DataUpTo = Run.AsOf,
            FileSha256 = file.Sha256 ?? "",
        }, cancel);
        return PhysicalFile(PathOf(file)!, "application/octet-stream", $"{run}-{Path.GetFileName(file.Name)}");
    }

    private bool MayTakeRows => Session.GrantsOf(User) is { MayOpenRestricted: true, PatientId: null } grants && grants.Scope.Equals(Scope.All) && grants.Roles.May(Permission.TakeRows);

    private static string Text(IReadOnlyList<MeasurePart> parts) => string.Join(", ", parts.Select(p => $"{p.Measure} at {SiteText(p.Site)}").Order(StringComparer.Ordinal));

    // Where it lies; null: it is gone, or its name leads out of the run's folder.
    private string? PathOf(RunFileRow file)
    {
        if (Run.Folder is not { } folder)
            return null;
        var (root, path) = (Path.GetFullPath(folder) + Path.DirectorySeparatorChar, Path.GetFullPath(Path.Combine(folder, file.Name)));
        return path.StartsWith(root, StringComparison.Ordinal) && System.IO.File.Exists(path) ? path : null;
    }

    private RedirectResult Done(string said, string run)
    {
        TempData[SaidKey] = said;
        return Redirect($"/runs/{Uri.EscapeDataString(run)}");
    }

    private PageResult Refused(string why)
    {
        Problem = why;
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private Task<RunSteps?> ReadSteps(string run, CancellationToken cancel) => database.Read(
        connection => RunCatalog.Find(connection, run) is { } row
            ? RunSteps.Of(row, RunCatalog.Partitions(connection, run), row.Work == RunWork.Shared ? WorkerLedger.List(connection) : [], connection.Now())
            : null, cancel);

    private Task<bool> Load(string run, CancellationToken cancel) => database.Read(connection =>
    {
        if (RunCatalog.Find(connection, run) is not { } row)
            return false;
        Details = RunDetails.Of(connection, row);
        Figures = new(Details.Counts);
        Shown = StandingTable.Standings(connection);
        Steps = RunSteps.Of(row, Details.Partitions, row.Work == RunWork.Shared ? WorkerLedger.List(connection) : [], connection.Now());
        HasSchedule = ScheduleCatalog.Find(connection, row.Job) is not null || workplace.Office?.Duty.Files().Any(f => f.Id == row.Job) == true;
        Again = RunCatalog.List(connection, row.Job, null, LookedBack).Find(r => r.RetryOf == run && r.IsOpen());
        var before = RunCatalog.List(connection, row.Job, null, LookedBack, RunSpan.Of(row)).Find(r => r is { Kind: RunKinds.Live, State: RunStates.Succeeded or RunStates.Partial });
        Before = before is null ? null : (before, new(RunCatalog.Counts(connection, before.RunId)));
        return true;
    }, cancel);
}
