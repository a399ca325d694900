using System.Data.Common;
using Opportune.Database.Scheduling;

namespace Opportune.Schedules;

/// <summary>All that is kept of a job's schedule.</summary>
public sealed record ScheduleDetails(ScheduleLine Line, IReadOnlyList<OccasionRow> Occasions, IReadOnlyList<BackfillRow> Backfills, IReadOnlyList<ScheduleChangeRow> Changes)
{
    private const int Most = 20;

    /// <summary>Reads it.</summary>
    public static ScheduleDetails Of(DbConnection connection, ScheduleLine line) => new(
        line, ScheduleCatalog.Occasions(connection, line.Job, Most), ScheduleCatalog.Backfills(connection, line.Job, null), ScheduleCatalog.Changes(connection, line.Job, Most));
}
