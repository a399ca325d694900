using System.IO.Compression;

namespace Opportune.Sources.Files;

/// <summary>
/// Reads a gzip file and notices where its end is missing, which the framework's stream passes over in silence: a member of our
/// own goes behind the file's last, and its text comes out at the end only where all before it was whole.
/// </summary>
internal sealed class WholeGzip : Stream
{
    private static readonly byte[] Mark = "opportune: whole"u8.ToArray();

    private readonly GZipStream _plain;
    private readonly byte[] _held = new byte[Mark.Length];
    private int _heldLength;

    /// <param name="file">The file, from its beginning; closed with this.</param>
    public WholeGzip(Stream file) => _plain = new(new WithMark(file), CompressionMode.Decompress);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is no gzip, is damaged, or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length <= Mark.Length)
            throw new ArgumentException($"at least {Mark.Length + 1} bytes", nameof(buffer));
        // What may be the mark is held back until more follows.
        _held.AsSpan(0, _heldLength).CopyTo(buffer);
        var there = _heldLength;
        while (there <= Mark.Length)
        {
            var read = _plain.Read(buffer[there..]);
            if (read == 0)
                return buffer[..there].SequenceEqual(Mark) ? 0 : throw new InvalidDataException("the file ends too early");
            there += read;
        }
        _heldLength = Mark.Length;
        buffer[(there - Mark.Length)..there].CopyTo(_held);
        return there - Mark.Length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _plain.Dispose();
        base.Dispose(disposing);
    }

    // The file, and behind it our member.
    private sealed class WithMark(Stream file) : Stream
    {
        private static readonly byte[] Member = Pack();

        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_at == 0 && file.Read(buffer) is var read and > 0)
                return read;
            var rest = Member.AsSpan(_at, Math.Min(buffer.Length, Member.Length - _at));
            rest.CopyTo(buffer);
            _at += rest.Length;
            return rest.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }

        private static byte[] Pack()
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(Mark);
            return packed.ToArray();
        }
    }
}
