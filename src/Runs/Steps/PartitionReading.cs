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
    private int _turn = -1;

    /// <summary>The census; null where there is none for this night. Closed by whoever takes it over.</summary>
    public CensusNight? Census { get; private set; }

    /// <summary>The first step.</summary>
    /// <param name="isWhole">Whether everybody is brought together, census or not.</param>
    /// <returns>What was found in the partitions that were done.</returns>
    public PartitionOutput[] Scan(bool isWhole) => Time("scan", [.. run.Plan.ScanPartitions], (partitions, done) =>
    {
        Census = isWhole ? null : RunCensus.Open(run, exchange);
        var outputs = Read(partitions, () => PartitionWork.Scanning(run), done, Buckets, (worker, bucket) => worker.CallTurned(bucket));
        Call((worker, bucket) => worker.CallScanned(bucket));
        return outputs;
    });

    /// <summary>The second, about those whom the first has found.</summary>
    /// <inheritdoc cref="Scan"/>
    public PartitionOutput[] Gather(CandidateSet candidates) => Time("gather", [.. run.Plan.GatherPartitions], (partitions, done) =>
    {
        var outputs = Read(partitions, () => PartitionWork.Gathering(run, candidates), done, Census?.ToSearch(candidates) ?? [], (worker, harvest) => worker.Search(harvest));
        Call((worker, bucket) => worker.CallGathered(bucket, candidates));
        if (Census is { } census)
            run.Cache!.CountPeople(census);
        return outputs;
    });

    private IEnumerable<int> Buckets => Enumerable.Range(0, Census is null ? 0 : run.Plan.Buckets);

    private PartitionOutput[] Time(string step, IReadOnlyList<Partition> partitions, Func<IReadOnlyList<Partition>, Action<long>, PartitionOutput[]> work) =>
        clock.Time(step, partitions.Sum(p => p.Rows), "rows", done => work(partitions, done));

    // What there is to do in the census beside comes last: its pieces are small, and end together.
    private PartitionOutput[] Read(
        IReadOnlyList<Partition> partitions, Func<PartitionWork> worker, Action<long> done, IEnumerable<int> beside, Action<CensusWorker, int> call)
    {
        var known = partitions.ToLookup(p => Census is { } census && census.Knows(p));
        foreach (var partition in known[true])
        {
            run.Cache!.CountKnown(partition);
            Done(partition);
        }
        Func<PartitionWork, CensusWorker?, PartitionOutput?>[] steps = [.. known[false].Select(Do), .. beside.Select(Call)];
        return [.. Workers.Run(steps, run.Request.Threads, () => (Work: worker(), Caller: Caller()), (own, step) => step(own.Work, own.Caller), cancel).OfType<PartitionOutput>()];

        Func<PartitionWork, CensusWorker?, PartitionOutput?> Do(Partition partition) => (own, _) =>
        {
            var output = own.Do(partition, exchange);
            Done(partition);
            return output;
        };

        Func<PartitionWork, CensusWorker?, PartitionOutput?> Call(int item) => (_, caller) =>
        {
            call(caller!, item);
            return null;
        };

        void Done(Partition partition)
        {
            read(partition);
            done(partition.Rows);
        }
    }

    // Whoever is called by then is brought back.
    private void Call(Action<CensusWorker, int> call)
    {
        if (Census is not { } census)
            return;
        Workers.Run([.. Buckets], run.Request.Threads, Caller, (worker, bucket) =>
        {
            call(worker!, bucket);
            return 0;
        }, cancel);
        Workers.Run(census.Workers, run.Request.Threads, () => 0, (_, worker) =>
        {
            worker.Bring();
            return 0;
        }, cancel);
    }

    // Each thread has one of its own.
    private CensusWorker? Caller() => Census?.Workers is { } workers ? workers[(int)((uint)Interlocked.Increment(ref _turn) % (uint)workers.Count)] : null;
}
