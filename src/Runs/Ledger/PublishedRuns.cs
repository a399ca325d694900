using System.Data.Common;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Runs.Guards;

namespace Opportune.Runs.Ledger;

/// <summary>What is published, as far as a new run has to know it.</summary>
internal static class PublishedRuns
{
    /// <summary>Refuses a run that is to publish and is older than what is published.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="request">The run.</param>
    /// <param name="inputsChangedAt">When its newest input file was changed; null where that is not yet known.</param>
    /// <exception cref="InputException">It is older.</exception>
    public static void RefuseOlder(DbConnection connection, RunRequest request, DateTimeOffset? inputsChangedAt)
    {
        const string Mend = "add --backfill to keep its counts and files without publishing them";
        var measures = request.Rules.Measures.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var published in RunCatalog.Publications(connection).Where(p => measures.Contains(p.Measure)))
        {
            if (published.AsOf > request.AsOf)
                throw new InputException($"the list is published as of {published.AsOf:yyyy-MM-dd} (run {published.RunId}), and a run as of {request.AsOf:yyyy-MM-dd} may not replace it; {Mend}");
            if (inputsChangedAt is { } changed && published.InputsChangedAt > changed)
            {
                throw new InputException(
                    $"the list is published from files up to {published.InputsChangedAt.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC (run {published.RunId}), and the newest of these is of {changed.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {Mend}");
            }
        }
    }

    /// <summary>The run that each part was last published from.</summary>
    public static IReadOnlyDictionary<MeasurePart, GuardedRun> Load(DbConnection connection)
    {
        var runs = new Dictionary<string, GuardedRun>(StringComparer.Ordinal);
        var parts = new Dictionary<MeasurePart, GuardedRun>();
        foreach (var published in RunCatalog.Publications(connection))
        {
            if (!runs.TryGetValue(published.RunId, out var run))
                runs[published.RunId] = run = Read(connection, RunCatalog.Find(connection, published.RunId)!);
            parts[new(published.Measure, published.Site)] = run;
        }
        return parts;
    }

    private static GuardedRun Read(DbConnection connection, RunRow run)
    {
        var counts = new RunCounts();
        foreach (var (subject, item, amount) in RunCatalog.Counts(connection, run.RunId))
            counts[subject, item] = amount;
        return new(run.AsOf, GuardedRun.RulesOf(run.RulesSha256, run.LexiconSha256), counts, [.. RunCatalog.Feeds(connection, run.RunId).Select(Interval)]);
    }

    private static FeedInterval Interval(RunFeedRow feed) => new(
        CanonicalTable.Named(feed.Feed)!.Table, feed.Site.Length == 0 ? null : feed.Site, feed.CodeSystem.Length == 0 ? null : feed.CodeSystem,
        new(feed.CoveredFrom, feed.CoveredTo), (int)(feed.AllowedLagDays ?? Coverage.DefaultLagDays));
}
