using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar;

/// <summary>Reading from a place of a file.</summary>
internal static class FileBytes
{
    private const int BlockSize = 1 << 18;

    /// <summary>Appends the bytes from one place to before another to a hash.</summary>
    /// <exception cref="CorruptException">The file ends before.</exception>
    public static void Append(SafeFileHandle file, long start, long end, IncrementalHash hash)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (start < end)
            {
                var part = block.AsSpan(0, (int)Math.Min(BlockSize, end - start));
                Read(file, start, part);
                hash.AppendData(part);
                start += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

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
