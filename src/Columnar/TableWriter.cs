namespace Opportune.Columnar;

/// <summary>
/// Writes one table file, streaming. The bytes depend only on the schema and the rows, never on how they were batched,
/// on the time or on the machine.
/// </summary>
public abstract class TableWriter : IDisposable
{
    /// <summary>Rows in a full row group (Parquet) or record batch (Arrow).</summary>
    public const int RowsPerGroup = 65_536;

    /// <summary>Appends all rows of the batch, whose schema must be the writer's. The caller may clear and refill it.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public abstract void Write(RowBatch batch);

    /// <summary>Writes what is left and the footer, and makes the file durable. Without it the file is no valid table.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public abstract void Finish();

    /// <summary>Closes the file, whether finished or not.</summary>
    public abstract void Dispose();
}
