namespace Opportune.Engine;

/// <summary>The records of an attempt while they gather.</summary>
/// <param name="buffer">Where they gather.</param>
/// <param name="keep">Takes what is sealed; whether it keeps the bytes themselves, which are nobody else's then.</param>
internal sealed class PartitionRecords(RecordBuffer buffer, Predicate<Segment> keep)
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
