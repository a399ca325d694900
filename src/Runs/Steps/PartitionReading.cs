using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>Scan and gather: each partition is done, or, where a census knows it, only asked for those of whom the census does not know enough.</summary>
/// <param name="run">The run.</param>
/// <param name="exchange">Where their records go.</param>
/// <param name="clock">Times both.</param>
/// <param name="read">Hears of each partition that is done.</param>
/// <param name="cancel">Ends the work.</param>
internal sealed class PartitionReading(PlannedRun run, Exchange exchange, StepClock clock, Action<Partition> read, CancellationToken cancel)
{
    /// <summary>The census; null where there is none for this night. Closed by whoever takes it over.</summary>
    public CensusNight? Census { get; private set; }

    /// <summary>The first step.</summary>
    /// <param name="isWhole">Whether everybody is brought together, census or not.</param>
    /// <returns>What was found in the partitions that were done.</returns>
    public PartitionOutput[] Scan(bool isWhole) => Time("scan", [.. run.Plan.ScanPartitions], (partitions, done) =>
    {
        Census = isWhole ? null : RunCensus.Open(run, exchange);
        var outputs = Read(partitions, () => PartitionWork.Scanning(run), done);
        if (Census is { } census)
            Call(census, Enumerable.Range(0, run.Plan.Buckets), (worker, bucket) => worker.CallScanned(bucket));
        return outputs;
    });

    /// <summary>The second, about those whom the first has found.</summary>
    /// <inheritdoc cref="Scan"/>
    public PartitionOutput[] Gather(CandidateSet candidates) => Time("gather", [.. run.Plan.GatherPartitions], (partitions, done) =>
    {
        var outputs = Read(partitions, () => PartitionWork.Gathering(run, candidates), done);
        if (Census is { } census)
        {
            Call(census, Enumerable.Range(0, run.Plan.Buckets), (worker, bucket) => worker.CallGathered(bucket, candidates));
            Call(census, census.ToSearch(), (worker, harvest) => worker.Search(harvest));
            run.Cache!.CountPeople(census);
        }
        return outputs;
    });

    private PartitionOutput[] Time(string step, IReadOnlyList<Partition> partitions, Func<IReadOnlyList<Partition>, Action<long>, PartitionOutput[]> work) =>
        clock.Time(step, partitions.Sum(p => p.Rows), "rows", done => work(partitions, done));

    private PartitionOutput[] Read(IReadOnlyList<Partition> partitions, Func<PartitionWork> worker, Action<long> done)
    {
        var known = partitions.ToLookup(p => Census is { } census && census.Knows(p));
        foreach (var partition in known[true])
        {
            run.Cache!.CountKnown(partition);
            Done(partition);
        }
        return Workers.Run([.. known[false]], run.Request.Threads, worker, (own, partition) =>
        {
            var output = own.Do(partition, exchange);
            Done(partition);
            return output;
        }, cancel);

        void Done(Partition partition)
        {
            read(partition);
            done(partition.Rows);
        }
    }

    private void Call(CensusNight census, IEnumerable<int> items, Action<CensusWorker, int> call)
    {
        Workers.Run([.. items], run.Request.Threads, () => census.Worker(exchange), (worker, item) =>
        {
            call(worker, item);
            return 0;
        }, cancel);
        Workers.Run(census.Workers, run.Request.Threads, () => census, (_, worker) =>
        {
            worker.Bring();
            return 0;
        }, cancel);
    }
}
