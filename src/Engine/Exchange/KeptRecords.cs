using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>What one attempt at a partition sealed for this process: in memory, or in the attempt's own work file.</summary>
internal sealed class KeptRecords(Exchange exchange, Partition partition, int attempt) : IBucketRecords
{
    private readonly List<Sealed> _segments = [];
    private SafeFileHandle? _file;
    private long _kept;

    /// <summary>Bytes in the work file.</summary>
    public long SpilledBytes { get; private set; }

    /// <summary>Takes a segment.</summary>
    /// <returns>Whether it stays in memory; else its bytes are in the work file, and free.</returns>
    public bool Keep(Segment segment)
    {
        if (exchange.TryKeep(segment.Bytes.Length))
        {
            _kept += segment.Bytes.Length;
            _segments.Add(new(segment.Bytes, 0, segment.Offsets));
            return true;
        }
        _file ??= exchange.CreateFile($"{partition.Name}.{attempt}");
        RandomAccess.Write(_file, segment.Written, SpilledBytes);
        _segments.Add(new(null, SpilledBytes, segment.Offsets));
        SpilledBytes += segment.Length;
        return false;
    }

    /// <inheritdoc/>
    public void Read(int bucket, List<ReadOnlyMemory<byte>> into)
    {
        foreach (var segment in _segments)
        {
            var (start, length) = (segment.Offsets[bucket], segment.Offsets[bucket + 1] - segment.Offsets[bucket]);
            if (length > 0)
                into.Add(segment.Bytes is { } bytes ? bytes.AsMemory(start, length) : ReadFile(segment.FileOffset + start, length));
        }
    }

    public void Dispose()
    {
        exchange.Release(_kept);
        (_kept, _file) = (0, Close(_file));
        _segments.Clear();
    }

    private ReadOnlyMemory<byte> ReadFile(long offset, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        for (var read = 0; read < length;)
        {
            var count = RandomAccess.Read(_file!, bytes.AsSpan(read), offset + read);
            if (count == 0)
                throw new EndOfStreamException($"work file of {partition.Name} is truncated");
            read += count;
        }
        return bytes;
    }

    private static SafeFileHandle? Close(SafeFileHandle? file)
    {
        file?.Dispose();
        return null;
    }

    private readonly record struct Sealed(byte[]? Bytes, long FileOffset, int[] Offsets);
}
