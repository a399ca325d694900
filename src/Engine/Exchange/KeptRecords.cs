using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>What one attempt at a partition sealed for this process: in memory, in the harvest it was kept in, or in the attempt's own work file.</summary>
internal sealed class KeptRecords(Exchange exchange, Partition partition, int attempt) : IBucketRecords
{
    // Of a large segment a bucket's records are read in one piece. Most segments are small, and would be read in hundreds of thousands.
    private const int Large = 1 << 20;

    private readonly List<Sealed> _segments = [];
    private SafeFileHandle? _file;
    private SafeFileHandle? _harvest;
    private long _kept;

    /// <summary>Bytes in the work file.</summary>
    public long SpilledBytes { get; private set; }

    /// <summary>Takes a segment.</summary>
    /// <returns>Whether it stays in memory; else its bytes are in a file, and free.</returns>
    public bool Keep(Segment segment)
    {
        if (segment.Bytes.Length < Large ? exchange.TryKeep(segment.Bytes.Length) : exchange.TryKeepInHalf(segment.Bytes.Length))
        {
            _kept += segment.Bytes.Length;
            _segments.Add(new(segment.Bytes, 0, segment.Offsets, null));
            return true;
        }
        if (segment.Kept is { } kept)
        {
            _harvest ??= kept.Hold();
            _segments.Add(new(null, kept.Start, segment.Offsets, kept));
            return false;
        }
        _file ??= exchange.CreateFile($"{partition.Name}.{attempt}");
        RandomAccess.Write(_file, segment.Written, SpilledBytes);
        _segments.Add(new(null, SpilledBytes, segment.Offsets, null));
        SpilledBytes += segment.Length;
        return false;
    }

    /// <inheritdoc/>
    public void Read(int part, BucketSegments into)
    {
        foreach (var segment in _segments)
        {
            var (start, length) = (segment.Offsets[part], segment.Offsets[part + 1] - segment.Offsets[part]);
            if (length == 0)
                continue;
            if (segment.Bytes is { } bytes)
                into.Add(bytes.AsMemory(start, length));
            else
                Read(segment, segment.FileOffset + start, into.Add(length));
        }
    }

    public void Dispose()
    {
        exchange.Release(_kept);
        (_kept, _file, _harvest) = (0, Close(_file), Close(_harvest));
        _segments.Clear();
    }

    private void Read(Sealed segment, long offset, Span<byte> into)
    {
        ReadFile(segment.Kept is null ? _file! : _harvest!, offset, into);
        segment.Kept?.Settle(into);
    }

    private void ReadFile(SafeFileHandle file, long offset, Span<byte> into)
    {
        for (var read = 0; read < into.Length;)
        {
            var count = RandomAccess.Read(file, into[read..], offset + read);
            if (count == 0)
                throw new EndOfStreamException($"a file of {partition.Name} is truncated");
            read += count;
        }
    }

    private static SafeFileHandle? Close(SafeFileHandle? file)
    {
        file?.Dispose();
        return null;
    }

    private readonly record struct Sealed(byte[]? Bytes, long FileOffset, int[] Offsets, KeptPatients? Kept);
}
