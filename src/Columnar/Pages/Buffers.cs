using System.Buffers;

namespace Opportune.Columnar;

/// <summary>Arrays that are rented, grown and given back, so that reading allocates nothing once warm.</summary>
internal static class Buffers
{
    /// <summary>Makes the buffer hold at least that many elements. Its content is lost when it has to grow.</summary>
    public static void Fit<T>(ref T[] buffer, int size)
    {
        if (buffer.Length >= size)
            return;
        Return(ref buffer);
        buffer = ArrayPool<T>.Shared.Rent(size);
    }

    /// <summary>Makes the buffer hold at least that many elements and keeps the first <paramref name="used"/>.</summary>
    public static void Grow<T>(ref T[] buffer, int used, int size)
    {
        if (buffer.Length >= size)
            return;
        var larger = ArrayPool<T>.Shared.Rent((int)Math.Min(Math.Max(size, (long)used * 2), Array.MaxLength));
        Array.Copy(buffer, larger, used);
        Return(ref buffer);
        buffer = larger;
    }

    /// <summary>Gives the buffer back.</summary>
    public static void Return<T>(ref T[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<T>.Shared.Return(buffer);
        buffer = [];
    }
}
