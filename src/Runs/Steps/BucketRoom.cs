namespace Opportune.Runs;

/// <summary>Room that a thread uses again for each bucket it evaluates: memory that is new is the dearest.</summary>
internal sealed class BucketRoom
{
    /// <summary>For the bucket's gaps as they come.</summary>
    public MemoryStream Gaps { get; } = new();

    /// <summary>For the answers that were kept.</summary>
    public byte[] Kept { get; private set; } = [];

    /// <summary>For the answers to keep.</summary>
    public MemoryStream Answers { get; } = new();

    /// <summary>For one gap.</summary>
    public MemoryStream Gap { get; } = new();

    /// <summary>Makes room for kept answers of so many bytes.</summary>
    public byte[] RoomFor(int kept)
    {
        if (Kept.Length < kept)
            Kept = GC.AllocateUninitializedArray<byte>(kept + (kept / 8));
        return Kept;
    }
}
