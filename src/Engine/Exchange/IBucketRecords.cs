namespace Opportune.Engine;

/// <summary>The sealed records of a partition, to be read bucket by bucket, by several threads at once.</summary>
internal interface IBucketRecords : IDisposable
{
    /// <summary>Appends the records of a part (<see cref="RecordBuffer.PartsOf"/>), in the order in which they were written; nothing where there are none.</summary>
    /// <exception cref="IOException">A file cannot be read, or is not what was written.</exception>
    void Read(int part, BucketSegments into);
}
