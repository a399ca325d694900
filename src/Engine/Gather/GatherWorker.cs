using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Does the second step of a run: the tables that start no clock, for candidates only. One a thread.</summary>
/// <param name="plan">The plan.</param>
/// <param name="candidates">Whom the scan found; shared by all workers.</param>
public sealed class GatherWorker(WorkPlan plan, CandidateSet candidates)
{
    private readonly Dictionary<Table, GatherTable> _tables = [];

    /// <summary>Gathers a partition and commits what it found to the exchange.</summary>
    /// <returns>Its books; null when another attempt at it was committed before.</returns>
    /// <exception cref="Columnar.TableFileException">A page is corrupt.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no space for a work file.</exception>
    public PartitionOutput? Run(Partition partition, Exchange exchange, int attempt = 1)
    {
        var output = new PartitionOutput(partition);
        var records = exchange.Begin(partition, attempt);
        try
        {
            if (!_tables.TryGetValue(partition.Table, out var table))
                _tables[partition.Table] = table = new(plan, partition.Table, candidates);
            var slices = plan.Input(partition.Table).Slices.Skip(partition.FirstSlice).Take(partition.SliceCount);
            table.Run(slices, partition.Step, output, records);
            records.Seal();
            if (partition.IsReported)
                output.ForgetSystems();
            else if (plan.Options.FindDates && partition.Step == WorkStep.Gather)
                DateRange.Find(plan, partition, output);
            if (exchange.Commit(records))
                return output;
        }
        catch
        {
            records.Dispose();
            throw;
        }
        records.Dispose();
        return null;
    }
}
