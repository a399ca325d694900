using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Tells whether reports of several rows occur in a partition of the findings: most sources write one row a report, and
/// then rows need not be joined, which is faster.
/// </summary>
internal static class AdjacentRows
{
    private static readonly int Accession = TableLayout.Of(Table.ImagingFindings).Accession;

    /// <summary>
    /// Whether any two adjacent rows have one accession, including the rows just before and after the partition: a report
    /// may reach over its ends.
    /// </summary>
    public static bool ShareAnAccession(InputTable input, Partition partition)
    {
        byte[] before = [];
        if (partition.FirstSlice > 0)
        {
            var slice = input.Slices[partition.FirstSlice - 1];
            using var reader = Open(slice);
            before = reader.Page.Text(reader.MoveTo(slice.Rows - 1)).ToArray();
        }
        var end = partition.FirstSlice + partition.SliceCount;
        for (var i = partition.FirstSlice; i < end; i++)
        {
            using var reader = Open(input.Slices[i]);
            while (reader.NextPage())
            {
                if (AnyIn(reader.Page, ref before))
                    return true;
            }
        }
        if (end == input.Slices.Count)
            return false;
        using var after = Open(input.Slices[end]);
        return IsSame(after.Page.Text(after.MoveTo(0)), before);
    }

    private static ColumnReader Open(Slice slice) => slice.Part.Open(slice.Group, Accession)!;

    private static bool AnyIn(Page page, ref byte[] before)
    {
        if (page.Count == 0)
            return false;
        if (IsSame(page.Text(0), before))
            return true;
        for (var i = 1; i < page.Count; i++)
        {
            if (IsRepeated(page, i))
                return true;
        }
        before = page.Text(page.Count - 1).ToArray();
        return false;
    }

    private static bool IsRepeated(Page page, int i) =>
        page.Dictionary is null ? IsSame(page.Text(i), page.Text(i - 1)) : page.Ids[i] == page.Ids[i - 1] && !page.Text(i).IsEmpty;

    // A row without an accession is a report of its own.
    private static bool IsSame(ReadOnlySpan<byte> accession, ReadOnlySpan<byte> before) => !accession.IsEmpty && accession.SequenceEqual(before);
}
