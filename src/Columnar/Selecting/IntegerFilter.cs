namespace Opportune.Columnar;

/// <summary>Wanted integers: all between two bounds, or those of a list.</summary>
/// <param name="least">The smallest that is wanted.</param>
/// <param name="greatest">The largest that is wanted.</param>
/// <param name="list">The wanted ones, rising; null for all between the bounds.</param>
internal sealed class IntegerFilter(long least, long greatest, long[]? list) : ColumnFilter
{
    public override ColumnKind Kind => ColumnKind.Integer;

    /// <summary>The wanted values, where they are a list.</summary>
    public IReadOnlyList<long>? List => list;

    /// <summary>Whether a wanted value may lie between two bounds.</summary>
    public bool MayHold(long min, long max)
    {
        if (max < least || min > greatest)
            return false;
        if (list is null)
            return true;
        var at = Array.BinarySearch(list, min);
        return at >= 0 || ~at < list.Length && list[~at] <= max;
    }

    internal override bool Holds(Page page, int row) => !page.IsNull(row) && Holds(page.Integer(row));

    internal override void Judge(PageDictionary dictionary, Span<byte> isWanted)
    {
        var values = dictionary.Integers;
        for (var id = 0; id < values.Length; id++)
            isWanted[id] = (byte)(Holds(values[id]) ? 1 : 0);
    }

    internal override int Select(Page page, int start, int end, int offset, Span<int> rows)
    {
        var values = page.Integers;
        var validity = page.Validity;
        var count = 0;
        if (list is null && validity.IsEmpty)
        {
            // One comparison, and no branch that a processor could guess wrongly.
            var span = (ulong)(greatest - least);
            for (var row = start; row < end; row++)
            {
                rows[count] = row + offset;
                count += (ulong)(values[row] - least) <= span ? 1 : 0;
            }
            return least <= greatest ? count : 0;
        }
        for (var row = start; row < end; row++)
        {
            if ((validity.IsEmpty || validity[row] != 0) && Holds(values[row]))
                rows[count++] = row + offset;
        }
        return count;
    }

    private bool Holds(long value) => value >= least && value <= greatest && (list is null || Array.BinarySearch(list, value) >= 0);
}
