namespace Opportune.Columnar;

/// <summary>
/// A file that cannot be read as what it claims to be (truncated, foreign, corrupt, of a kind not supported), said in one
/// line. Failures of the disk itself stay <see cref="IOException"/>.
/// </summary>
public sealed class TableFileException : Exception
{
    /// <param name="message">One line: what is wrong and where in the file (column, page, row), without any cell's value.</param>
    public TableFileException(string message) : base(message) { }

    /// <inheritdoc cref="TableFileException(string)"/>
    public TableFileException(string message, Exception inner) : base(message, inner) { }
}
