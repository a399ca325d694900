using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>
/// A file of the exchange for what does not fit in memory. One attempt at a time writes into it, at its end, so that there are as many
/// files as attempts side by side and not as many as partitions; what was written is read by anyone.
/// </summary>
internal sealed class WorkFile(SafeFileHandle file) : IDisposable
{
    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Writes at the end.</summary>
    /// <returns>Where it begins.</returns>
    /// <exception cref="IOException">No space.</exception>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        var start = Length;
        RandomAccess.Write(file, bytes, start);
        Length += bytes.Length;
        return start;
    }

    /// <summary>Reads from there on; how many bytes, none at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(long start, Span<byte> into) => RandomAccess.Read(file, into, start);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
