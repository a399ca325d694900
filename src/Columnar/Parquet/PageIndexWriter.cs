using Opportune.Columnar.Parquet.Thrift;

namespace Opportune.Columnar.Parquet;

/// <summary>
/// Writes what a file says of its pages, so that readers pass over those that they do not need: first what all pages hold,
/// then where they are.
/// </summary>
internal static class PageIndexWriter
{
    private const int Unordered = 0;
    private const int Ascending = 1;

    /// <summary>Appends the page index of all row groups, and tells each chunk where its part is.</summary>
    /// <param name="groups">The row groups.</param>
    /// <param name="position">Where in the file the index begins.</param>
    /// <param name="target">Empty; is written to the file.</param>
    public static void Write(IReadOnlyList<WrittenGroup> groups, long position, ByteWriter target)
    {
        foreach (var chunk in groups.SelectMany(g => g.Chunks))
        {
            // The format wants bounds of every page that has a value, or of none.
            if (!chunk.Pages.TrueForAll(p => p.Bounds is not null || p.Nulls == p.Rows))
                continue;
            var start = target.Length;
            WriteBounds(chunk, new(target));
            chunk.ColumnIndex = (position + start, target.Length - start);
        }
        foreach (var chunk in groups.SelectMany(g => g.Chunks))
        {
            var start = target.Length;
            WriteLocations(chunk, new(target));
            chunk.OffsetIndex = (position + start, target.Length - start);
        }
    }

    private static void WriteBounds(WrittenChunk chunk, ThriftWriter index)
    {
        index.Begin();
        index.List(1, ThriftType.True, chunk.Pages.Count);
        foreach (var page in chunk.Pages)
            index.Element(page.Bounds is null);
        index.List(2, ThriftType.Binary, chunk.Pages.Count);
        foreach (var page in chunk.Pages)
            index.Element(page.Bounds?.Min ?? []);
        index.List(3, ThriftType.Binary, chunk.Pages.Count);
        foreach (var page in chunk.Pages)
            index.Element(page.Bounds?.Max ?? []);
        index.Int32(4, chunk.IsRising ? Ascending : Unordered);
        index.List(5, ThriftType.Int64, chunk.Pages.Count);
        foreach (var page in chunk.Pages)
            index.Element(page.Nulls);
        index.End();
    }

    private static void WriteLocations(WrittenChunk chunk, ThriftWriter index)
    {
        index.Begin();
        index.List(1, ThriftType.Struct, chunk.Pages.Count);
        foreach (var page in chunk.Pages)
        {
            index.Begin();
            index.Int64(1, chunk.Offset + page.Offset);
            index.Int32(2, page.Size);
            index.Int64(3, page.FirstRow);
            index.End();
        }
        index.End();
    }
}
