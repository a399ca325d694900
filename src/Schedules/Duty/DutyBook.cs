using System.Data.Common;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

/// <summary>What the database knew when a look began.</summary>
internal sealed record DutyBook(
    IReadOnlyList<ScheduleRow> Schedules, List<OpenRun> OpenRuns, List<OccasionRow> Waiting, IReadOnlyDictionary<string, LastAttempt> LastAttempts,
    IReadOnlyList<BackfillRow> Backfills)
{
    public static DutyBook Load(DbConnection connection) => new(
        ScheduleCatalog.All(connection), ScheduleCatalog.OpenRuns(connection), ScheduleCatalog.Waiting(connection),
        ScheduleCatalog.LastAttempts(connection).ToDictionary(a => a.Job, StringComparer.Ordinal),
        ScheduleCatalog.Backfills(connection, null, BackfillStates.Working));
}
