using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>Does a partition over from a harvest that was kept: the rows themselves are not read. One a thread.</summary>
/// <param name="plan">The plan.</param>
/// <param name="candidates">Whom the scan found; null while it goes on.</param>
public sealed class ReplayWorker(WorkPlan plan, CandidateSet? candidates)
{
    private readonly Settler _settler = new(plan);

    /// <summary>Settles what was kept as of the plan's date and leaves it in <paramref name="target"/>.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="target">Where to.</param>
    /// <param name="kept">The harvest.</param>
    /// <param name="key">What it must be a harvest of.</param>
    /// <param name="hold">Hands the harvest over to the target, which reads on and closes it.</param>
    /// <returns>
    /// Its books, as if the rows had been read; null when the harvest is damaged, or was made as of a later day and does not
    /// say enough about this one, or when another attempt was committed before. Then nothing was committed.
    /// </returns>
    public PartitionOutput? Run(Partition partition, PartitionTarget target, SafeFileHandle kept, string key, Func<SafeFileHandle> hold)
    {
        try
        {
            var file = HarvestFile.Open(kept, key, hold);
            if (!file.Ending.Serves(plan))
                return null;
            return target.Take(partition, (output, records) =>
            {
                _settler.Open(partition, plan.Input(partition.Table).Slices[partition.FirstSlice].FirstRow, output, records);
                file.Settle(_settler, candidates);
                _settler.Finish(file.Ending);
            });
        }
        // Reading what is damaged beyond its checksums fails in more ways than one.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }
}
