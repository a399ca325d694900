using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Schedules;
using Opportune.Web.Show;

namespace Opportune.Web.Pages.Office;

/// <summary>All runs, the newest first; or a month of them with the starts that are still to come.</summary>
internal sealed class RunsModel(OpportuneDatabase database, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    /// <summary>Name of the view that shows a month.</summary>
    public const string CalendarView = "calendar";

    private const int PageRows = 50;
    // More runs than any month has; a job that starts every few minutes fills its days with as many starts as anybody reads.
    private const int MostOfMonth = 2000;
    private const int MostStartsOfDay = 4;

    /// <summary>The runs.</summary>
    public IReadOnlyList<RunRow> Runs { get; private set; } = [];

    /// <summary>Whether older ones follow.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Jobs that have runs.</summary>
    public IReadOnlyList<string> Jobs { get; private set; } = [];

    /// <summary>Only runs of this job.</summary>
    public string? Job { get; private set; }

    /// <summary>Only runs in this state.</summary>
    public string? State { get; private set; }

    /// <summary>Whether a month is shown.</summary>
    public bool IsCalendar { get; private set; }

    /// <summary>The first day of the month.</summary>
    public DateOnly Month { get; private set; }

    /// <summary>The days of the month's weeks, Monday first.</summary>
    public IReadOnlyList<RunDay> Days { get; private set; } = [];

    /// <summary>The day it is.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Address of this list with other settings.</summary>
    public string Address(string? view = null, DateOnly? month = null, string? before = null)
    {
        (string Name, string? Value)[] settings = [("view", view), ("month", month?.ToString("yyyy-MM", CultureInfo.InvariantCulture)), ("job", Job), ("state", State), ("before", before)];
        var said = string.Join('&', settings.Where(s => !string.IsNullOrEmpty(s.Value)).Select(s => $"{s.Name}={Uri.EscapeDataString(s.Value!)}"));
        return said.Length == 0 ? "/runs" : "/runs?" + said;
    }

    /// <summary>Shows them.</summary>
    public async Task OnGet(string? view, string? month, string? job, string? state, string? before, CancellationToken cancel)
    {
        (IsCalendar, Job, State) = (view == CalendarView, string.IsNullOrEmpty(job) ? null : job, RunStates.All.Contains(state) ? state : null);
        Month = DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked.Year is > 1900 and < 9000 ? asked : new(Today.Year, Today.Month, 1);
        await database.Read(connection =>
        {
            Jobs = RunCatalog.Jobs(connection);
            if (IsCalendar)
            {
                var (first, last) = (Monday(Month), Monday(Month.AddMonths(1).AddDays(-1)).AddDays(6));
                var runs = RunCatalog.List(connection, Job, State, MostOfMonth, new(At(first), At(last.AddDays(1))));
                var starts = workplace.Office is null || State is not null ? [] : Coming(connection, workplace.Office, last);
                Days =
                [
                    .. from offset in Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
                       let day = first.AddDays(offset)
                       select new RunDay(day, [.. runs.Where(r => DayOf(r.RequestedAt) == day).Reverse()], [.. starts.Where(s => DayOf(s.At) == day).OrderBy(s => s.At)]),
                ];
                return 0;
            }
            var span = before is not null && RunCatalog.Find(connection, before) is { } place ? RunSpan.Of(place) : null;
            var found = RunCatalog.List(connection, Job, State, PageRows + 1, span);
            (Runs, HasMore) = ([.. found.Take(PageRows)], found.Count > PageRows);
            return 0;
        }, cancel);
    }

    // Starts from now to that day, by the planner that carries them out.
    private List<(DateTimeOffset At, string Job)> Coming(System.Data.Common.DbConnection connection, Web.Office office, DateOnly last)
    {
        var now = time.GetUtcNow();
        return
        [
            .. from line in ScheduleLine.All(connection, office.Duty.Files(), now)
               where (Job is null || line.Job == Job) && line.Next is not null
               from day in Planner.DueAfter(line.Schedule!, now).TakeWhile(at => at < At(last.AddDays(1))).Take(MostOfMonth).GroupBy(DayOf)
               from at in day.Take(MostStartsOfDay)
               select (at, line.Job),
        ];
    }

    private static DateOnly Monday(DateOnly day) => Core.IsoWeek.MondayOf(day);

    private DateTimeOffset At(DateOnly day)
    {
        var reading = day.ToDateTime(TimeOnly.MinValue);
        return new(reading, Zone.GetUtcOffset(reading));
    }

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
}

/// <summary>A day of the calendar.</summary>
/// <param name="Day">The day.</param>
/// <param name="Runs">Runs that were asked for on it, the earliest first.</param>
/// <param name="Starts">Starts that are still to come on it.</param>
internal sealed record RunDay(DateOnly Day, IReadOnlyList<RunRow> Runs, IReadOnlyList<(DateTimeOffset At, string Job)> Starts);
