using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

/// <summary>What is handed over by the Arrow C Data Interface: where it lies, and for how long.</summary>
public unsafe class ArrowExportTests
{
    // Of the two structures, on a machine of 64 bits: how large they are, and where what is asked of them is.
    private const int SchemaSize = 9 * 8, SchemaRelease = 7 * 8;
    private const int ArraySize = 10 * 8, ArrayBuffers = 5 * 8, ArrayChildren = 6 * 8, ArrayRelease = 8 * 8;

    private static readonly Schema Two = new([new("text", ColumnKind.Text), new("number", ColumnKind.Integer)]);

    [Fact]
    public void Text_and_integers_are_not_copied()
    {
        var batch = Tables.Batch(Two, [["some", 1L], [null, null]]);
        var (bytes, offsets, integers) = (batch[0].ByteArray, batch[0].OffsetArray, batch[1].IntegerArray);
        var (schema, array) = Export(batch);
        fixed (byte* text = bytes)
        fixed (int* starts = offsets)
        fixed (long* numbers = integers)
        {
            Assert.Equal(((nint)starts, (nint)text), (Buffer(array, 0, 1), Buffer(array, 0, 2)));
            Assert.Equal((nint)numbers, Buffer(array, 1, 1));
        }
        Assert.Equal(0b01, *(byte*)Buffer(array, 0, 0));
        // The batch goes on with memory of its own.
        batch[0].Add("other");
        batch[1].Add(2);
        batch.EndRow();
        Assert.Equal("some"u8, bytes.AsSpan(0, 4));
        Release(schema, SchemaRelease);
        Release(array, ArrayRelease);
    }

    [Fact]
    public void A_batch_that_cannot_be_handed_over_stays_as_it_is()
    {
        var batch = Tables.Batch(new Schema([new("day", ColumnKind.Integer, LogicalType.Date)]), [[1L], [long.MaxValue]]);
        var (schema, array) = ((nint)NativeMemory.AllocZeroed(SchemaSize), (nint)NativeMemory.AllocZeroed(ArraySize));
        Assert.Throws<InvalidOperationException>(() => ArrowExport.Export(batch, schema, array));
        NativeMemory.Free((void*)schema);
        NativeMemory.Free((void*)array);
        Assert.Equal(2, batch.Count);
    }

    [Fact]
    public void Memory_is_kept_until_it_is_released_and_no_longer()
    {
        var (schema, array, text, number) = ExportAndForget();
        Collect();
        Assert.True(text.IsAlive && number.IsAlive, "the array alone keeps the rows");
        // Whoever takes a child for themselves marks it as released where it was, and releases what they took.
        var child = (*(byte***)((byte*)array + ArrayChildren))[0];
        var taken = (nint)NativeMemory.AllocZeroed(ArraySize);
        System.Buffer.MemoryCopy(child, (void*)taken, ArraySize, ArraySize);
        *(nint*)(child + ArrayRelease) = 0;
        Release(schema, SchemaRelease);
        Release(array, ArrayRelease);
        Collect();
        Assert.Equal((true, false), (text.IsAlive, number.IsAlive));
        Release(taken, ArrayRelease);
        Collect();
        Assert.False(text.IsAlive);
    }

    // That nobody keeps a memory shows only when it is looked for.
#pragma warning disable RS0030
    private static void Collect() => GC.Collect();
#pragma warning restore RS0030

    // Out of line, so that nothing on the stack keeps the arrays.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (nint Schema, nint Array, WeakReference Text, WeakReference Number) ExportAndForget()
    {
        var batch = Tables.Batch(Two, [["some", 1L], [null, null]]);
        var (text, number) = (new WeakReference(batch[0].ByteArray), new WeakReference(batch[1].IntegerArray));
        var (schema, array) = Export(batch);
        return (schema, array, text, number);
    }

    private static (nint Schema, nint Array) Export(RowBatch batch)
    {
        var (schema, array) = ((nint)NativeMemory.AllocZeroed(SchemaSize), (nint)NativeMemory.AllocZeroed(ArraySize));
        ArrowExport.Export(batch, schema, array);
        return (schema, array);
    }

    private static nint Buffer(nint array, int child, int buffer) => (*(nint**)((*(byte***)((byte*)array + ArrayChildren))[child] + ArrayBuffers))[buffer];

    private static void Release(nint structure, int at)
    {
        ((delegate* unmanaged<nint, void>)(*(nint*)((byte*)structure + at)))(structure);
        Assert.Equal(0, *(nint*)((byte*)structure + at));
        NativeMemory.Free((void*)structure);
    }
}
