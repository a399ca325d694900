using System.Security.Cryptography;
using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class ParquetRoundTripTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20_001)]
    [InlineData(65_536)]
    [InlineData(140_000)]
    public void What_is_written_is_read(int rows)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, rows, seed: rows);
        Tables.Write(folder["t.parquet"], Tables.Everything, expected);
        using var file = TableFiles.Open(folder["t.parquet"]);
        Assert.Equal(Tables.Everything.Columns, file.Schema.Columns);
        Tables.AssertEqual(expected, Tables.Read(file));
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.0, 1_000_000)]
    [InlineData(1.0, 1)]
    [InlineData(0.001, 3)]
    [InlineData(0.999, 1_000_000)]
    public void Any_share_of_nulls_and_of_distinct_values_is_read_back(double nulls, int distinct)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, 30_000, seed: 5, nulls, distinct);
        Tables.Write(folder["t.parquet"], Tables.Everything, expected);
        Tables.AssertEqual(expected, Tables.Read(folder["t.parquet"]));
    }

    [Fact]
    public void Row_groups_have_one_size_and_the_writer_says_what_it_wrote()
    {
        using var folder = Some.Folder();
        var rows = Tables.Random(Tables.Everything, 140_000, seed: 1);
        var written = Tables.Write(folder["a.parquet"], Tables.Everything, rows);
        using var file = TableFiles.Open(folder["a.parquet"]);
        Assert.Equal([65_536, 65_536, 8_928], file.RowGroups);
        var bytes = File.ReadAllBytes(folder["a.parquet"]);
        Assert.Equal(new WrittenFile(140_000, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), written);
    }

    [Fact]
    public void Repeated_texts_are_handed_out_as_ids_of_one_dictionary()
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("code", ColumnKind.Text)]);
        Tables.Write(folder["t.parquet"], schema, [.. Enumerable.Range(0, 50_000).Select(i => new object?[] { i % 7 == 0 ? null : $"code {i % 5}" })]);
        using var file = TableFiles.Open(folder["t.parquet"]);
        using var reader = file.OpenColumn(0, 0);
        PageDictionary? dictionary = null;
        while (reader.NextPage())
        {
            Assert.Equal(5, reader.Page.Dictionary!.Count);
            Assert.Same(dictionary ??= reader.Page.Dictionary, reader.Page.Dictionary);
            for (var i = 0; i < reader.Page.Count; i++)
            {
                var row = reader.Page.FirstRow + i;
                Assert.Equal(row % 7 == 0, reader.Page.Ids[i] == -1);
                Assert.Equal(row % 7 == 0 ? "" : $"code {row % 5}", Encoding.UTF8.GetString(reader.Page.Text(i)));
            }
        }
    }

    [Fact]
    public void Distinct_texts_are_handed_out_as_they_lie_with_offsets()
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("note", ColumnKind.Text)]);
        var rows = Enumerable.Range(0, 50_000).Select(i => new object?[] { i % 9 == 0 ? null : Encoding.UTF8.GetBytes($"note {i} {new string('x', i % 100)}") }).ToList();
        Tables.Write(folder["t.parquet"], schema, rows);
        using var file = TableFiles.Open(folder["t.parquet"]);
        using var reader = file.OpenColumn(0, 0);
        var pages = 0;
        for (; reader.NextPage(); pages++)
        {
            var page = reader.Page;
            Assert.Null(page.Dictionary);
            Assert.Equal(4, page.Gap);
            var end = page.Offsets[0];
            for (var i = 0; i < page.Count; i++)
            {
                Assert.Equal(end, page.Offsets[i]);
                if (!page.IsNull(i))
                {
                    Assert.True(page.TextBuffer[page.Offsets[i]..(page.Offsets[i + 1] - page.Gap)].SequenceEqual((byte[])rows[page.FirstRow + i][0]!));
                    end = page.Offsets[i + 1];
                }
            }
            Assert.Equal(end, page.Offsets[page.Count]);
            Assert.Equal(Math.Max(0, end - 4 - page.Offsets[0]), page.Bytes.Length);
        }
        Assert.Equal(3, pages);
    }

    [Fact]
    public void Long_texts_get_pages_of_about_a_mebibyte()
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("note", ColumnKind.Text, Optional: false)]);
        var rows = Enumerable.Range(0, 40).Select(i => new object?[] { Encoding.UTF8.GetBytes(new string((char)('a' + i % 26), i == 20 ? 5_000_000 : 300_000) + i) }).ToList();
        Tables.Write(folder["t.parquet"], schema, rows);
        Tables.AssertEqual(rows, Tables.Read(folder["t.parquet"]));
        using var file = TableFiles.Open(folder["t.parquet"]);
        using var reader = file.OpenColumn(0, 0);
        Assert.True(reader.NextPage());
        Assert.Equal(3, reader.Page.Count);
    }

    [Fact]
    public void Moving_to_a_row_passes_over_pages()
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, 65_536, seed: 8, distinct: 1_000_000);
        Tables.Write(folder["t.parquet"], Tables.Everything, expected);
        using var file = TableFiles.Open(folder["t.parquet"]);
        for (var column = 0; column < file.Schema.Columns.Count; column++)
        {
            using var reader = file.OpenColumn(0, column);
            foreach (var row in new[] { 0, 5, 5, 19_999, 45_000, 45_001, 65_535 })
                Assert.Equal(Tables.Say(expected[row][column]), Tables.Say(Tables.Value(reader, reader.MoveTo(row))));
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.MoveTo(3));
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.MoveTo(65_536));
        }
    }

    [Fact]
    public void Special_reals_keep_their_bits()
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("r", ColumnKind.Real)]);
        double?[] reals = [0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, null, 0.1];
        Tables.Write(folder["t.parquet"], schema, [.. reals.Select(r => new object?[] { r })]);
        var read = Tables.Read(folder["t.parquet"]);
        Assert.Equal(reals.Select(r => r is { } d ? BitConverter.DoubleToInt64Bits(d) : 1), read.Select(r => r[0] is double d ? BitConverter.DoubleToInt64Bits(d) : 1));
    }

    [Fact]
    public void Columns_are_read_by_several_threads_at_once()
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, 100_000, seed: 3);
        Tables.Write(folder["t.parquet"], Tables.Everything, expected);
        using var file = TableFiles.Open(folder["t.parquet"]);
        Parallel.For(0, file.Schema.Columns.Count * 2, n =>
        {
            var (group, column) = (n / file.Schema.Columns.Count, n % file.Schema.Columns.Count);
            var values = Tables.ReadColumn(file, group, column);
            for (var row = 0; row < values.Count; row++)
                Assert.Equal(Tables.Say(expected[group * 65_536 + row][column]), Tables.Say(values[row]));
        });
    }

    [Fact]
    public void A_value_of_another_kind_is_refused()
    {
        var batch = new RowBatch(new Schema([new Column("r", ColumnKind.Real), new Column("t", ColumnKind.Text, Optional: false)]));
        Assert.Throws<InvalidOperationException>(() => batch[0].Add("text"));
        Assert.Throws<InvalidOperationException>(() => batch[1].AddNull());
        batch[0].Add(1.5);
        Assert.Throws<InvalidOperationException>(batch.EndRow);
    }

    [Fact]
    public void An_unknown_extension_is_named()
    {
        Assert.Contains("unknown extension", Assert.Throws<TableFileException>(() => TableFiles.Open("x.xlsx")).Message, StringComparison.Ordinal);
        Assert.Throws<TableFileException>(() => TableFiles.Create("x", Tables.Everything));
    }
}
