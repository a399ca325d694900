namespace Opportune.Runs;

/// <summary>Reads a stream from a place of its own, so that several can read the same one. For one thread, of which there may be several over one stream.</summary>
internal sealed class SectionStream(Stream whole, long start) : Stream
{
    private long _position = start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        lock (whole) // The place is the stream's own; a large piece is read at a time.
        {
            whole.Position = _position;
            var read = whole.Read(buffer);
            _position += read;
            return read;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
