using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Opportune.Columnar;

/// <summary>
/// A run of consecutive rows of one column, decoded. Text is one buffer with offsets, never one string per value; a
/// dictionary-encoded page is ids and the chunk's dictionary, so that a predicate need be judged once per distinct value.
/// The reader owns the buffers and reuses them: a page is valid until its <see cref="ColumnReader"/> moves on.
/// </summary>
public sealed class Page
{
    /// <summary>Row of the first value, counted within the row group from 0.</summary>
    public int FirstRow { get; internal set; }

    /// <summary>Number of rows, nulls included.</summary>
    public int Count { get; internal set; }

    /// <summary>Whether any row of the page is null. If not, <see cref="Validity"/> is empty.</summary>
    public bool HasNulls { get; internal set; }

    /// <summary>One byte a row: 1 where there is a value, 0 where null. Empty when the page has no nulls.</summary>
    public ReadOnlySpan<byte> Validity => HasNulls ? ValidityBuffer.AsSpan(0, Count) : default;

    /// <summary>The chunk's dictionary, or null when the page holds its values itself.</summary>
    public PageDictionary? Dictionary { get; internal set; }

    /// <summary>Dictionary ids, one a row (-1 where null). Empty unless <see cref="Dictionary"/> is set.</summary>
    public ReadOnlySpan<int> Ids => Dictionary is null ? default : IdBuffer.AsSpan(0, Count);

    /// <summary>
    /// Text of a page without a dictionary: all values in row order, <see cref="Gap"/> bytes between one and the next;
    /// nulls take no bytes.
    /// </summary>
    public ReadOnlySpan<byte> Bytes => ByteBuffer.AsSpan(OffsetBuffer[0], Math.Max(0, OffsetBuffer[Count] - Gap - OffsetBuffer[0]));

    /// <summary>
    /// Start of each row's text within <see cref="TextBuffer"/>: <see cref="Count"/> + 1 entries, never decreasing. The
    /// text of row i that is not null is <c>TextBuffer[Offsets[i]..(Offsets[i + 1] - Gap)]</c>; the last entry is where
    /// a further value would start.
    /// </summary>
    public ReadOnlySpan<int> Offsets => OffsetBuffer.AsSpan(0, Count + 1);

    /// <summary>The buffer that <see cref="Offsets"/> point into.</summary>
    public ReadOnlySpan<byte> TextBuffer => ByteBuffer;

    /// <summary>Integers of a page without a dictionary, one a row (0 where null).</summary>
    public ReadOnlySpan<long> Integers =>
        NumbersAt < 0 ? IntegerBuffer.AsSpan(0, Count) : MemoryMarshal.Cast<byte, long>(ByteBuffer.AsSpan(NumbersAt, Count * sizeof(long)));

    /// <summary>Reals of a page without a dictionary, one a row (0 where null).</summary>
    public ReadOnlySpan<double> Reals =>
        NumbersAt < 0 ? RealBuffer.AsSpan(0, Count) : MemoryMarshal.Cast<byte, double>(ByteBuffer.AsSpan(NumbersAt, Count * sizeof(double)));

    /// <summary>
    /// Bytes between one value and the next in <see cref="TextBuffer"/> that belong to neither (4 where a page of
    /// length-prefixed values is used as it lies in the file, 0 otherwise).
    /// </summary>
    public int Gap { get; internal set; }

    internal byte[] ValidityBuffer = [];
    internal int[] IdBuffer = [];
    internal byte[] ByteBuffer = [];
    internal int[] OffsetBuffer = [0];
    internal long[] IntegerBuffer = [];
    internal double[] RealBuffer = [];

    /// <summary>
    /// Where in <see cref="ByteBuffer"/> the numbers lie, eight bytes each, where the file holds them just as they are handed
    /// out; -1 where they are in a buffer of their own.
    /// </summary>
    internal int NumbersAt = -1;

    /// <summary>Whether row <paramref name="i"/> of the page (from 0) is null.</summary>
    public bool IsNull(int i) => HasNulls && ValidityBuffer[i] == 0;

    /// <summary>Text of row <paramref name="i"/> of the page, through the dictionary where there is one; empty where null.</summary>
    public ReadOnlySpan<byte> Text(int i)
    {
        if (Dictionary is null)
            return ByteBuffer.AsSpan(OffsetBuffer[i], Math.Max(0, OffsetBuffer[i + 1] - Gap - OffsetBuffer[i]));
        var id = IdBuffer[i];
        return id < 0 ? default : Dictionary.Text(id);
    }

    /// <summary>Integer of row <paramref name="i"/> of the page, through the dictionary where there is one; 0 where null.</summary>
    public long Integer(int i)
    {
        if (Dictionary is null)
            return NumbersAt < 0 ? IntegerBuffer[i] : BinaryPrimitives.ReadInt64LittleEndian(ByteBuffer.AsSpan(NumbersAt + (i * sizeof(long))));
        var id = IdBuffer[i];
        return id < 0 ? 0 : Dictionary.Integers[id];
    }

    /// <summary>Real of row <paramref name="i"/> of the page, through the dictionary where there is one; 0 where null.</summary>
    public double Real(int i)
    {
        if (Dictionary is null)
            return NumbersAt < 0 ? RealBuffer[i] : BinaryPrimitives.ReadDoubleLittleEndian(ByteBuffer.AsSpan(NumbersAt + (i * sizeof(double))));
        var id = IdBuffer[i];
        return id < 0 ? 0 : Dictionary.Reals[id];
    }

    /// <summary>Makes room for the offsets of that many rows; what is there is lost.</summary>
    internal Span<int> FitOffsets(int rows)
    {
        if (OffsetBuffer.Length < rows + 1)
        {
            OffsetBuffer = PageDictionary.ReturnOffsets(OffsetBuffer);
            OffsetBuffer = ArrayPool<int>.Shared.Rent(rows + 1);
        }
        return OffsetBuffer.AsSpan(0, rows + 1);
    }

    /// <summary>Empties the page after its last row and gives the buffers back.</summary>
    internal void Return()
    {
        End();
        Buffers.Return(ref ValidityBuffer);
        Buffers.Return(ref IdBuffer);
        Buffers.Return(ref ByteBuffer);
        OffsetBuffer = PageDictionary.ReturnOffsets(OffsetBuffer);
        Buffers.Return(ref IntegerBuffer);
        Buffers.Return(ref RealBuffer);
    }

    /// <summary>Empties the page; the next one starts where it ended.</summary>
    internal void End()
    {
        FirstRow += Count;
        Count = 0;
        HasNulls = false;
        Dictionary = null;
        Gap = 0;
        NumbersAt = -1;
        OffsetBuffer[0] = 0;
    }
}
