using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Scheduling;
using Opportune.Schedules;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One job's schedule: when it starts next, what was decided, who changed what; and pausing, starting and earlier days.</summary>
internal sealed class ScheduleModel(OpportuneDatabase database, Workplace workplace, TimeProvider time, ScheduleDesk? desk = null) : PageModel
{
    /// <summary>Where it waits for the next page what was done.</summary>
    public const string SaidKey = "schedule-said";

    private const int Starts = 10;

    // Starts of two jobs so near to each other wait for each other: one run is at work at a time.
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(30);

    /// <summary>All that is kept of it.</summary>
    public ScheduleDetails Details { get; private set; } = null!;

    /// <summary>The schedule.</summary>
    public ScheduleLine Line => Details.Line;

    /// <summary>Its next starts; null: it has none of its own.</summary>
    public SchedulePreview? Preview { get; private set; }

    /// <summary>What does not go together with it.</summary>
    public IReadOnlyList<string> Conflicts { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether schedules are changed from here.</summary>
    public bool CanAct => desk is not null && Session.May(User, Permission.ControlRuns);

    /// <summary>The zone of its times.</summary>
    public TimeZoneInfo Zone => ZoneOf(Line.Schedule, workplace.Zone);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo SiteZone => workplace.Zone;

    /// <summary>What was typed into a form that could not be done.</summary>
    public string? Typed(string name) => Request.HasFormContentType && Problem is not null && Request.Form.TryGetValue(name, out var typed) ? typed.ToString() : null;

    /// <summary>Whether that form could not be done.</summary>
    public bool Failed(string handler) => Problem is not null && Request.Query["handler"] == handler;

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string job, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return await Load(job, cancel) ? Page() : NotFound();
    }

    /// <summary>Pauses it.</summary>
    public Task<IActionResult> OnPostPause(string job, string? until, string? reason, CancellationToken cancel) => Act(job, async () =>
    {
        var row = await desk!.Pause(job, Instant(until), Session.NameOf(User), Needed(reason), cancel);
        return $"It is {ScheduleLine.PauseText(row)}.";
    }, cancel);

    /// <summary>Ends a pause.</summary>
    public Task<IActionResult> OnPostResume(string job, string? reason, CancellationToken cancel) => Act(job, async () =>
    {
        await desk!.Resume(job, Session.NameOf(User), Given(reason), cancel);
        return "It is resumed. What came due meanwhile is not made up for.";
    }, cancel);

    /// <summary>Drops what was changed here.</summary>
    public Task<IActionResult> OnPostReset(string job, string? reason, CancellationToken cancel) => Act(job, async () =>
    {
        await desk!.Reset(job, Session.NameOf(User), Given(reason), cancel);
        return "The change is dropped: what its file says holds again.";
    }, cancel);

    /// <summary>Starts it now.</summary>
    public Task<IActionResult> OnPostTrigger(string job, string? reason, CancellationToken cancel) => Act(job, async () =>
    {
        var (occasion, isNew) = await desk!.Trigger(job, Session.NameOf(User), Given(reason), cancel);
        return occasion.State == OccasionStates.Queued
            ? $"{(isNew ? "Asked for" : "It was asked for already")}: run {occasion.RunId}."
            : $"The start is {occasion.State}: {occasion.Detail}.";
    }, cancel);

    /// <summary>Asks for earlier days.</summary>
    public Task<IActionResult> OnPostBackfill(string job, DateOnly? from, DateOnly? to, int? every, string? reason, CancellationToken cancel) => Act(job, async () =>
    {
        if (from is not { } first || to is not { } last)
            throw new InputException("name the first and the last day");
        var backfill = await desk!.Backfill(job, first, last, every ?? 1, Session.NameOf(User), Given(reason), cancel);
        var days = ((backfill.ToDate.DayNumber - backfill.FromDate.DayNumber) / backfill.EveryDays) + 1;
        return $"Asked for: {Amounts.Of(days, "day", "days")} from {Dates.Text(first)} to {Dates.Text(last)}, one after another. The list is never touched by it.";
    }, cancel);

    /// <summary>The zone that a schedule names; the site's where it names none.</summary>
    public static TimeZoneInfo ZoneOf(JobSchedule? schedule, TimeZoneInfo site) =>
        schedule is not null && TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out var zone) ? zone : site;

    /// <summary>A message as a page tells it: without the option that a command calls it by.</summary>
    public static string Plain(InputException error) =>
        error.Message.StartsWith("--", StringComparison.Ordinal) && error.Message.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 ? error.Message[(at + 2)..] : error.Message;

    /// <summary>What a person must say.</summary>
    public static string Needed(string? reason) => Given(reason) ?? throw new InputException("say why: it is kept in the history");

    /// <summary>What a person said; null: nothing.</summary>
    public static string? Given(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return null;
        return FieldRules.TextRefusal(reason) is { } refusal ? throw new InputException(refusal) : reason.Trim();
    }

    private async Task<IActionResult> Act(string job, Func<Task<string>> act, CancellationToken cancel)
    {
        if (desk is null)
            return BadRequest();
        if (!await Load(job, cancel))
            return NotFound();
        try
        {
            TempData[SaidKey] = await act();
            return Redirect($"/schedules/{Uri.EscapeDataString(job)}");
        }
        catch (InputException e)
        {
            Problem = Plain(e);
            ModelState.Clear();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
    }

    // What a clock on the wall of the schedule's zone shows at that instant; of two the first.
    private DateTimeOffset? Instant(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (!DateTime.TryParseExact(typed, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var reading))
            throw new InputException("write the end of the pause as a date and a time");
        if (Zone.IsInvalidTime(reading))
            throw new InputException($"the clocks of {Zone.Id} leap over that time; name another");
        return new(reading, Zone.IsAmbiguousTime(reading) ? Zone.GetAmbiguousTimeOffsets(reading).Max() : Zone.GetUtcOffset(reading));
    }

    private async Task<bool> Load(string job, CancellationToken cancel)
    {
        var files = workplace.Office?.Duty.Files() ?? [];
        var now = time.GetUtcNow();
        return await database.Read(connection =>
        {
            var lines = ScheduleLine.All(connection, files, now);
            if (lines.Find(l => l.Job == job) is not { } line)
                return false;
            Details = ScheduleDetails.Of(connection, line);
            var jobs = files.Where(f => f.Job is not null).ToDictionary(f => f.Id, f => f.Job!, StringComparer.Ordinal);
            try
            {
                Preview = line.Schedule is null || !jobs.ContainsKey(job) ? null : SchedulePreview.Of(jobs, ScheduleCatalog.All(connection), job, now, Starts);
            }
            catch (InputException)
            {
                // It follows a job that people start.
            }
            Conflicts = Preview is null ? [] : [.. ConflictsOf(lines, line, Preview, now)];
            return true;
        }, cancel);
    }

    private static IEnumerable<string> ConflictsOf(List<ScheduleLine> lines, ScheduleLine line, SchedulePreview preview, DateTimeOffset now)
    {
        foreach (var fault in ScheduleLint.Faults(line.Schedule!, now))
            yield return fault.Message;
        if (preview.Starts.Count == 0)
            yield break;
        var (first, last) = (preview.Starts[0].NotBefore, preview.Starts[^1].NotBefore);
        foreach (var other in lines.Where(l => l.Job != line.Job && l.Next is not null))
        {
            var theirs = Planner.DueAfter(other.Schedule!, first - Near).TakeWhile(at => at <= last + Near).Select(at => Planner.StartOf(other.Schedule!, at, at).NotBefore).ToList();
            var near = preview.Starts.Where(s => theirs.Exists(at => (at - s.NotBefore).Duration() < Near)).ToList();
            if (near.Count > 0)
                yield return $"{other.Job} starts within half an hour of {Amounts.Of(near.Count, "of these starts", "of these starts")}, first on {near[0].NotBefore.ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture)}: one run is at work at a time, so one waits for the other";
        }
        if (line.Last is { StartedAt: { } from, FinishedAt: { } to } && preview.Starts.Zip(preview.Starts.Skip(1), (a, b) => b.NotBefore - a.NotBefore).Any(gap => gap < to - from))
            yield return $"the last run took {RunSteps.Text(to - from)}, which is longer than the time between two starts";
    }
}
