using System.Runtime.InteropServices;
using System.Text;

namespace Opportune.Columnar.Arrow;

/// <summary>The memory that a structure handed to somebody else rests on, until they release it.</summary>
internal sealed unsafe class Held
{
    private readonly List<GCHandle> _pinned = [];
    private readonly List<nint> _allocated = [];

    /// <summary>Keeps an array where it is, and says where that is.</summary>
    public void* Pin(Array values)
    {
        var handle = GCHandle.Alloc(values, GCHandleType.Pinned);
        _pinned.Add(handle);
        return (void*)handle.AddrOfPinnedObject();
    }

    /// <summary>Memory of zeros, aligned for any vector.</summary>
    public void* Allocate(long bytes)
    {
        const int Alignment = 64;
        var size = (nuint)Math.Max(bytes, 1);
        var memory = NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Clear(memory, size);
        _allocated.Add((nint)memory);
        return memory;
    }

    /// <summary>A text that ends in a zero.</summary>
    public byte* Text(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        var memory = (byte*)Allocate(count + 1L);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, count));
        return memory;
    }

    /// <summary>What a structure keeps to be found by when it is released.</summary>
    public void* AsPrivate() => (void*)GCHandle.ToIntPtr(GCHandle.Alloc(this));

    /// <summary>Gives everything back that the structure with that private pointer rests on.</summary>
    public static void Free(void* given)
    {
        var handle = GCHandle.FromIntPtr((nint)given);
        var held = (Held)handle.Target!;
        handle.Free();
        foreach (var pinned in held._pinned)
            pinned.Free();
        foreach (var memory in held._allocated)
            NativeMemory.AlignedFree((void*)memory);
    }
}
