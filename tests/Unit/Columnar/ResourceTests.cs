using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class ResourceTests
{
    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".csv")]
    [InlineData(".tsv")]
    public void A_full_disk_is_an_IOException(string extension)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var folder = Some.Folder();
        File.CreateSymbolicLink(folder["t" + extension], "/dev/full");
        Assert.Throws<IOException>(() => Tables.Write(folder["t" + extension], Tables.Everything, Tables.Random(Tables.Everything, 10, 1)));
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".csv")]
    public void A_missing_file_is_an_IOException(string extension)
    {
        using var folder = Some.Folder();
        Assert.ThrowsAny<IOException>(() => TableFiles.Open(folder["t" + extension]));
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".tsv")]
    public void Reading_allocates_nothing_per_page_or_row_once_warm(string extension)
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("note", ColumnKind.Text), new Column("code", ColumnKind.Text), new Column("amount", ColumnKind.Integer), new Column("day", ColumnKind.Integer, LogicalType.Date), new Column("share", ColumnKind.Real)]);
        var rows = Enumerable.Range(0, 140_000).Select(i => new object?[] { i % 10 == 0 ? null : $"note {i} of many", $"code {i % 10}", i * 1_000_003L, i % 7 == 0 ? null : i % 900L, i / 3.0 }).ToList();
        Tables.Write(folder["t" + extension], schema, rows);
        using var file = TableFiles.Open(folder["t" + extension]);
        var sum = ReadAll(file, 0, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(sum, ReadAll(file, 0, 1));
        // What remains is a reader, its page and its window for each of the few chunks, and a filter's ranges.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        if (extension == ".tsv")
            return;
        // Memory is bounded by a row group, not by the file: the others, of as many rows or fewer, are read in what the first needed, but
        // for what describes them; the smallest object a row would be 24 bytes.
        before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll(file, 1, file.RowGroups.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * file.RowGroups.Skip(1).Sum());
    }

    private static double ReadAll(TableFile file, int first, int end)
    {
        var sum = 0.0;
        for (var group = first; group < end; group++)
        {
            for (var column = 0; column < file.Schema.Columns.Count; column++)
            {
                using var reader = file.OpenColumn(group, column);
                while (reader.NextPage())
                {
                    for (var i = 0; i < reader.Page.Count; i++)
                    {
                        sum += reader.Column.Kind switch
                        {
                            ColumnKind.Text => reader.Page.Text(i).Length,
                            ColumnKind.Integer => reader.Page.Integer(i),
                            _ => reader.Page.Real(i),
                        };
                    }
                }
            }
            using var selection = RowSelection.Of(file, group, [.. Wanted.Where(w => file.Schema.Columns[w.Column].Kind == w.Filter.Kind)]);
            sum += selection.Rows.Length;
        }
        return sum;
    }

    private static readonly (int Column, ColumnFilter Filter)[] Wanted = [(1, ColumnFilter.AnyOf("code 1", "code 7")), (3, ColumnFilter.Between(0, 450))];

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".csv")]
    public void Groups_that_another_thread_writes_make_the_same_file(string extension)
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("note", ColumnKind.Text), new Column("number", ColumnKind.Integer)]);
        // Full groups, one after the other, and a last one that is not full.
        var rows = Enumerable.Range(0, 4 * TableWriter.RowsPerGroup + 7).Select(i => new object?[] { i % 10 == 0 ? null : $"note {i}", (long)i }).ToList();
        Assert.Equal(Tables.Write(folder["one" + extension], schema, rows), Tables.Write(folder["aside" + extension], schema, rows, aside: true));
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    public void Long_rows_make_smaller_groups(string extension)
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("note", ColumnKind.Text), new Column("number", ColumnKind.Integer)]);
        var note = new string('x', 8192);
        var rows = Enumerable.Range(0, 5000).Select(i => new object?[] { note + i, (long)i }).ToList();
        Tables.Write(folder["t" + extension], schema, rows);
        using var table = TableFiles.Open(folder["t" + extension]);
        Assert.Equal([1024, 1024, 1024, 1024, 904], table.RowGroups);
        using var numbers = table.OpenColumn(4, 1);
        Assert.Equal(4999, numbers.Page.Integer(numbers.MoveTo(903)));
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".csv")]
    public void A_full_disk_is_told_by_a_file_that_another_thread_writes(string extension)
    {
        // A device that is always full; only Linux has one.
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var folder = Some.Folder();
        File.CreateSymbolicLink(folder["t" + extension], "/dev/full");
        var schema = new Schema([new Column("number", ColumnKind.Integer)]);
        var rows = Enumerable.Range(0, 3 * TableWriter.RowsPerGroup).Select(i => new object?[] { (long)i }).ToList();
        Assert.Throws<IOException>(() => Tables.Write(folder["t" + extension], schema, rows, aside: true));
    }

    [Fact]
    public void An_unfinished_file_is_no_table()
    {
        using var folder = Some.Folder();
        using (TableFiles.Create(folder["t.parquet"], Tables.Everything))
        {
        }
        Assert.Throws<TableFileException>(() => TableFiles.Open(folder["t.parquet"]));
    }

    [Fact]
    public void A_finished_writer_takes_no_more()
    {
        using var folder = Some.Folder();
        using var writer = TableFiles.Create(folder["t.csv"], Tables.Everything);
        writer.Finish();
        Assert.Throws<ObjectDisposedException>(() => writer.Rows);
        Assert.Throws<ObjectDisposedException>(() => writer.Finish());
    }
}
