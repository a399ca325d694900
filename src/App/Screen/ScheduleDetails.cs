using System.Data.Common;
using Opportune.Database.Scheduling;

namespace Opportune.App.Screen;

/// <summary>All that is kept of a job's schedule.</summary>
internal sealed record ScheduleDetails(ScheduleLine Line, IReadOnlyList<OccasionRow> Occasions, IReadOnlyList<BackfillRow> Backfills, IReadOnlyList<ScheduleChangeRow> Changes)
{
    private const int Most = 20;

    public static ScheduleDetails Of(DbConnection connection, ScheduleLine line) => new(
        line, ScheduleCatalog.Occasions(connection, line.Job, Most), ScheduleCatalog.Backfills(connection, line.Job, null), ScheduleCatalog.Changes(connection, line.Job, Most));
}
