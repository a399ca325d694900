using Opportune.Engine;
using Opportune.Reading;

namespace Opportune.Runs;

/// <summary>Does partitions of one step: from what was kept where there is such, else by reading. One a thread.</summary>
internal sealed class PartitionWork
{
    private readonly PlannedRun _run;
    private readonly ReplayWorker _replay;
    private readonly Func<Partition, PartitionTarget, HarvestWriter?, PartitionOutput?> _read;

    private PartitionWork(PlannedRun run, ReplayWorker replay, Func<Partition, PartitionTarget, HarvestWriter?, PartitionOutput?> read) =>
        (_run, _replay, _read) = (run, replay, read);

    /// <summary>Does those of the first step.</summary>
    public static PartitionWork Scanning(PlannedRun run)
    {
        var reader = new ReportReader(run.Request.Lexicon, run.Request.Excerpt, run.Plan.Uses);
        var worker = new ScanWorker(run.Plan, new(reader.FindRows, reader.Read, reader.ReadLines));
        return new(run, new(run.Plan, null), (partition, target, keep) => worker.Run(partition, target, keep: keep));
    }

    /// <summary>Does those that look at candidates only.</summary>
    public static PartitionWork Gathering(PlannedRun run, CandidateSet candidates)
    {
        var worker = new GatherWorker(run.Plan, candidates);
        return new(run, new(run.Plan, candidates), (partition, target, keep) => worker.Run(partition, target, keep: keep));
    }

    /// <summary>Does a partition.</summary>
    public PartitionOutput Do(Partition partition, PartitionTarget target)
    {
        using var span = RunTelemetry.Partition(partition);
        var output = _run.Cache is { } cache
            ? cache.Take(partition, target, _replay, keep => _read(partition, target, keep)!)
            : _read(partition, target, null)!;
        RunTelemetry.PartitionDone(partition);
        return output;
    }
}
