using Opportune.Columnar;

namespace Opportune.Runs;

/// <summary>One output file being written: rows are gathered in a batch and handed on when it is full.</summary>
internal sealed class OutputTable : IDisposable
{
    private const int BatchRows = 4096;
    private readonly TableWriter _writer;

    public OutputTable(string path, Schema schema)
    {
        _writer = TableFiles.Create(path, schema);
        Batch = new RowBatch(schema);
    }

    /// <summary>Where the next row goes; call <see cref="Filled"/> after each.</summary>
    public RowBatch Batch { get; }

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    public void Filled(int rows = 1)
    {
        Rows += rows;
        if (Batch.Count >= BatchRows)
            Flush();
    }

    public void Finish()
    {
        Flush();
        _writer.Finish();
    }

    public void Dispose() => _writer.Dispose();

    private void Flush()
    {
        _writer.Write(Batch);
        Batch.Clear();
    }
}
