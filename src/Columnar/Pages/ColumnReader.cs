namespace Opportune.Columnar;

/// <summary>
/// Reads one column of one row group, page by page, forwards only. Pages that are passed over are neither decompressed
/// nor decoded where the format allows. Not thread-safe; different readers are independent.
/// </summary>
public abstract class ColumnReader : IDisposable
{
    /// <summary>The column.</summary>
    public abstract Column Column { get; }

    /// <summary>The current page. Its content is valid until the reader moves.</summary>
    public Page Page { get; } = new();

    /// <summary>Moves to the next page. False at the end of the row group.</summary>
    /// <exception cref="TableFileException">The page is corrupt or of a kind not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public abstract bool NextPage();

    /// <summary>
    /// Moves forwards to the page that holds <paramref name="row"/> (counted within the row group; not before the current
    /// page) and returns the row's index in it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is before the current page or after the last.</exception>
    public int MoveTo(int row)
    {
        if (row < Page.FirstRow)
            throw new ArgumentOutOfRangeException(nameof(row), row, "a column is read forwards only");
        if (row >= Page.FirstRow + Page.Count && !SkipTo(row))
            throw new ArgumentOutOfRangeException(nameof(row), row, "the row group ends before that row");
        return row - Page.FirstRow;
    }

    /// <summary>Moves to the page that holds <paramref name="row"/>; overridden where pages can be passed over undecoded.</summary>
    protected virtual bool SkipTo(int row)
    {
        while (row >= Page.FirstRow + Page.Count)
        {
            if (!NextPage())
                return false;
        }
        return true;
    }

    /// <summary>Gives the buffers back.</summary>
    public abstract void Dispose();
}
