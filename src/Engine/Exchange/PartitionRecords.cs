namespace Opportune.Engine;

/// <summary>The records of an attempt while they gather.</summary>
/// <param name="buffer">Where they gather.</param>
/// <param name="keep">Takes what is sealed; whether it keeps the bytes themselves, which are nobody else's then.</param>
internal sealed class PartitionRecords(RecordBuffer buffer, Predicate<Segment> keep)
{
    // What is in a work file is read bucket by bucket, so that each has enough in a segment to be worth the call.
    private const int LeastBytes = 4 << 20;
    private const int BytesOfBucket = 16 << 10;

    private readonly int _full = FullOf(buffer.Buckets);

    /// <summary>Bytes that are worth a segment of so many buckets.</summary>
    public static int FullOf(int buckets) => Math.Max(LeastBytes, buckets * BytesOfBucket);

    /// <summary>Records not sealed yet.</summary>
    public RecordBuffer Buffer => buffer;

    /// <summary>Seals when enough has gathered; asked after each record.</summary>
    public void SealIfFull()
    {
        if (buffer.Length >= _full)
            Seal();
    }

    /// <summary>Takes what is sealed already.</summary>
    /// <returns>Whether the bytes themselves are kept.</returns>
    public bool Add(Segment segment) => keep(segment);

    /// <summary>Seals what is left.</summary>
    public void Seal()
    {
        if (buffer.Length == 0)
            return;
        var segment = buffer.Seal();
        if (!keep(segment))
            buffer.Reuse(segment);
    }
}
