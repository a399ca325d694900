using System.Text;

namespace Opportune.Columnar;

/// <summary>
/// Which values of a column are wanted: those between two bounds, both included, or those of a list. A null never is. Files
/// that say what their row groups and pages hold are read only where a wanted value may be
/// (<see cref="TableFile.RowsThatMayHold"/>). Immutable, and safe to share between threads.
/// </summary>
public abstract class ColumnFilter
{
    /// <summary>The kind of column that it is for.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>Integers, dates (days), timestamps (microseconds) or truth values from <paramref name="least"/> to <paramref name="greatest"/>.</summary>
    public static ColumnFilter Between(long least, long greatest) => new IntegerFilter(least, greatest, null);

    /// <summary>Reals from <paramref name="least"/> to <paramref name="greatest"/>; no NaN is among them.</summary>
    public static ColumnFilter Between(double least, double greatest) => new RealFilter(least, greatest);

    /// <summary>Texts from <paramref name="least"/> to <paramref name="greatest"/> (null: without an end) in the order of their UTF-8 bytes.</summary>
    public static ColumnFilter Between(string least, string? greatest) =>
        new TextFilter(Encoding.UTF8.GetBytes(least), greatest is null ? null : Encoding.UTF8.GetBytes(greatest), null);

    /// <summary>Integers, dates, timestamps or truth values that are on the list.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static ColumnFilter AnyOf(params IReadOnlyCollection<long> values) => new IntegerFilter(Some(values).Min(), values.Max(), [.. values.Distinct().Order()]);

    /// <summary>Texts that are on the list.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static ColumnFilter AnyOf(params IReadOnlyCollection<string> values)
    {
        var list = Some(values).Distinct().Select(Encoding.UTF8.GetBytes).ToArray();
        Array.Sort(list, (a, b) => a.AsSpan().SequenceCompareTo(b));
        return new TextFilter(list[0], list[^1], list);
    }

    /// <summary>Whether the value of a row of a page is wanted.</summary>
    internal abstract bool Holds(Page page, int row);

    /// <summary>Says of each value of a page's dictionary whether it is wanted: 1, else 0.</summary>
    internal abstract void Judge(PageDictionary dictionary, Span<byte> isWanted);

    /// <summary>
    /// Puts the wanted rows from <paramref name="start"/> to before <paramref name="end"/> of a page without a dictionary
    /// into <paramref name="rows"/>, which has room for all of them, each with <paramref name="offset"/> added. Returns their number.
    /// </summary>
    internal abstract int Select(Page page, int start, int end, int offset, Span<int> rows);

    private static IReadOnlyCollection<T> Some<T>(IReadOnlyCollection<T> values) =>
        values.Count > 0 ? values : throw new ArgumentException("no value is wanted", nameof(values));
}
