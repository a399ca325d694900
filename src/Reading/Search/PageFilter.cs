using Opportune.Columnar;

namespace Opportune.Reading.Search;

/// <summary>Finds the rows of a page that may hold a term: one search over the whole buffer, not one a row.</summary>
internal sealed class PageFilter(TermSearch search)
{
    private PageDictionary? _dictionary;
    private byte[] _judged = [];

    public void FindRows(Page page, List<int> rows)
    {
        if (page.Dictionary is { } dictionary)
            FindByDictionary(page, dictionary, rows);
        else
            FindByOffsets(page, rows);
    }

    private void FindByDictionary(Page page, PageDictionary dictionary, List<int> rows)
    {
        if (!ReferenceEquals(dictionary, _dictionary))
        {
            _dictionary = dictionary;
            if (_judged.Length < dictionary.Count)
                _judged = new byte[dictionary.Count];
            _judged.AsSpan().Clear();
        }
        var ids = page.Ids;
        for (var row = 0; row < ids.Length; row++)
        {
            var id = ids[row];
            if (id < 0)
                continue;
            if (_judged[id] == 0)
                _judged[id] = search.Next(dictionary.Text(id), 0, isWhole: false, out _) >= 0 ? (byte)2 : (byte)1;
            if (_judged[id] == 2)
                rows.Add(row);
        }
    }

    private void FindByOffsets(Page page, List<int> rows)
    {
        var text = page.TextBuffer;
        var offsets = page.Offsets;
        if (page.Count == 0)
            return;
        text = text[..Math.Min(text.Length, offsets[page.Count])];
        var (row, begun, before) = (0, 0, rows.Count);
        for (var at = offsets[0]; search.Fragments.Next(text, at, out var length) is var hit and >= 0;)
        {
            row = RowOf(offsets, row, hit);
            AddBeginnings(page, text, ref begun, row + 1, rows);
            var end = offsets[row + 1] - page.Gap;
            // A fragment that runs over the row's end is not the row's, but a shorter one with the same start may be.
            // Nor does its neighbour's first letter belong to its last word.
            if (rows.Count > before && rows[^1] == row)
                at = offsets[row + 1];
            else if (hit + length <= end ? search.MayBeTerm(text[offsets[row]..end], hit - offsets[row], length, isWhole: false) : search.Next(page.Text(row), Math.Min(hit, end) - offsets[row], isWhole: false, out _) >= 0)
            {
                if (!page.IsNull(row))
                    rows.Add(row);
                at = offsets[row + 1];
            }
            else
                at = hit + 1;
        }
        AddBeginnings(page, text, ref begun, page.Count, rows);
    }

    // The search looks for beginnings of words, and does not see one where the byte before a row happens to be a letter.
    private void AddBeginnings(Page page, ReadOnlySpan<byte> text, ref int row, int to, List<int> rows)
    {
        var offsets = page.Offsets;
        for (; row < to; row++)
        {
            var start = offsets[row];
            if (start > 0 && start < text.Length && FragmentSearch.IsLetter(text[start - 1]) && !page.IsNull(row)
                && page.Text(row) is var own && search.Fragments.At(own, 0) is var length and > 0 && search.MayBeTerm(own, 0, length, isWhole: false))
                rows.Add(row);
        }
    }

    // Hits come in order, so the row is sought by growing steps from the last one.
    private static int RowOf(ReadOnlySpan<int> offsets, int row, int at)
    {
        var step = 1;
        while (row + step < offsets.Length - 1 && offsets[row + step] <= at)
        {
            row += step;
            step *= 2;
        }
        for (; step > 0; step /= 2)
        {
            while (row + step < offsets.Length - 1 && offsets[row + step] <= at)
                row += step;
        }
        return row;
    }
}
