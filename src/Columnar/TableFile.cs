namespace Opportune.Columnar;

/// <summary>
/// A table in a file: its flat columns, and row groups that can be read in any order and by several threads at once.
/// Parquet, Arrow IPC, CSV and TSV; told apart by extension.
/// </summary>
public abstract class TableFile : IDisposable
{
    /// <summary>Where it lies.</summary>
    public required string Path { get; init; }

    /// <summary>Its flat columns.</summary>
    public abstract Schema Schema { get; }

    /// <summary>Names of columns that are there but cannot be handed out (nested ones).</summary>
    public virtual IReadOnlyList<string> SkippedColumns => [];

    /// <summary>Rows of each row group, in file order.</summary>
    public abstract IReadOnlyList<int> RowGroups { get; }

    /// <summary>Opens one column of one row group.</summary>
    /// <param name="rowGroup">From 0.</param>
    /// <param name="column">Position in <see cref="Schema"/>.</param>
    /// <exception cref="TableFileException">The column chunk is corrupt or of a kind not supported.</exception>
    public abstract ColumnReader OpenColumn(int rowGroup, int column);

    /// <summary>Closes the file.</summary>
    public abstract void Dispose();

    /// <summary>File extensions (with the dot, lower case) that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".parquet", ".arrow", ".csv", ".tsv"];
}
