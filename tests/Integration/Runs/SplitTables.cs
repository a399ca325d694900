using Opportune.Columnar;

namespace Opportune.Tests.Integration.Runs;

/// <summary>The same tables in more files.</summary>
internal static class SplitTables
{
    /// <summary>Cuts each table into consecutive files; a report never lies in two of them.</summary>
    public static void Into(string from, string to, int files, string extension)
    {
        foreach (var path in Directory.GetFiles(from, "*.parquet"))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var folder = Directory.CreateDirectory(Path.Combine(to, name)).FullName;
            using var table = TableFiles.Open(path);
            var accession = table.Schema.IndexOf("accession");
            var each = (table.RowGroups.Sum(r => (long)r) / files) + 1;
            var (writer, written, part, previous) = ((TableWriter?)null, 0L, 0, "");
            for (var group = 0; group < table.RowGroups.Count; group++)
            {
                var readers = Enumerable.Range(0, table.Schema.Columns.Count).Select(c => table.OpenColumn(group, c)).ToArray();
                for (var row = 0; row < table.RowGroups[group]; row++)
                {
                    // Without an accession every row stands for itself.
                    var report = accession < 0 ? $"{group}:{row}" : Convert.ToHexString(TextOf(readers[accession], row));
                    if (writer is null || (written >= each && report != previous))
                    {
                        Finish(writer);
                        written = 0;
                        writer = TableFiles.Create(Path.Combine(folder, $"part-{part++:D3}{extension}"), table.Schema);
                    }
                    previous = report;
                    for (var c = 0; c < readers.Length; c++)
                        writer.Rows[c].Add(readers[c].Page, readers[c].MoveTo(row));
                    writer.Rows.EndRow();
                    written++;
                }
                foreach (var reader in readers)
                    reader.Dispose();
            }
            Finish(writer);
        }
    }

    /// <summary>Deals the rows of each table at random into files; those of a report stay together.</summary>
    /// <returns>The files, by the number that was dealt.</returns>
    public static ILookup<int, string> Deal(string from, string to, int files, Random random)
    {
        var all = new List<(int, string)>();
        foreach (var path in Directory.GetFiles(from, "*.parquet"))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            using var table = TableFiles.Open(path);
            var accession = table.Schema.IndexOf("accession");
            var writers = Enumerable.Range(0, files).Select(i => TableFiles.Create(Path.Combine(to, $"{i}-{name}.parquet"), table.Schema)).ToArray();
            var (previous, dealt) = ("", 0);
            for (var group = 0; group < table.RowGroups.Count; group++)
            {
                var readers = Enumerable.Range(0, table.Schema.Columns.Count).Select(c => table.OpenColumn(group, c)).ToArray();
                for (var row = 0; row < table.RowGroups[group]; row++)
                {
                    var report = accession < 0 ? $"{group}:{row}" : Convert.ToHexString(TextOf(readers[accession], row));
                    if (report != previous)
                        dealt = random.Next(files);
                    previous = report;
                    for (var c = 0; c < readers.Length; c++)
                        writers[dealt].Rows[c].Add(readers[c].Page, readers[c].MoveTo(row));
                    writers[dealt].Rows.EndRow();
                }
                foreach (var reader in readers)
                    reader.Dispose();
            }
            for (var i = 0; i < files; i++)
            {
                Finish(writers[i]);
                all.Add((i, name));
            }
        }
        return all.ToLookup(f => f.Item1, f => f.Item2);
    }

    private static ReadOnlySpan<byte> TextOf(ColumnReader reader, int row)
    {
        // The page is the one that the row is on only once the reader has moved there.
        var index = reader.MoveTo(row);
        return reader.Page.Text(index);
    }

    private static void Finish(TableWriter? writer)
    {
        writer?.Finish();
        writer?.Dispose();
    }
}
