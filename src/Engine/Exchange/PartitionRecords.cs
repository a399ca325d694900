namespace Opportune.Engine;

/// <summary>The records of an attempt while they gather; what is sealed goes to <paramref name="keep"/>.</summary>
internal sealed class PartitionRecords(RecordBuffer buffer, Action<Segment> keep)
{
    private const int SegmentBytes = 4 << 20;

    /// <summary>Records not sealed yet.</summary>
    public RecordBuffer Buffer => buffer;

    /// <summary>Seals when enough has gathered; asked after each record.</summary>
    public void SealIfFull()
    {
        if (buffer.Length >= SegmentBytes)
            Seal();
    }

    /// <summary>Takes what is sealed already.</summary>
    public void Add(Segment segment) => keep(segment);

    /// <summary>Seals what is left.</summary>
    public void Seal()
    {
        if (buffer.Length > 0)
            keep(buffer.Seal());
    }
}
