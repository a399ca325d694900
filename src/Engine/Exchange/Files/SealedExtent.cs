using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>Where a sealed segment is in a file.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Offsets">See <see cref="Segment"/>.</param>
/// <param name="Checks">A checksum over the records of each part: each is read by itself.</param>
internal sealed record SealedExtent(long Start, int[] Offsets, int[] Checks)
{
    public static int Check(ReadOnlySpan<byte> records) => (int)Checksum.Of(records);

    public void Write(BinaryWriter to)
    {
        to.Write(Start);
        to.Write(MemoryMarshal.AsBytes(Offsets.AsSpan()));
        to.Write(MemoryMarshal.AsBytes(Checks.AsSpan()));
    }

    public static SealedExtent Read(BinaryReader from, int parts)
    {
        var (start, offsets, checks) = (from.ReadInt64(), new int[parts + 1], new int[parts]);
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(offsets.AsSpan()));
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(checks.AsSpan()));
        return new(start, offsets, checks);
    }
}
