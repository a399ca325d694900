using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>Changes a job's schedule, or gives it one; judged as its file would be, and shown before it is kept.</summary>
internal sealed class ScheduleChangeModel(OpportuneDatabase database, Workplace workplace, TimeProvider time, ScheduleDesk? desk = null) : PageModel
{
    private const string Save = "save";
    private const int Starts = 10;

    // As they stand in a job file.
    private static readonly string[] Keys = ["cron", "after", "time-zone", "overlap", "catch-up", "skip-if-later-than", "window", "deadline"];

    private IReadOnlyList<JobFile> _files = [];

    /// <summary>The job.</summary>
    public ScheduleLine Line { get; private set; } = null!;

    /// <summary>What the form holds, by key.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it follows another job.</summary>
    public bool Follows { get; private set; }

    /// <summary>Why.</summary>
    public string? Reason { get; private set; }

    /// <summary>The other jobs, which it may follow.</summary>
    public IReadOnlyList<string> Others => [.. _files.Select(f => f.Id).Where(id => id != Line.Job)];

    /// <summary>What it would be; null: it was not asked for, or it would be wrong.</summary>
    public JobSchedule? Would { get; private set; }

    /// <summary>Its next starts then.</summary>
    public SchedulePreview? Preview { get; private set; }

    /// <summary>Why it was not kept; null: it was not asked for.</summary>
    public string? Problem { get; private set; }

    /// <summary>What the form holds of a key.</summary>
    public string Value(string key) => Values.GetValueOrDefault(key, "");

    /// <summary>Shows what holds.</summary>
    public async Task<IActionResult> OnGet(string job, CancellationToken cancel)
    {
        if (!await Load(job, cancel))
            return NotFound();
        var schedule = Line.Schedule;
        Follows = schedule?.After is not null;
        Values["cron"] = schedule?.Cron ?? "";
        Values["after"] = schedule?.After ?? "";
        Values["time-zone"] = schedule?.TimeZone ?? workplace.Zone.Id;
        Values["overlap"] = EntryNames.Of(schedule?.Overlap ?? OverlapPolicy.Skip);
        Values["catch-up"] = EntryNames.Of(schedule?.CatchUp ?? CatchUpPolicy.Latest);
        Values["skip-if-later-than"] = schedule?.SkipIfLaterThan is { } late ? PlainDuration.Format(late) : "";
        Values["from"] = schedule?.Window is { } window ? $"{window.From:HH\\:mm}" : "";
        Values["to"] = schedule?.Window is { } same ? $"{same.To:HH\\:mm}" : "";
        Values["deadline"] = schedule?.Deadline?.ToString() ?? "";
        return Page();
    }

    /// <summary>Shows what would hold, or keeps it.</summary>
    public async Task<IActionResult> OnPost(string job, string? by, string? reason, string? act, CancellationToken cancel)
    {
        if (desk is null)
            return BadRequest();
        if (!await Load(job, cancel))
            return NotFound();
        (Follows, Reason) = (by == "after", reason);
        foreach (var key in Keys.Concat(["from", "to"]).Where(k => k != "window"))
            Values[key] = Request.Form[key].ToString().Trim();
        try
        {
            if (act == Save)
            {
                await desk.Set(job, Asked(), Session.NameOf(User), ScheduleModel.Needed(reason), cancel);
                TempData[ScheduleModel.SaidKey] = "The schedule is changed.";
                return Redirect($"/schedules/{Uri.EscapeDataString(job)}");
            }
            Would = await desk.Try(job, Asked(), cancel);
            Preview = await Ahead(job, Would, cancel);
        }
        catch (InputException e)
        {
            Problem = ScheduleModel.Plain(e);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
        ModelState.Clear();
        return Page();
    }

    // What the form says, key by key as a file would; what does not belong to its kind, or is empty, is left out.
    private Dictionary<string, string?> Asked()
    {
        Values["window"] = Value("from").Length + Value("to").Length == 0 ? "" : $"{Value("from")}-{Value("to")}";
        var asked = Keys.ToDictionary(k => k, k => Value(k).Length == 0 ? null : (string?)ScheduleText.ValueOf(k, Value(k)), StringComparer.Ordinal);
        foreach (var key in Follows ? new[] { "cron", "catch-up" } : ["after"])
            asked[key] = null;
        return asked;
    }

    private Task<SchedulePreview?> Ahead(string job, JobSchedule would, CancellationToken cancel) => database.Read(connection =>
    {
        var jobs = _files.Where(f => f.Job is not null).ToDictionary(f => f.Id, f => f.Id == job ? f.Job! with { Schedule = would } : f.Job!, StringComparer.Ordinal);
        if (!jobs.ContainsKey(job))
            return null;
        try
        {
            return SchedulePreview.Of(jobs, ScheduleCatalog.All(connection).FindAll(r => r.Job != job), job, time.GetUtcNow(), Starts);
        }
        catch (InputException)
        {
            // It follows a job that people start.
            return null;
        }
    }, cancel);

    private async Task<bool> Load(string job, CancellationToken cancel)
    {
        _files = workplace.Office?.Duty.Files() ?? [];
        var line = await database.Read(connection => ScheduleLine.All(connection, _files, time.GetUtcNow()).Find(l => l.Job == job), cancel);
        if (line is null)
            return false;
        Line = line;
        return true;
    }
}
