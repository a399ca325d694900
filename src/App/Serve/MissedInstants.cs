using System.Data.Common;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;
using Opportune.Serving.Alarms;

namespace Opportune.App.Serve;

/// <summary>Instants at which a schedule wanted a run, and there is none: nobody decided, or what was decided is that it cannot be.</summary>
internal static class MissedInstants
{
    /// <summary>Finds them, by the planner that previews and executes too.</summary>
    /// <param name="connection">Sees one state of the database.</param>
    /// <param name="now">The instant.</param>
    /// <param name="within">So long an instant may wait for a decision.</param>
    public static IReadOnlyList<MissedInstant> Find(DbConnection connection, DateTimeOffset now, TimeSpan within)
    {
        var missed = new List<MissedInstant>();
        foreach (var row in ScheduleCatalog.All(connection))
        {
            if (row.GoneAt is not null || row.IsPaused(now) || row.Holds is not { } text || ScheduleText.Read(text) is not { Cron: not null } schedule)
                continue;
            var undecided = row.CursorAt is { } cursor ? Planner.DueAfter(schedule, cursor).FirstOrDefault(DateTimeOffset.MaxValue) : DateTimeOffset.MaxValue;
            if (undecided < now - within)
                missed.Add(new(row.Job, undecided, "was never asked for: nobody looks at the schedules"));
            else if (ScheduleCatalog.Occasions(connection, row.Job, 1) is [{ State: OccasionStates.Skipped, Reason: OccasionReasons.NotRunnable or OccasionReasons.TooLate } last])
                missed.Add(new(row.Job, last.DueAt, last.Reason == OccasionReasons.TooLate ? "was left out: it was too late" : "cannot begin: its job file cannot be run"));
        }
        return missed;
    }
}
