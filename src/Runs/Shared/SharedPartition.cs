using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What one process does at a time of a run that several share: partitions or row groups of one table, buckets, or an output.</summary>
/// <param name="Id">Its number in the run, from 0; the units of a step follow those of the step before.</param>
/// <param name="Step">Its step.</param>
/// <param name="Table">The table; null where it is about buckets or an output.</param>
/// <param name="First">The first partition of the plan, row group of the table, or bucket; which output.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Rows">How much there is to do: rows of the table; of others their share of all rows.</param>
internal sealed record SharedPartition(int Id, SharedStep Step, Table? Table, int First, int Count, long Rows)
{
    /// <summary>A name for files and progress.</summary>
    public string Name => Table is { } table ? $"{Word}-{CanonicalTable.Of(table).Name}-{Id:D4}" : $"{Word}-{Id:D4}";

    /// <summary>Its step, as the ledger and people say it.</summary>
    public string Word => Step.ToString().ToLowerInvariant();
}
