using System.Security.Cryptography;

namespace Opportune.Columnar;

/// <summary>What all writers share: rows are gathered into groups of one size.</summary>
internal abstract class GroupingWriter : TableWriter
{
    private readonly RowBatch _rows;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Task _flushing = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private RowBatch? _aside;
    private long _rowsOut;
    private bool _finished;

    protected GroupingWriter(string path, Schema schema)
    {
        Schema = schema;
        _rows = new RowBatch(schema, RowsPerGroup, TextPerGroup, WriteOut);
        // Unbuffered: what is written comes in large pieces, and a full disk must not be noticed first in Dispose.
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public sealed override RowBatch Rows
    {
        get
        {
            ObjectDisposedException.ThrowIf(_finished, this);
            return _rows;
        }
    }

    public sealed override void WriteAside() => _aside ??= new(Schema);

    protected Schema Schema { get; }

    /// <summary>Bytes written to the file so far.</summary>
    protected long Position { get; private set; }

    public sealed override WrittenFile Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _writing.GetAwaiter().GetResult();
        if (_rows.Count > 0)
            Write(_rows);
        WriteEnd();
        _flushing.GetAwaiter().GetResult();
        _stream.Flush(flushToDisk: true);
        _finished = true;
        return new(_rowsOut, Position, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public override void Dispose()
    {
        // Whoever gave up has no use for what the disk says, but the file must not be closed under it.
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne();
        ((IAsyncResult)_flushing).AsyncWaitHandle.WaitOne();
        _stream.Dispose();
        _hash.Dispose();
    }

    /// <summary>Writes one group of rows.</summary>
    protected abstract void WriteGroup(RowBatch group);

    /// <summary>Writes what comes after the last group.</summary>
    protected abstract void WriteEnd();

    protected void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _hash.AppendData(bytes);
        Position += bytes.Length;
    }

    private void WriteOut()
    {
        if (_aside is null)
        {
            Write(_rows);
            return;
        }
        // One after the other, and a failure is told by the next.
        _writing.GetAwaiter().GetResult();
        var full = _aside;
        full.Swap(_rows);
        _writing = Task.Run(() => Write(full));
    }

    private void Write(RowBatch rows)
    {
        WriteGroup(rows);
        _rowsOut += rows.Count;
        rows.Clear();
        if (!_flushing.IsCompleted)
            return;
        // A failure of the disk is told once, so it must be asked for before the next flush.
        _flushing.GetAwaiter().GetResult();
        // The disk works while the next group is made: little is left to wait for at the end.
        _flushing = Task.Run(() => RandomAccess.FlushToDisk(_stream.SafeFileHandle));
    }
}
