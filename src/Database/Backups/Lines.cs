namespace Opportune.Database;

/// <summary>The lines of a stream of bytes, each without its line feed; the last may lack it. A line lives until the next one is asked for.</summary>
internal sealed class Lines(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public ReadOnlyMemory<byte> Current { get; private set; }

    public Lines GetEnumerator() => this;

    public bool MoveNext()
    {
        for (var looked = 0; ;)
        {
            if (_buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n') is var at and >= 0)
            {
                Current = _buffer.AsMemory(_start, looked + at);
                _start += looked + at + 1;
                return true;
            }
            looked = _end - _start;
            if (Fill())
                continue;
            Current = _buffer.AsMemory(_start, looked);
            _start = _end;
            return looked > 0;
        }
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
