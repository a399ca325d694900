namespace Opportune.Runs;

/// <summary>Room that a thread uses again for each bucket it evaluates: memory that is new is the dearest.</summary>
internal sealed class BucketRoom
{
    private byte[] _kept = [];
    private byte[] _later = [];

    /// <summary>For the bucket's gaps as they come.</summary>
    public MemoryStream Gaps { get; } = new();

    /// <summary>For the answers to keep.</summary>
    public MemoryStream Answers { get; } = new();

    /// <summary>For one gap.</summary>
    public MemoryStream Gap { get; } = new();

    /// <summary>Makes room for answers of so many bytes that were kept first.</summary>
    public byte[] ForKept(int length) => Room(ref _kept, length);

    /// <summary>Makes room for answers of so many bytes that were kept later.</summary>
    public byte[] ForLater(int length) => Room(ref _later, length);

    private static byte[] Room(ref byte[] room, int length)
    {
        if (room.Length < length)
            room = GC.AllocateUninitializedArray<byte>(length + (length / 8));
        return room;
    }
}
