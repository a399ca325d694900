using System.Globalization;
using Opportune.Database.Ledger;

namespace Opportune.Web.Show;

/// <summary>What is to be told of a job's runs in the line above every page.</summary>
/// <param name="Text">"Friday's run failed"</param>
/// <param name="IsWarning">Whether readers see something older than they should because of it.</param>
internal sealed record RunNews(string Text, bool IsWarning)
{
    /// <summary>Of each job: how its last run ended, where it brought no list or not all of it; that it did not start; that one is at work.</summary>
    /// <param name="runs">Live runs, the newest first.</param>
    /// <param name="missed">Runs that a schedule wanted and that did not begin.</param>
    /// <param name="zone">The site's zone.</param>
    /// <param name="today">The day it is there.</param>
    public static IReadOnlyList<RunNews> Of(IReadOnlyList<RunRow> runs, IReadOnlyList<MissedRun> missed, TimeZoneInfo zone, DateOnly today)
    {
        var news = new List<RunNews>();
        var jobs = runs.Select(r => r.Job).Concat(missed.Select(m => m.Job)).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var job in jobs)
        {
            var of = jobs.Count > 1 ? $" of {job}" : "";
            var own = runs.Where(r => r.Job == job).ToList();
            var ended = own.Find(r => r.State is not (RunStates.Queued or RunStates.Running));
            var late = missed.Where(m => m.Job == job && own.All(r => Due(r) < m.DueAt)).OrderByDescending(m => m.DueAt).FirstOrDefault();
            if (late is not null)
                news.Add(new($"{The(late.DueAt, of)} did not start", true));
            else if (ended is not null && How(ended.State) is { } how)
                news.Add(new($"{The(Due(ended), of)} {how}", true));
            if (own.Find(r => r.State is RunStates.Queued or RunStates.Running) is { } working)
            {
                news.Add(working is { State: RunStates.Running, StartedAt: { } since }
                    ? new($"a run{of} is at work since {Dates.Moment(since, zone, today)}", false)
                    : new($"a run{of} waits to begin", false));
            }
        }
        return news;

        string The(DateTimeOffset at, string of)
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
            return (today.DayNumber - day.DayNumber) switch
            {
                0 => $"today's run{of}",
                1 => $"yesterday's run{of}",
                > 1 and < 7 => $"{day.ToString("dddd", CultureInfo.InvariantCulture)}'s run{of}",
                _ => $"the run{of} on {Dates.Text(day)}",
            };
        }
    }

    private static DateTimeOffset Due(RunRow run) => run.DueAt ?? run.RequestedAt;

    private static string? How(string state) => state switch
    {
        RunStates.Failed => "failed",
        RunStates.Cancelled => "was cancelled",
        RunStates.Held => "is held until somebody has looked at it",
        RunStates.Rejected => "was turned down",
        RunStates.Partial => "brought only a part of the list",
        _ => null,
    };
}
