using System.Data.Common;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Web.Show;

namespace Opportune.Web;

/// <summary>How old what readers see is, and how the runs since then went.</summary>
internal sealed class PublicationNews(OpportuneDatabase database, Workplace workplace, TimeProvider time)
{
    // Backfills and other jobs' runs may lie between a job's last run and now.
    private const long RunsLookedAt = 100;

    // Looking up what a schedule missed asks its planner; what it tells is true for minutes.
    private static readonly TimeSpan MissedHolds = TimeSpan.FromSeconds(20);

    private (DateTimeOffset At, IReadOnlyList<MissedRun> Runs) _missed = (DateTimeOffset.MinValue, []);

    /// <summary>Reads it.</summary>
    public Task<ListNews> Now(CancellationToken cancel) => database.Read(connection =>
    {
        var shown = StandingTable.Standings(connection);
        var all = RunCatalog.Publications(connection);
        // What nobody is shown makes the list neither older nor newer, unless nothing else is there.
        var parts = (all.FindAll(p => shown.Of(p.Measure, p.Site) != Standing.Silent) is { Count: > 0 } listed ? listed : all).ConvertAll(p => DataEnd.Of(p.AsOf, p.InputsChangedAt, workplace.Zone));
        var newest = parts.MaxBy(p => p.Order);
        var runs = RunCatalog.List(connection, null, null, RunsLookedAt).FindAll(r => r.Kind == RunKinds.Live);
        var last = runs.Where(r => !r.IsOpen()).DistinctBy(r => r.Job).ToHashSet();
        return new ListNews(newest, parts.MinBy(p => p.Order), RunNews.Of(runs.ConvertAll(r => last.Contains(r) ? Listed(connection, r, shown) : r), Missed(connection), workplace.Zone, Today), Fresh(newest?.Day));
    }, cancel);

    /// <summary>What data up to that day allows today; null: nothing was published.</summary>
    public Freshness Fresh(DateOnly? upTo) => new(upTo, Today, workplace.Freshness);

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), workplace.Zone).DateTime);

    // To readers a run brought all of the list where what it did not publish is silent.
    private static RunRow Listed(DbConnection connection, RunRow run, ShownParts shown) =>
        run is { State: RunStates.Partial or RunStates.Held or RunStates.Rejected, Failure: null }
            && RunCatalog.Parts(connection, run.RunId).FindAll(p => p.State is not (PartStates.Published or PartStates.Released)) is { Count: > 0 } missing
            && missing.TrueForAll(p => shown.Of(p.Measure, p.Site) == Standing.Silent)
            ? run with { State = RunStates.Succeeded }
            : run;

    private IReadOnlyList<MissedRun> Missed(DbConnection connection)
    {
        var now = time.GetUtcNow();
        if (_missed is var (at, known) && now >= at && now - at < MissedHolds)
            return known;
        var found = workplace.Missed(connection, now);
        _missed = (now, found);
        return found;
    }
}

/// <summary>A run that a schedule wanted and that did not begin.</summary>
/// <param name="Job">The job.</param>
/// <param name="DueAt">When it was wanted.</param>
public sealed record MissedRun(string Job, DateTimeOffset DueAt);

/// <summary>How old the list is, and how the runs since then went.</summary>
/// <param name="Newest">Up to when the data of the newest part reaches; null: nothing is published.</param>
/// <param name="Oldest">The same of the oldest part.</param>
/// <param name="Runs">What is to be told of runs.</param>
/// <param name="Freshness">What the age of the newest part allows.</param>
internal sealed record ListNews(DataEnd? Newest, DataEnd? Oldest, IReadOnlyList<RunNews> Runs, Freshness Freshness)
{
    /// <summary>Whether it has to be noticed.</summary>
    public bool IsWarning => Freshness.Age is DataAge.Old or DataAge.TooOld || Runs.Any(r => r.IsWarning);
}
