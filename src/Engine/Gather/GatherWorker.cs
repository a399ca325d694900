using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Does the second step of a run: the tables that start no clock, for candidates only. One a thread.</summary>
/// <param name="plan">The plan.</param>
/// <param name="candidates">Whom the scan found; shared by all workers.</param>
public sealed class GatherWorker(WorkPlan plan, CandidateSet candidates)
{
    private readonly Harvest _harvest = new(plan, candidates);
    private readonly Dictionary<Table, GatherTable> _tables = [];

    /// <summary>Gathers a partition and leaves what it found in <paramref name="target"/>.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="target">Where to.</param>
    /// <param name="keep">Takes what is found of every patient, for another night; null: only candidates are looked at.</param>
    /// <returns>Its books; null when another attempt at it was committed before.</returns>
    /// <exception cref="Columnar.TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no space for a work file.</exception>
    public PartitionOutput? Run(Partition partition, PartitionTarget target, HarvestWriter? keep = null) =>
        target.Take(partition, (output, records) =>
        {
            _harvest.Open(partition, keep, output, records);
            if (!_tables.TryGetValue(partition.Table, out var table))
                _tables[partition.Table] = table = new(plan, partition.Table, _harvest);
            table.Run(plan.SlicesOf(partition), partition.Step);
            if (partition.Step == WorkStep.Gather)
                DateRange.Find(plan, _harvest);
            _harvest.Finish();
        });
}
