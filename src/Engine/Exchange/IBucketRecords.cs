namespace Opportune.Engine;

/// <summary>The sealed records of a partition, to be read bucket by bucket, by several threads at once.</summary>
internal interface IBucketRecords : IDisposable
{
    /// <summary>The records of a bucket, in the order in which they were written.</summary>
    /// <exception cref="IOException">A file cannot be read, or is not what was written.</exception>
    IEnumerable<ReadOnlyMemory<byte>> Read(int bucket);
}
