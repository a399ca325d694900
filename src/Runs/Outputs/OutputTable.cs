using System.Security.Cryptography;
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

    /// <summary>Completes and closes the file.</summary>
    public OutputFile Finish(string name, string path)
    {
        Flush();
        _writer.Finish();
        _writer.Dispose();
        using var file = File.OpenRead(path);
        return new(name, Rows, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    public void Dispose() => _writer.Dispose();

    private void Flush()
    {
        _writer.Write(Batch);
        Batch.Clear();
    }
}
