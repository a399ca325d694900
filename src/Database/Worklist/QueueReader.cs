using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What waits in the queue, and what a week's slots leave undone.</summary>
public sealed class QueueReader(OpportuneDatabase database, Sight sight)
{
    // So long new entries are counted to know how many come a week.
    private const int ArrivalWeeks = 4;

    /// <summary>What waits, panel by panel; only where that measure leads, if one is named.</summary>
    public Task<QueueStanding> Read(string? measure, CancellationToken cancel = default) => database.Ask(
        connection => new QueueStanding([.. connection.Query<QueuePart>(sight.LoadByPanel("day/count-queue.sql"), sight.With(new { measure })).OrderBy(p => p.Panel, NaturalOrder.Comparer)]), cancel);

    /// <summary>How many of a measure's entries ask for a slot, tier by tier.</summary>
    public Task<IReadOnlyList<TierDemand>> Demand(string measure, DateOnly today, CancellationToken cancel = default) => database.Ask<IReadOnlyList<TierDemand>>(
        connection => [.. connection.Query<(long Tier, long Waiting, long Arrived)>(sight.LoadByPanel("day/count-demand.sql"), sight.With(new { measure, today, since = today.AddDays(-7 * ArrivalWeeks) }))
            .Select(d => new TierDemand((int)d.Tier, d.Waiting, (double)d.Arrived / ArrivalWeeks))], cancel);
}
