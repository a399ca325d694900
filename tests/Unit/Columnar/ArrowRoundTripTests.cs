using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class ArrowRoundTripTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20_001)]
    [InlineData(140_000)]
    public void What_is_written_is_read(int rows)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, rows, seed: rows);
        Tables.Write(folder["t.arrow"], Tables.Everything, expected);
        using var file = TableFiles.Open(folder["t.arrow"]);
        Assert.Equal(Tables.Everything.Columns, file.Schema.Columns);
        Tables.AssertEqual(expected, Tables.Read(file));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void No_nulls_and_only_nulls_are_read_back(double nulls)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, 3000, seed: 5, nulls);
        Tables.Write(folder["t.arrow"], Tables.Everything, expected);
        Tables.AssertEqual(expected, Tables.Read(folder["t.arrow"]));
    }

    [Fact]
    public void Record_batches_have_one_size()
    {
        using var folder = Some.Folder();
        Tables.Write(folder["a.arrow"], Tables.Everything, Tables.Random(Tables.Everything, 70_000, seed: 1));
        using var file = TableFiles.Open(folder["a.arrow"]);
        Assert.Equal([65_536, 4_464], file.RowGroups);
    }

    [Fact]
    public void Moving_to_a_row_passes_over_pages()
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, 65_536, seed: 8);
        Tables.Write(folder["t.arrow"], Tables.Everything, expected);
        using var file = TableFiles.Open(folder["t.arrow"]);
        for (var column = 0; column < file.Schema.Columns.Count; column++)
        {
            using var reader = file.OpenColumn(0, column);
            foreach (var row in new[] { 0, 5, 16_383, 16_384, 45_001, 65_535 })
                Assert.Equal(Tables.Say(expected[row][column]), Tables.Say(Tables.Value(reader, reader.MoveTo(row))));
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.MoveTo(3));
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.MoveTo(65_536));
        }
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("not an arrow file at all", "neither an Arrow IPC file nor a stream")]
    [InlineData("ARROW1\0\0 and then nothing", "truncated")]
    [InlineData("ARROW1\0\0xxxxxxxxARROW1", "footer longer")]
    public void What_is_no_arrow_file_is_refused(string text, string expected)
    {
        using var folder = Some.Folder();
        File.WriteAllBytes(folder["t.arrow"], Encoding.ASCII.GetBytes(text));
        var e = Assert.Throws<TableFileException>(() => TableFiles.Open(folder["t.arrow"]));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
