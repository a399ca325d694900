namespace Opportune.Columnar;

/// <summary>Opens and creates table files by their extension.</summary>
public static class TableFiles
{
    /// <summary>Opens <paramref name="path"/> for reading.</summary>
    /// <exception cref="TableFileException">Truncated, foreign, corrupt, or of an unknown extension.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static TableFile Open(string path) => throw new TableFileException($"{path}: unknown extension");

    /// <summary>Creates <paramref name="path"/> (replacing what is there) for writing.</summary>
    /// <exception cref="TableFileException">Unknown extension.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static TableWriter Create(string path, Schema schema) => throw new TableFileException($"{path}: unknown extension for {schema.Columns.Count} columns");
}
