namespace Opportune.Columnar;

/// <summary>
/// The distinct values of one column chunk. It stays as it is for the whole chunk, so a caller may remember by id what it
/// found out about a value, for as long as <see cref="Page.Dictionary"/> is this same object. Its content is valid until
/// its <see cref="ColumnReader"/> is disposed.
/// </summary>
public sealed class PageDictionary
{
    /// <summary>Number of values.</summary>
    public int Count { get; internal set; }

    /// <summary>Values of an integer column.</summary>
    public ReadOnlySpan<long> Integers => IntegerBuffer.AsSpan(0, Count);

    /// <summary>Values of a real column.</summary>
    public ReadOnlySpan<double> Reals => RealBuffer.AsSpan(0, Count);

    /// <summary>Bytes between one value and the next in the buffer that belong to neither.</summary>
    internal int Gap { get; set; }

    internal byte[] ByteBuffer = [];
    internal int[] OffsetBuffer = [0];
    internal long[] IntegerBuffer = [];
    internal double[] RealBuffer = [];

    /// <summary>Value <paramref name="id"/> of a text column.</summary>
    public ReadOnlySpan<byte> Text(int id) => ByteBuffer.AsSpan(OffsetBuffer[id], OffsetBuffer[id + 1] - Gap - OffsetBuffer[id]);

    /// <summary>Appends the values of another dictionary of the same kind; neither has gaps.</summary>
    internal void Append(PageDictionary more, ColumnKind kind)
    {
        var count = checked(Count + more.Count);
        switch (kind)
        {
            case ColumnKind.Text:
                var length = OffsetBuffer[Count];
                Grow(ref ByteBuffer, length, checked(length + more.OffsetBuffer[more.Count]));
                more.ByteBuffer.AsSpan(0, more.OffsetBuffer[more.Count]).CopyTo(ByteBuffer.AsSpan(length));
                Grow(ref OffsetBuffer, Count + 1, count + 1);
                for (var i = 1; i <= more.Count; i++)
                    OffsetBuffer[Count + i] = length + more.OffsetBuffer[i];
                break;
            case ColumnKind.Integer:
                Grow(ref IntegerBuffer, Count, count);
                more.Integers.CopyTo(IntegerBuffer.AsSpan(Count));
                break;
            default:
                Grow(ref RealBuffer, Count, count);
                more.Reals.CopyTo(RealBuffer.AsSpan(Count));
                break;
        }
        Count = count;
    }

    private static void Grow<T>(ref T[] buffer, int used, int needed)
    {
        if (buffer.Length >= needed)
            return;
        var larger = System.Buffers.ArrayPool<T>.Shared.Rent(needed);
        buffer.AsSpan(0, used).CopyTo(larger);
        // The start value of offsets is shared by nobody, and came from no pool.
        if (buffer.Length > 1)
            Buffers.Return(ref buffer);
        buffer = larger;
    }

    internal void Return()
    {
        Count = 0;
        Buffers.Return(ref ByteBuffer);
        OffsetBuffer = ReturnOffsets(OffsetBuffer);
        Buffers.Return(ref IntegerBuffer);
        Buffers.Return(ref RealBuffer);
    }

    /// <summary>Gives an offset buffer back unless it is the one-entry start value, and returns a new start value.</summary>
    internal static int[] ReturnOffsets(int[] offsets)
    {
        if (offsets.Length > 1)
            Buffers.Return(ref offsets);
        return [0];
    }
}
