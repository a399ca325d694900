using Opportune.Core;

namespace Opportune.Sources.Files;

/// <summary>
/// The lines of a file, as bytes without their line end, one at a time. Memory is that of the longest line, up to
/// <see cref="MostBytes"/>; what is longer is passed over and told. A byte-order mark is passed over.
/// </summary>
/// <param name="file">The content; closed with this.</param>
internal sealed class TextLines(Stream file) : IDisposable
{
    /// <summary>Bytes of the longest line that is read.</summary>
    public const int MostBytes = 64 << 20;

    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private long _read;
    private bool _isAtEnd;

    /// <summary>The number of the line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Where the line begins, in bytes of what was given.</summary>
    public long Start { get; private set; }

    /// <summary>The line; it holds until the next is asked for. Empty where it is too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Whether the line is longer than is read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether the line ended without a line end, with the file.</summary>
    public bool EndsFile { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="IOException">The read failed.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or ends too early.</exception>
    public bool Next()
    {
        (IsTooLong, Line, Start) = (false, default, _read - (_end - _start));
        var looked = 0;
        while (true)
        {
            if (_buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n') is var at and >= 0)
                return Take(looked + at, 1);
            looked = _end - _start;
            if (_isAtEnd)
                return (looked > 0 || IsTooLong) && Take(looked, 0);
            if (looked >= MostBytes)
            {
                // Only its end is of interest.
                (IsTooLong, _start, _end, looked) = (true, 0, 0, 0);
            }
            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private bool Take(int length, int lineEnd)
    {
        Number++;
        Line = IsTooLong ? default : _buffer.AsMemory(_start, length);
        if (Number == 1 && Line.Span.StartsWith("\uFEFF"u8))
            Line = Line[3..];
        EndsFile = lineEnd == 0;
        _start += length + lineEnd;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        // A gzip wants some room to read into.
        if (_buffer.Length - _end < 1024)
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MostBytes + (1 << 20)));
        var read = file.Read(_buffer.AsSpan(_end));
        _isAtEnd = read == 0;
        _end += read;
        _read += read;
    }
}
