using Microsoft.Win32.SafeHandles;

namespace Opportune.Engine;

/// <summary>What one attempt at a partition sealed for this process: in memory, in the harvest it was kept in, or in a work file.</summary>
internal sealed class KeptRecords(Exchange exchange, Partition partition) : IBucketRecords
{
    // Of a large segment a bucket's records are read in one piece. Most segments are small, and would be read in hundreds of thousands.
    private const int Large = 1 << 20;

    private readonly List<Sealed> _segments = [];
    private WorkFile? _file;
    private bool _isWriting;
    private SafeFileHandle? _harvest;
    private long _kept;

    /// <summary>The partition.</summary>
    public Partition Partition => partition;

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
        if (!_isWriting)
            (_file, _isWriting) = (exchange.TakeFile(), true);
        _segments.Add(new(null, _file!.Append(segment.Written), segment.Offsets, null));
        return false;
    }

    /// <summary>Lets the next attempt write where this one did.</summary>
    public void EndWriting()
    {
        if (_isWriting)
            exchange.GiveBack(_file!);
        _isWriting = false;
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
        _harvest?.Dispose();
        (_kept, _harvest) = (0, null);
        _segments.Clear();
    }

    private void Read(Sealed segment, long offset, Span<byte> into)
    {
        for (var read = 0; read < into.Length;)
        {
            var rest = into[read..];
            var count = segment.Kept is null ? _file!.Read(offset + read, rest) : RandomAccess.Read(_harvest!, rest, offset + read);
            if (count == 0)
                throw new EndOfStreamException($"a file of {partition.Name} is truncated");
            read += count;
        }
        segment.Kept?.Settle(into);
    }

    private readonly record struct Sealed(byte[]? Bytes, long FileOffset, int[] Offsets, KeptPatients? Kept);
}
