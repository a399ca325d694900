using System.Globalization;
using Opportune.Database;
using Opportune.Database.Ledger;

namespace Opportune.Web;

/// <summary>How old what readers see is, and how the runs since then ended.</summary>
internal sealed class PublicationNews(OpportuneDatabase database, Workplace workplace, TimeProvider time)
{
    /// <summary>Reads it.</summary>
    public Task<Freshness> Now(CancellationToken cancel) => database.Read(connection =>
    {
        var publications = RunCatalog.Publications(connection);
        var last = RunCatalog.List(connection, null, null, 1).FirstOrDefault(r => r.Kind == RunKinds.Live);
        var failed = last is { State: RunStates.Failed or RunStates.Cancelled or RunStates.Held } ? last : null;
        return new Freshness(
            publications.Count == 0 ? null : publications.Min(p => p.AsOf),
            publications.Count == 0 ? null : publications.Max(p => p.AsOf),
            publications.Count == 0 ? null : publications.Max(p => p.InputsChangedAt ?? p.PublishedAt),
            failed?.State, failed?.RequestedAt, Today);
    }, cancel);

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), workplace.Zone).DateTime);
}

/// <summary>How old the list is.</summary>
/// <param name="Oldest">As-of date of the part that was published longest ago; null: nothing is published.</param>
/// <param name="Newest">As-of date of the part that was published last.</param>
/// <param name="DataUpTo">When the newest input file was written.</param>
/// <param name="LastFailure">State of the last run, where it brought no list.</param>
/// <param name="LastFailureAt">When that was asked for.</param>
/// <param name="Today">The day it is at the site.</param>
internal sealed record Freshness(DateOnly? Oldest, DateOnly? Newest, DateTimeOffset? DataUpTo, string? LastFailure, DateTimeOffset? LastFailureAt, DateOnly Today)
{
    /// <summary>Days since the data's end; null: nothing is published.</summary>
    public int? Age => Newest is { } newest ? Math.Max(0, Today.DayNumber - newest.DayNumber) : null;

    /// <summary>"3 days old".</summary>
    public string AgeText => Age switch
    {
        null => "",
        0 => "of today",
        1 => "1 day old",
        { } days => string.Create(CultureInfo.InvariantCulture, $"{days} days old"),
    };
}
