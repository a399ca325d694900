namespace Opportune.Engine;

/// <summary>Where an attempt at a partition leaves what it found: the exchange of this process, or a file for all of them.</summary>
public abstract class PartitionTarget
{
    private protected PartitionTarget()
    {
    }

    /// <summary>Makes an attempt at a partition and keeps what it found.</summary>
    /// <returns>Its books; null when another attempt was kept before.</returns>
    internal abstract PartitionOutput? Take(Partition partition, Action<PartitionOutput, PartitionRecords> work);
}
