namespace Opportune.Columnar;

/// <summary>Wanted texts, in the order of their bytes: all between two bounds, or those of a list.</summary>
internal sealed class TextFilter : ColumnFilter
{
    private readonly byte[] _least;
    private readonly byte[]? _greatest;
    private readonly byte[][]? _list;

    private readonly TextSet? _set;

    /// <param name="least">The smallest that is wanted.</param>
    /// <param name="greatest">The largest that is wanted; null for no bound.</param>
    /// <param name="list">The wanted ones, rising, each once; null for all between the bounds.</param>
    public TextFilter(byte[] least, byte[]? greatest, byte[][]? list)
    {
        (_least, _greatest, _list) = (least, greatest, list);
        _set = list is null ? null : new TextSet(list);
    }

    public override ColumnKind Kind => ColumnKind.Text;

    /// <summary>The wanted values, where they are a list.</summary>
    public IReadOnlyList<byte[]>? List => _list;

    /// <summary>Whether a wanted value may lie between two bounds.</summary>
    public bool MayHold(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        if (_list is null)
            return max.SequenceCompareTo(_least) >= 0 && (_greatest is null || min.SequenceCompareTo(_greatest) <= 0);
        foreach (var text in _list)
        {
            if (min.SequenceCompareTo(text) <= 0 && max.SequenceCompareTo(text) >= 0)
                return true;
        }
        return false;
    }

    internal override bool Holds(Page page, int row) => !page.IsNull(row) && Holds(page.Text(row));

    internal override void Judge(PageDictionary dictionary, Span<byte> isWanted)
    {
        for (var id = 0; id < isWanted.Length; id++)
            isWanted[id] = (byte)(Holds(dictionary.Text(id)) ? 1 : 0);
    }

    internal override int Select(Page page, int start, int end, int offset, Span<int> rows)
    {
        var offsets = page.Offsets;
        var texts = page.TextBuffer;
        var validity = page.Validity;
        var count = 0;
        for (var row = start; row < end; row++)
        {
            if ((validity.IsEmpty || validity[row] != 0) && Holds(texts[offsets[row]..(offsets[row + 1] - page.Gap)]))
                rows[count++] = row + offset;
        }
        return count;
    }

    private bool Holds(ReadOnlySpan<byte> text) => _set is not null
        ? _set.Contains(text)
        : text.SequenceCompareTo(_least) >= 0 && (_greatest is null || text.SequenceCompareTo(_greatest) <= 0);
}
