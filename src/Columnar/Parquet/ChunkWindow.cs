using Microsoft.Win32.SafeHandles;

namespace Opportune.Columnar.Parquet;

/// <summary>
/// A window onto a stretch of a file that moves forwards. Reads come from the operating system's cache into a rented
/// buffer; mapping the file into memory would save the copy and crash the process where somebody truncates the file.
/// </summary>
internal sealed class ChunkWindow(SafeFileHandle file, long start, long expectedEnd, long limit) : IDisposable
{
    private const int Step = 1 << 16;

    private byte[] _buffer = [];
    private long _bufferStart = start;
    private int _filled;
    private long _position = start;

    /// <summary>Where in the file it is.</summary>
    public long Position => _position;

    /// <summary>Bytes from the position to where reading must stop.</summary>
    public long Left => limit - _position;

    /// <summary>
    /// At least that many bytes from the position on, or all that are left if those are fewer. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Peek(int wanted)
    {
        var needed = (int)Math.Min(wanted, Left);
        var offset = (int)(_position - _bufferStart);
        if (_filled - offset < needed)
        {
            Fill(needed, offset);
            offset = 0;
        }
        return _buffer.AsSpan(offset, _filled - offset);
    }

    /// <summary>Moves on.</summary>
    public void Advance(int bytes) => MoveTo(_position + bytes);

    /// <summary>Moves on to a place of the file that is not before where it is.</summary>
    public void MoveTo(long position)
    {
        _position = position;
        if (_position > _bufferStart + _filled)
        {
            // What was passed over is not read at all.
            _bufferStart = _position;
            _filled = 0;
        }
    }

    public void Dispose()
    {
        Buffers.Return(ref _buffer);
        _filled = 0;
        _bufferStart = _position;
    }

    private void Fill(int needed, int offset)
    {
        var kept = _filled - offset;
        // Reads whole steps, but not past where the column is said to end, unless needed.
        var size = (int)Math.Max(needed, Math.Min(Math.Min(Left, Math.Max(expectedEnd - _position, 0)), ((long)needed / Step + 1) * Step));
        if (_buffer.Length < size)
        {
            var larger = Array.Empty<byte>();
            Buffers.Fit(ref larger, size);
            _buffer.AsSpan(offset, kept).CopyTo(larger);
            Buffers.Return(ref _buffer);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(offset, kept).CopyTo(_buffer);
        }
        _bufferStart = _position;
        _filled = kept;
        FileBytes.Read(file, _bufferStart + kept, _buffer.AsSpan(kept, size - kept));
        _filled = size;
    }
}
