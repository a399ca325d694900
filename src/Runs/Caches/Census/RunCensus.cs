using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// The census of a job's people, kept beside the harvests in which their records lie: with it a night costs what is new, not what there is.
/// Without it, and whenever it does not say all of the night, the harvests are done over one by one, and another is taken at the end.
/// </summary>
internal static class RunCensus
{
    private const string Head = "census";
    private const string Bucket = "census of a bucket";

    /// <summary>Opens the census that was kept; null where there is none for this night.</summary>
    public static CensusNight? Open(PlannedRun run, Exchange exchange)
    {
        if (run.Cache is not { } cache || ReadHead(run, cache) is not { } head || head.AsOfDay > CanonicalValue.DayOf(run.Request.AsOf))
            return null;
        var partitions = new Dictionary<string, Partition>();
        foreach (var (partition, key) in run.Plan.Partitions.Zip(Keys(run, cache)))
        {
            if (key is not null)
                partitions.TryAdd(key, partition);
        }
        if (!head.Keys.All(partitions.ContainsKey))
            return null;
        string[] buckets = [.. Enumerable.Range(0, run.Plan.Buckets).Select(b => JobKey.Of(run, Bucket, b))];
        // Used also where tonight nobody's records in them are.
        Workers.Run([.. head.Keys, .. buckets], run.Request.Threads, () => cache, (own, key) =>
        {
            own.Use(key);
            return 0;
        }, CancellationToken.None);
        return CensusNight.Open(run.Plan, head, [.. head.Keys.Select(k => partitions[k])], cache.Open, b => cache.Open(buckets[b]), exchange, run.Request.Threads);
    }

    /// <summary>Takes a census, where there is none that is good for more nights. It is no fault of the run where that fails.</summary>
    public static void Take(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, StepClock clock)
    {
        // Who looks back at an earlier day leaves the census to those who go on.
        if (run.Planned.Cache is not { } cache || run.Census is { IsWornOut: false } || ReadHead(run.Planned, cache)?.AsOfDay > CanonicalValue.DayOf(run.Request.AsOf))
            return;
        try
        {
            clock.Time("census", run.Plan.Buckets, "buckets", done =>
            {
                Take(run, cache, evaluated, done);
                return 0;
            });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The lists are out, and the next night is only longer.
            cache.Remove(JobKey.Of(run.Planned, Head));
        }
    }

    private static void Take(PreparedRun run, RunCache cache, IReadOnlyList<EvaluatedBucket> evaluated, Action<long> done)
    {
        var harvests = new List<(Partition Partition, string Key)>();
        foreach (var (partition, key) in run.Plan.Partitions.Zip(Keys(run.Planned, cache)))
        {
            if (key is not null)
                harvests.Add((partition, key));
            else if (!partition.IsReported)
                return;
        }
        // Two files of the same bytes cannot be told apart by their keys.
        if (harvests.Select(h => h.Key).Distinct().Count() < harvests.Count)
            return;
        // Until all of the next is written there is none.
        cache.Remove(JobKey.Of(run.Planned, Head));
        // Nothing more is asked of the run's people, and their room is needed.
        run.Exchange.Dispose();
        using var places = new Exchange(run.Plan, run.Request.ExchangeMemory, () => run.WorkFile("census"));
        var taker = new CensusTaker(run.Plan, run.Candidates, run.Request.Reported.Select(r => r.PatientId), [.. harvests.Select(h => h.Key)], places);
        Workers.Run([.. Enumerable.Range(0, harvests.Count)], run.Request.Threads, taker.Scanner, (scan, number) =>
        {
            using var file = cache.Open(harvests[number].Key) ?? throw new FileNotFoundException("a harvest was not kept");
            scan(harvests[number].Partition, number, file);
            return 0;
        }, CancellationToken.None);
        taker.BeginBuckets();
        Workers.Run([.. Enumerable.Range(0, run.Plan.Buckets)], run.Request.Threads, taker.Writer, (write, bucket) =>
        {
            var (regular, irregular) = (evaluated[bucket].Regular, evaluated[bucket].Irregular);
            if (!cache.Keep(JobKey.Of(run.Planned, Bucket, bucket), to => write(bucket, to, regular, irregular)))
                throw new IOException("there is no room for a census");
            done(1);
            return 0;
        }, CancellationToken.None);
        cache.Keep(JobKey.Of(run.Planned, Head), taker.Head().Write);
    }

    private static CensusHead? ReadHead(PlannedRun run, RunCache cache) =>
        CensusHead.Read(cache.Read(JobKey.Of(run, Head), size => new byte[size]));

    // Of files that are not trusted each is read for its key.
    private static string?[] Keys(PlannedRun run, RunCache cache) =>
        Workers.Run(run.Plan.Partitions, run.Request.Threads, () => cache, (own, partition) => own.KeyOf(partition), CancellationToken.None);
}
