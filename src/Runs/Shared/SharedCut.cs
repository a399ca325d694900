using Opportune.Core;
using Opportune.Engine;
using Opportune.Sources.People;

namespace Opportune.Runs;

/// <summary>
/// How a shared run is cut into units: so that each takes a few seconds, for what a process has done when it dies is lost, and
/// there are enough of them to go round. The result does not depend on it.
/// </summary>
/// <param name="Work">Partitions of a table are put together until there is so much to do; a coded row counts one.</param>
/// <param name="Counted">Buckets of a unit that counts.</param>
/// <param name="Evaluated">Buckets of a unit that evaluates.</param>
internal sealed record SharedCut(long Work, int Counted, int Evaluated)
{
    // Measured: reading a finding takes as long as twenty rows of codes, and so does writing a listed patient, of whom there are a few in a hundred.
    private const int WorkOfFinding = 20;
    private const int WorkOfPatient = 20;
    private const long LeastWork = 4_000_000;
    private const long MostWork = 40_000_000;
    private const int UnitsOfStep = 32;

    // Of a short step the units are shorter, too: at its end whoever has none waits for those that others are still at.
    private long ShortWork => Math.Max(1, Work / 4);

    /// <summary>The usual cut of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="work">How much a unit that reads takes, where the usual is not wanted; those of buckets are then small, too.</param>
    public static SharedCut Of(WorkPlan plan, long? work = null) => work is { } rows ? new(rows, Math.Max(1, plan.Buckets / 8), Math.Max(1, plan.Buckets / UnitsOfStep)) : new(
        Math.Clamp(plan.ScanPartitions.Sum(WorkOf) / UnitsOfStep, LeastWork, MostWork),
        Math.Max(32, plan.Buckets / 8),
        Math.Max(8, plan.Buckets / UnitsOfStep));

    /// <summary>All units of a run, in the order of their steps.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isListed">Whether it publishes a list, so that people are looked up for it.</param>
    public IReadOnlyList<SharedPartition> Units(PlannedRun run, bool isListed)
    {
        var (plan, units) = (run.Plan, new List<SharedPartition>());
        AddPartitions([.. plan.ScanPartitions], SharedStep.Scan, Work, units);
        AddPartitions([.. plan.GatherPartitions], SharedStep.Gather, ShortWork, units);
        var rows = plan.Partitions.Where(p => p.Step != WorkStep.LastSeen).Sum(p => p.Rows);
        AddBuckets(plan.Buckets, Counted, SharedStep.Count, rows, units);
        AddBuckets(plan.Buckets, Evaluated, SharedStep.Evaluate, rows, units);
        if (isListed)
        {
            AddBuckets(1, 1, SharedStep.Compare, rows, units);
            AddSlices(PatientDirectory.CareTables.SelectMany(table => SourceSlice.Cut(run.Folder, table, ShortWork)), SharedStep.Care, units);
        }
        AddBuckets(RunOutputs.OfRunAlone.Count, 1, SharedStep.Tables, rows, units);
        if (isListed)
        {
            AddBuckets(1, 1, SharedStep.Lists, rows, units);
            AddSlices(SourceSlice.Cut(run.Folder, Table.Patients, Math.Max(1, Work / WorkOfPatient)), SharedStep.People, units);
        }
        return units;
    }

    private static long WorkOf(Partition partition) => partition is { Table: Table.ImagingFindings, Step: WorkStep.Scan } ? partition.Rows * WorkOfFinding : partition.Rows;

    private static void AddPartitions(IReadOnlyList<Partition> partitions, SharedStep step, long most, List<SharedPartition> into)
    {
        var (first, work) = (0, 0L);
        for (var i = 0; i < partitions.Count; i++)
        {
            work += WorkOf(partitions[i]);
            var endsTable = i + 1 == partitions.Count || (partitions[i + 1].Step, partitions[i + 1].Table) != (partitions[i].Step, partitions[i].Table);
            if (work < most && !endsTable)
                continue;
            into.Add(new(into.Count, step, partitions[i].Table, partitions[first].Id, i - first + 1, partitions.Skip(first).Take(i - first + 1).Sum(p => p.Rows)));
            (first, work) = (i + 1, 0);
        }
    }

    private static void AddSlices(IEnumerable<SourceSlice> slices, SharedStep step, List<SharedPartition> into)
    {
        foreach (var slice in slices)
            into.Add(new(into.Count, step, slice.Table, slice.First, slice.Count, slice.Rows));
    }

    private static void AddBuckets(int buckets, int each, SharedStep step, long rows, List<SharedPartition> into)
    {
        for (var first = 0; first < buckets; first += each)
        {
            var count = Math.Min(each, buckets - first);
            into.Add(new(into.Count, step, null, first, count, rows * count / buckets));
        }
    }
}
