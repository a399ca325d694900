namespace Opportune.Columnar;

/// <summary>Wanted reals: those between two bounds.</summary>
internal sealed class RealFilter(double least, double greatest) : ColumnFilter
{
    public override ColumnKind Kind => ColumnKind.Real;

    /// <summary>Whether a wanted value may lie between two bounds.</summary>
    public bool MayHold(double min, double max) => !(max < least || min > greatest);

    internal override bool Holds(Page page, int row) => !page.IsNull(row) && Holds(page.Real(row));

    internal override void Judge(PageDictionary dictionary, Span<byte> isWanted)
    {
        var values = dictionary.Reals;
        for (var id = 0; id < values.Length; id++)
            isWanted[id] = (byte)(Holds(values[id]) ? 1 : 0);
    }

    internal override int Select(Page page, int start, int end, int offset, Span<int> rows)
    {
        var values = page.Reals;
        var validity = page.Validity;
        var count = 0;
        for (var row = start; row < end; row++)
        {
            if ((validity.IsEmpty || validity[row] != 0) && Holds(values[row]))
                rows[count++] = row + offset;
        }
        return count;
    }

    private bool Holds(double value) => value >= least && value <= greatest;
}
