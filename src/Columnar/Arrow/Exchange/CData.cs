using System.Runtime.InteropServices;

namespace Opportune.Columnar.Arrow;

/// <summary>A type as the Arrow C Data Interface describes it; the layout is that of its header file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CSchema
{
    public const long Nullable = 2;

    public byte* Format;
    public byte* Name;
    public byte* Metadata;
    public long Flags;
    public long ChildCount;
    public CSchema** Children;
    public CSchema* Dictionary;
    public delegate* unmanaged<CSchema*, void> Release;
    public void* Private;
}

/// <summary>Values as the Arrow C Data Interface hands them over; the layout is that of its header file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CArray
{
    public long Length;
    public long NullCount;
    public long Offset;
    public long BufferCount;
    public long ChildCount;
    public void** Buffers;
    public CArray** Children;
    public CArray* Dictionary;
    public delegate* unmanaged<CArray*, void> Release;
    public void* Private;
}
