using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar;

/// <summary>Reading from a place of a file.</summary>
internal static class FileBytes
{
    /// <summary>Fills the span from that place on.</summary>
    /// <exception cref="CorruptException">The file ends before.</exception>
    public static void Read(SafeFileHandle file, long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(file, target, offset);
            if (read == 0)
                Corrupt.Throw("the file ends too early");
            target = target[read..];
            offset += read;
        }
    }
}
