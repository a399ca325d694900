namespace Opportune.Sources.Conversions;

/// <summary>Stand-in until Columnar's own lands.</summary>
internal static class Buffers
{
    public static void Fit<T>(ref T[] buffer, int size)
    {
        if (buffer.Length < size)
            buffer = new T[size];
    }

    public static void Return<T>(ref T[] buffer) => buffer = [];
}
