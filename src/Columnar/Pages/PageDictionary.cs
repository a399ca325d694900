namespace Opportune.Columnar;

/// <summary>
/// The distinct values of one column chunk. It stays as it is for the whole chunk, so a caller may remember by id what it
/// found out about a value, for as long as <see cref="Page.Dictionary"/> is this same object.
/// </summary>
public sealed class PageDictionary
{
    /// <summary>Number of values.</summary>
    public int Count { get; internal set; }

    /// <summary>Values of an integer column.</summary>
    public ReadOnlySpan<long> Integers => IntegerBuffer.AsSpan(0, Count);

    /// <summary>Values of a real column.</summary>
    public ReadOnlySpan<double> Reals => RealBuffer.AsSpan(0, Count);

    internal byte[] ByteBuffer = [];
    internal int[] OffsetBuffer = [0];
    internal long[] IntegerBuffer = [];
    internal double[] RealBuffer = [];

    /// <summary>Value <paramref name="id"/> of a text column.</summary>
    public ReadOnlySpan<byte> Text(int id) => ByteBuffer.AsSpan(OffsetBuffer[id], OffsetBuffer[id + 1] - OffsetBuffer[id]);
}
