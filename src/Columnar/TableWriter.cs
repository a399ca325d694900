namespace Opportune.Columnar;

/// <summary>
/// Writes one table file, streaming. The bytes depend only on the schema and the rows, never on the time or on the machine.
/// </summary>
public abstract class TableWriter : IDisposable
{
    /// <summary>Rows in a full row group (Parquet) or record batch (Arrow).</summary>
    public const int RowsPerGroup = 65_536;

    /// <summary>Bytes of text in a group of long rows, which is full before it has so many: one is held in memory, and one is written aside.</summary>
    public const int TextPerGroup = 8 << 20;

    /// <summary>Where the next row goes; a full group is written out by the row that fills it.</summary>
    /// <exception cref="IOException">No space, or the disk failed: thrown where a row ends.</exception>
    /// <exception cref="ObjectDisposedException">The file is finished.</exception>
    public abstract RowBatch Rows { get; }

    /// <summary>From now on a full group is written by another thread, while the next one is filled.</summary>
    public abstract void WriteAside();

    /// <summary>Writes what is left and the footer, and makes the file durable. Without it the file is no valid table.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public abstract WrittenFile Finish();

    /// <summary>Closes the file, whether finished or not.</summary>
    public abstract void Dispose();
}

/// <summary>A file that is whole and on the disk.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes, in lower-case hex.</param>
public readonly record struct WrittenFile(long Rows, long Bytes, string Sha256);
