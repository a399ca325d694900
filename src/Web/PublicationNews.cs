using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Web;

/// <summary>How old what readers see is, and how the runs since then ended.</summary>
internal sealed class PublicationNews(OpportuneDatabase database, Workplace workplace, TimeProvider time)
{
    /// <summary>Reads it.</summary>
    public Task<ListNews> Now(CancellationToken cancel) => database.Read(connection =>
    {
        var publications = RunCatalog.Publications(connection);
        var last = RunCatalog.List(connection, null, null, 1).FirstOrDefault(r => r.Kind == RunKinds.Live);
        var failed = last is { State: RunStates.Failed or RunStates.Cancelled or RunStates.Held } ? last : null;
        return new ListNews(
            publications.Count == 0 ? null : publications.Min(p => p.AsOf),
            publications.Count == 0 ? null : publications.Max(p => p.AsOf),
            publications.Count == 0 ? null : publications.Max(p => p.InputsChangedAt ?? p.PublishedAt),
            failed?.State, failed?.RequestedAt, Fresh(publications.Count == 0 ? null : publications.Max(p => p.AsOf)));
    }, cancel);

    /// <summary>What data up to that day allows today; null: nothing was published.</summary>
    public Freshness Fresh(DateOnly? upTo) => new(upTo, Today, workplace.Freshness);

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), workplace.Zone).DateTime);
}

/// <summary>How old the list is, and how the runs since then ended.</summary>
/// <param name="Oldest">As-of date of the part that was published longest ago; null: nothing is published.</param>
/// <param name="Newest">As-of date of the part that was published last.</param>
/// <param name="DataUpTo">When the newest input file was written.</param>
/// <param name="LastFailure">State of the last run, where it brought no list.</param>
/// <param name="LastFailureAt">When that was asked for.</param>
/// <param name="Freshness">What its age allows, by the part that was published last.</param>
internal sealed record ListNews(DateOnly? Oldest, DateOnly? Newest, DateTimeOffset? DataUpTo, string? LastFailure, DateTimeOffset? LastFailureAt, Freshness Freshness);
