namespace Opportune.Columnar;

/// <summary>What all writers share: rows are gathered into groups of one size, whatever the batches' sizes.</summary>
internal abstract class GroupingWriter : TableWriter
{
    private readonly RowBatch _group;
    private readonly FileStream _stream;
    private bool _finished;

    protected GroupingWriter(string path, Schema schema)
    {
        Schema = schema;
        _group = new RowBatch(schema);
        // Unbuffered: what is written comes in large pieces, and a full disk must not be noticed first in Dispose.
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    protected Schema Schema { get; }

    /// <summary>Bytes written to the file so far.</summary>
    protected long Position { get; private set; }

    public sealed override void Write(RowBatch batch)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (batch.Schema != Schema && !batch.Schema.Columns.SequenceEqual(Schema.Columns))
            throw new ArgumentException("the batch has other columns than the file", nameof(batch));
        for (var start = 0; start < batch.Count;)
        {
            var take = Math.Min(RowsPerGroup - _group.Count, batch.Count - start);
            _group.Append(batch, start, take);
            start += take;
            if (_group.Count == RowsPerGroup)
                WriteOut();
        }
    }

    public sealed override void Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_group.Count > 0)
            WriteOut();
        WriteEnd();
        _stream.Flush(flushToDisk: true);
        _finished = true;
    }

    public override void Dispose() => _stream.Dispose();

    /// <summary>Writes one group of rows.</summary>
    protected abstract void WriteGroup(RowBatch group);

    /// <summary>Writes what comes after the last group.</summary>
    protected abstract void WriteEnd();

    protected void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        Position += bytes.Length;
    }

    private void WriteOut()
    {
        WriteGroup(_group);
        _group.Clear();
    }
}
