using System.Security.Cryptography;

namespace Opportune.Columnar;

/// <summary>
/// A table in a file: its flat columns, and row groups that can be read in any order and by several threads at once.
/// Parquet, Arrow IPC (files, and streams: .arrows), CSV and TSV; told apart by extension.
/// </summary>
public abstract class TableFile : IDisposable
{
    /// <summary>Where it lies.</summary>
    public required string Path { get; init; }

    /// <summary>Its flat columns.</summary>
    public abstract Schema Schema { get; }

    /// <summary>Names of columns that are there but cannot be handed out (nested ones).</summary>
    public virtual IReadOnlyList<string> SkippedColumns => [];

    /// <summary>How a column lies in the file, over all row groups; null where columns have no place of their own.</summary>
    /// <param name="column">Position in <see cref="Schema"/>.</param>
    public virtual ColumnStorage? StorageOf(int column) => null;

    /// <summary>Rows of each row group, in file order.</summary>
    public abstract IReadOnlyList<int> RowGroups { get; }

    /// <summary>Opens one column of one row group.</summary>
    /// <param name="rowGroup">From 0.</param>
    /// <param name="column">Position in <see cref="Schema"/>.</param>
    /// <exception cref="TableFileException">The column chunk is corrupt or of a kind not supported.</exception>
    public abstract ColumnReader OpenColumn(int rowGroup, int column);

    /// <summary>
    /// Where in a row group values may be that a filter wants, by what the file says of its row groups and pages; all rows
    /// where it says nothing. No wanted value is elsewhere.
    /// </summary>
    /// <param name="rowGroup">From 0.</param>
    /// <param name="column">Position in <see cref="Schema"/>; of the filter's kind.</param>
    /// <param name="filter">What is wanted.</param>
    /// <returns>Ranges in order and apart, without an empty one.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public virtual IReadOnlyList<RowRange> RowsThatMayHold(int rowGroup, int column, ColumnFilter filter) => RowRange.All(RowGroups[rowGroup]);

    /// <summary>
    /// Appends to a hash what describes the file, which changes with nearly every change of it and is quickly read: the
    /// footer where there is one, else the beginning and the end.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public virtual void AppendDescription(IncrementalHash hash)
    {
        const int Most = 1 << 16;
        using var file = File.OpenHandle(Path);
        var length = RandomAccess.GetLength(file);
        FileBytes.Append(file, 0, Math.Min(Most, length), hash);
        FileBytes.Append(file, Math.Max(0, length - Most), length, hash);
    }

    /// <summary>
    /// Appends to a hash all that the values of those columns in a row group rest on: where it is the same, so are they,
    /// whatever file they lie in.
    /// </summary>
    /// <param name="hash">The hash.</param>
    /// <param name="rowGroup">From 0.</param>
    /// <param name="columns">Positions in <see cref="Schema"/>.</param>
    /// <exception cref="TableFileException">A column chunk is not where it should be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public abstract void AppendContent(IncrementalHash hash, int rowGroup, IReadOnlyList<int> columns);

    /// <summary>Closes the file.</summary>
    public abstract void Dispose();

    /// <summary>File extensions (with the dot, lower case) that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".parquet", ".arrow", ".arrows", ".csv", ".tsv"];
}

/// <summary>How a column lies in a file.</summary>
/// <param name="Codec">How its pages are compressed: the names of the codecs, in lower case.</param>
/// <param name="Bytes">Its bytes in the file.</param>
/// <param name="Helps">What the file says that lets readers pass over parts of it: bounds, page index, Bloom filter.</param>
public sealed record ColumnStorage(string Codec, long Bytes, string Helps);
