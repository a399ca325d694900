using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Opportune.Columnar.Codecs;

/// <summary>Copies of what was just written, which may overlap what is being written.</summary>
internal static unsafe class Overlapping
{
    private const int Width = 16;

    /// <summary>Copies from so far back; up to 15 bytes behind the end are written, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* at, nint distance, nint length)
    {
        var from = at - distance;
        if (distance >= Width)
        {
            for (nint i = 0; i < length; i += Width)
                Vector128.Load(from + i).Store(at + i);
        }
        else
        {
            Near(at, from, distance, length);
        }
    }

    // The copy repeats what it has just written.
    private static void Near(byte* at, byte* from, nint distance, nint length)
    {
        if (distance == 1)
        {
            Unsafe.InitBlockUnaligned(at, *from, (uint)length);
            return;
        }
        if (distance >= sizeof(ulong))
        {
            for (nint i = 0; i < length; i += sizeof(ulong))
                Unsafe.WriteUnaligned(at + i, Unsafe.ReadUnaligned<ulong>(from + i));
            return;
        }
        for (nint i = 0; i < length; i++)
            at[i] = from[i];
    }
}
