using Opportune.Columnar.Arrow;
using Opportune.Columnar.Delimited;
using Opportune.Columnar.Parquet;

namespace Opportune.Columnar;

/// <summary>Opens and creates table files by their extension.</summary>
public static class TableFiles
{
    /// <summary>Opens <paramref name="path"/> for reading.</summary>
    /// <exception cref="TableFileException">Truncated, foreign, corrupt, or of an unknown extension.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static TableFile Open(string path) => Extension(path) switch
    {
        ".parquet" => new ParquetFile(path),
        ".arrow" or ".arrows" => new ArrowFile(path),
        ".csv" => new DelimitedFile(path, isCsv: true),
        ".tsv" => new DelimitedFile(path, isCsv: false),
        _ => throw Unknown(path),
    };

    /// <summary>Creates <paramref name="path"/> (replacing what is there) for writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="order">
    /// Columns by which the rows come sorted, the first one first; smallest first, nulls last, text by its bytes. A Parquet
    /// file says so of each row group for as many of them as it is true.
    /// </param>
    /// <exception cref="TableFileException">Unknown extension.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static TableWriter Create(string path, Schema schema, params IEnumerable<string> order) => Extension(path) switch
    {
        ".parquet" => new ParquetWriter(path, schema, [.. order.Select(schema.IndexOf)]),
        ".arrow" => new ArrowWriter(path, schema, isStream: false),
        ".arrows" => new ArrowWriter(path, schema, isStream: true),
        ".csv" => new DelimitedWriter(path, schema, isCsv: true),
        ".tsv" => new DelimitedWriter(path, schema, isCsv: false),
        _ => throw Unknown(path),
    };

    /// <summary>Creates <paramref name="path"/> as CSV that Excel opens as it is: UTF-8 with a byte order mark, CR LF.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static TableWriter CreateForSpreadsheets(string path, Schema schema) => new DelimitedWriter(path, schema, isCsv: true, isForSpreadsheets: true);

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static TableFileException Unknown(string path) =>
        new($"{Path.GetFileName(path)}: unknown extension (known: {string.Join(", ", TableFile.Extensions)})");
}
