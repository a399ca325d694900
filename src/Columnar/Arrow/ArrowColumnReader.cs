using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Opportune.Columnar.Codecs;
using Opportune.Columnar.Parquet.Encodings;

namespace Opportune.Columnar.Arrow;

/// <summary>Hands out one column of one record batch, in pages of whole bytes of its validity bits.</summary>
internal sealed class ArrowColumnReader(SafeFileHandle file, string where, ArrowField leaf, ArrowBatch batch, PageDictionary? dictionary) : ColumnReader
{
    private const int RowsPerPage = 1 << 14;

    private const int LengthBytes = sizeof(long);

    private byte[] _scratch = [];
    // Of a compressed batch: its buffers as they are wanted, whole, since none can be entered in the middle.
    private readonly byte[][] _plain = [[], [], []];
    private readonly int?[] _plainLengths = new int?[3];

    public override Column Column => leaf.Column;

    // Where the rows' own buffers are: the ids', if there is a dictionary.
    private ArrowField Stored => leaf.Ids ?? leaf;

    public override bool NextPage()
    {
        Page.End();
        return Fill();
    }

    protected override bool SkipTo(int row)
    {
        Page.End();
        Page.FirstRow = row < batch.Rows ? row / RowsPerPage * RowsPerPage : batch.Rows;
        return Fill();
    }

    public override void Dispose()
    {
        Page.Return();
        ReturnOwn();
    }

    /// <summary>Reads a dictionary's values.</summary>
    public static PageDictionary ReadDictionary(SafeFileHandle file, ArrowField leaf, ArrowBatch batch)
    {
        if (batch.Nulls(leaf) != 0)
            Corrupt.Throw("a dictionary with nulls is not supported", Corrupt.Otherwise);
        var reader = new ArrowColumnReader(file, "", leaf, batch, null);
        var page = reader.Page;
        reader.ReadValues(batch.Rows);
        var dictionary = new PageDictionary
        {
            Count = batch.Rows,
            ByteBuffer = page.ByteBuffer,
            OffsetBuffer = page.OffsetBuffer,
            IntegerBuffer = page.IntegerBuffer,
            RealBuffer = page.RealBuffer,
        };
        // The buffers are the dictionary's now, for as long as the file is open.
        reader.ReturnOwn();
        return dictionary;
    }

    private bool Fill()
    {
        var count = Math.Min(RowsPerPage, batch.Rows - Page.FirstRow);
        if (count <= 0)
            return false;
        try
        {
            ReadValidity(count);
            if (dictionary is not null)
                ReadIds(count, dictionary);
            else if (leaf.Type == ArrowType.Null)
                Page.FitOffsets(count).Clear();
            else
                ReadValues(count);
            Page.Count = count;
            return true;
        }
        catch (Exception e) when (Corrupt.Is(e))
        {
            throw Corrupt.At($"{where}, row {Page.FirstRow}", e);
        }
    }

    private void ReadValidity(int count)
    {
        Page.HasNulls = false;
        var isNull = leaf.Type == ArrowType.Null && dictionary is null;
        if (!isNull && batch.Nulls(Stored) == 0)
            return;
        Buffers.Fit(ref Page.ValidityBuffer, count);
        var validity = Page.ValidityBuffer.AsSpan(0, count);
        if (isNull)
        {
            validity.Clear();
            Page.HasNulls = true;
            return;
        }
        if (LengthOf(0) == 0)
            return;
        var bits = Scratch(0, Page.FirstRow / 8, (count + 7) / 8);
        Page.HasNulls = Hybrid.UnpackBits(bits, validity) < count;
    }

    private void ReadIds(int count, PageDictionary values)
    {
        var ids = leaf.Ids!;
        Buffers.Fit(ref Page.IntegerBuffer, count);
        var numbers = Page.IntegerBuffer.AsSpan(0, count);
        ArrowValues.Integers(ids, Scratch(1, ArrowValues.Bytes(ids, Page.FirstRow), ArrowValues.Bytes(ids, count)), numbers);
        Buffers.Fit(ref Page.IdBuffer, count);
        for (var i = 0; i < count; i++)
        {
            var isNull = Page.HasNulls && Page.ValidityBuffer[i] == 0;
            if (!isNull && (ulong)numbers[i] >= (ulong)values.Count)
                Corrupt.Throw("id beyond the dictionary");
            Page.IdBuffer[i] = isNull ? -1 : (int)numbers[i];
        }
        Page.Dictionary = values;
    }

    private void ReadValues(int count)
    {
        switch (leaf.Column.Kind)
        {
            case ColumnKind.Text when leaf.Type == ArrowType.FixedSizeBinary:
                ReadFixedText(count);
                break;
            case ColumnKind.Text:
                ReadText(count);
                break;
            case ColumnKind.Integer:
                var integerBytes = Scratch(1, ArrowValues.Bytes(leaf, Page.FirstRow), ArrowValues.Bytes(leaf, count));
                Buffers.Fit(ref Page.IntegerBuffer, count);
                ArrowValues.Integers(leaf, integerBytes, Page.IntegerBuffer.AsSpan(0, count));
                ClearNulls(Page.IntegerBuffer.AsSpan(0, count));
                break;
            default:
                var realBytes = Scratch(1, ArrowValues.Bytes(leaf, Page.FirstRow), ArrowValues.Bytes(leaf, count));
                Buffers.Fit(ref Page.RealBuffer, count);
                ArrowValues.Reals(leaf, realBytes, Page.RealBuffer.AsSpan(0, count));
                ClearNulls(Page.RealBuffer.AsSpan(0, count));
                break;
        }
    }

    private void ReadText(int count)
    {
        // A column of no rows need not have even its first offset.
        var stored = count == 0 ? default : Scratch(1, (long)Page.FirstRow * leaf.Width, (count + 1L) * leaf.Width);
        var offsets = Page.FitOffsets(count);
        var first = 0L;
        if (count == 0)
            offsets[0] = 0;
        else if (leaf.Width == 4)
            first = Rebase<int>(stored, offsets);
        else
            first = Rebase<long>(stored, offsets);
        var length = offsets[count];
        CheckRange(2, first, length);
        Buffers.Fit(ref Page.ByteBuffer, length);
        ReadAt(2, first, Page.ByteBuffer.AsSpan(0, length));
        if (Page.HasNulls)
            CloseGaps(offsets, count);
    }

    // Makes the offsets count from the first, which is returned.
    private static long Rebase<T>(ReadOnlySpan<byte> stored, Span<int> offsets) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(stored);
        var first = long.CreateTruncating(values[0]);
        var previous = first;
        for (var i = 0; i < offsets.Length; i++)
        {
            var offset = long.CreateTruncating(values[i]);
            if (offset < previous || offset - first > Array.MaxLength)
                Corrupt.Throw("offsets of text are out of order");
            offsets[i] = (int)(offset - first);
            previous = offset;
        }
        return first;
    }

    // A null may have bytes in Arrow; here it has none.
    private void CloseGaps(Span<int> offsets, int count)
    {
        var hasGaps = false;
        for (var i = 0; i < count; i++)
            hasGaps |= Page.ValidityBuffer[i] == 0 && offsets[i + 1] != offsets[i];
        if (!hasGaps)
            return;
        var used = 0;
        var start = offsets[0];
        for (var i = 0; i < count; i++)
        {
            var end = offsets[i + 1];
            offsets[i] = used;
            if (Page.ValidityBuffer[i] != 0)
            {
                Page.ByteBuffer.AsSpan(start, end - start).CopyTo(Page.ByteBuffer.AsSpan(used));
                used += end - start;
            }
            start = end;
        }
        offsets[count] = used;
    }

    private void ReadFixedText(int count)
    {
        var length = checked(count * leaf.Width);
        CheckRange(1, (long)Page.FirstRow * leaf.Width, length);
        Buffers.Fit(ref Page.ByteBuffer, length);
        ReadAt(1, (long)Page.FirstRow * leaf.Width, Page.ByteBuffer.AsSpan(0, length));
        var offsets = Page.FitOffsets(count);
        for (var i = 0; i <= count; i++)
            offsets[i] = i * leaf.Width;
        if (Page.HasNulls)
            CloseGaps(offsets, count);
    }

    private void ClearNulls<T>(Span<T> values) where T : struct
    {
        if (!Page.HasNulls)
            return;
        for (var i = 0; i < values.Length; i++)
        {
            if (Page.ValidityBuffer[i] == 0)
                values[i] = default;
        }
    }

    // Part of a buffer, in memory until the next call.
    private Span<byte> Scratch(int buffer, long offset, long length)
    {
        CheckRange(buffer, offset, length);
        Buffers.Fit(ref _scratch, (int)length);
        var bytes = _scratch.AsSpan(0, (int)length);
        ReadAt(buffer, offset, bytes);
        return bytes;
    }

    private void CheckRange(int buffer, long offset, long length)
    {
        if (offset < 0 || length > Array.MaxLength || offset + length > LengthOf(buffer))
            Corrupt.Throw("a buffer is too short");
    }

    private void ReadAt(int buffer, long offset, Span<byte> target)
    {
        if (target.IsEmpty)
            return;
        CheckRange(buffer, offset, target.Length);
        if (batch.Codec == Codec.None)
            FileBytes.Read(file, batch.Buffer(Stored, buffer).Start + offset, target);
        else
            _plain[buffer].AsSpan((int)offset, target.Length).CopyTo(target);
    }

    private long LengthOf(int buffer) => batch.Codec == Codec.None ? batch.Buffer(Stored, buffer).Length : _plainLengths[buffer] ??= Expand(buffer);

    // Before a compressed buffer stands how long it was; -1: it is as it was.
    private int Expand(int buffer)
    {
        var (start, length) = batch.Buffer(Stored, buffer);
        if (length == 0)
            return 0;
        if (length is < LengthBytes or > int.MaxValue)
            Corrupt.Throw("a compressed buffer of impossible length");
        var stored = (int)length - LengthBytes;
        Buffers.Fit(ref _scratch, (int)length);
        var bytes = _scratch.AsSpan(0, (int)length);
        FileBytes.Read(file, start, bytes);
        var plain = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (plain is < -1 or > int.MaxValue)
            Corrupt.Throw("a compressed buffer of impossible length");
        var wanted = plain < 0 ? stored : (int)plain;
        if (wanted > 0)
            Decompressor.Decode(plain < 0 ? Codec.None : batch.Codec, bytes[LengthBytes..], wanted, ref _plain[buffer]);
        return wanted;
    }

    private void ReturnOwn()
    {
        Buffers.Return(ref _scratch);
        for (var i = 0; i < _plain.Length; i++)
            Buffers.Return(ref _plain[i]);
    }
}
