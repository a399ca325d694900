using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>
/// Rows of one part of a raw table, forwards only. Whatever the source knows of types, a cell is handed out as text, in one form
/// for all sources: an integer in its shortest decimal form, a date as yyyy-MM-dd, an instant in UTC with a Z. Not thread-safe.
/// </summary>
internal abstract class RawRows : IDisposable
{
    /// <summary>Which of the wanted columns are there.</summary>
    public abstract bool Has(int column);

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="InputException">The source is truncated or foreign.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public abstract bool Next();

    /// <summary>The place of the current row as a person finds it, from 1.</summary>
    public abstract long Row { get; }

    /// <summary>What is wrong with the current row as a whole; null: nothing.</summary>
    public virtual string? Fault => null;

    /// <summary>The text of a wanted column in the current row, valid until the next; empty where there is none.</summary>
    public abstract ReadOnlySpan<byte> Text(int column);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A part of a raw table: a file, or what a query gives.</summary>
/// <param name="Table">The raw table as the source spells it.</param>
/// <param name="Name">The part's name within the source.</param>
/// <param name="Bytes">Its length; 0 for a database.</param>
/// <param name="Changed">When it was last changed, UTC; null where only reading it tells.</param>
/// <param name="Form">How its texts are written; null where they are in the forms of <see cref="RawRows"/> already.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Open">Opens the columns of these names, found without regard to case.</param>
/// <param name="Distinct">Opens the different values of one column, each at least once; null: the rows are as good.</param>
internal sealed record RawPart(
    string Table, string Name, long Bytes, DateTime? Changed, TextForm? Form, IReadOnlyList<string> Columns, Func<IReadOnlyList<string>, RawRows> Open,
    Func<string, RawRows>? Distinct = null)
{
    /// <summary>What else tells that it changed: of a range with a watermark the number of its rows.</summary>
    public string Mark { get; init; } = "";

    /// <summary>How long a change must lie back before a reading to have been seen by it.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long it is read again even if it seems unchanged; null: never.</summary>
    public TimeSpan? ReadAgainAfter { get; init; }

    /// <summary>Positions of names among columns, -1 for what is not there.</summary>
    public static int[] Positions(IReadOnlyList<string> columns, IReadOnlyList<string> wanted) =>
        [.. wanted.Select(w => columns.ToList().FindIndex(c => c.Trim().Equals(w, StringComparison.OrdinalIgnoreCase)))];
}
