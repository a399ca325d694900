using System.Globalization;
using System.Text.Json;
using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Columnar;

/// <summary>The apache-arrow package and we read each other's files.</summary>
public class ApacheArrowTests
{
    [Theory]
    [InlineData(0, 0.2, "t.arrow")]
    [InlineData(1, 0.2, "t.arrow")]
    [InlineData(70_000, 0.2, "t.arrow")]
    [InlineData(500, 0.0, "t.arrow")]
    [InlineData(500, 1.0, "t.arrow")]
    [InlineData(0, 0.2, "t.arrows")]
    [InlineData(70_000, 0.2, "t.arrows")]
    public async Task What_we_write_apache_arrow_reads(int rows, double nulls, string name)
    {
        using var folder = Some.Folder();
        var expected = Tables.Random(Tables.Everything, rows, rows + 3, nulls);
        Tables.Write(folder[name], Tables.Everything, expected);
        var lines = await NodePeer.Run("arrow-read.mjs", "", folder[name]);
        Assert.Equal(
            """[["id","Int64",false],["text","Utf8",true],["code","Utf8",false],["raw","Binary",true],["number","Int64",true],["flag","Bool",true],["sure_flag","Bool",false],["day","Date32<DAY>",true],["local","Timestamp<MICROSECOND>",true],["instant","Timestamp<MICROSECOND, UTC>",true],["real","Float64",true],["sure_real","Float64",false]]""",
            lines[0]);
        Assert.Equal(rows, lines.Count - 1);
        for (var row = 0; row < rows; row++)
        {
            using var json = JsonDocument.Parse(lines[row + 1]);
            for (var column = 0; column < expected[row].Length; column++)
            {
                var got = json.RootElement[column].GetString();
                var isEqual = (expected[row][column], got) switch
                {
                    (null, null) => true,
                    (byte[] bytes, not null) => Convert.ToHexString(bytes) == got,
                    (long integer, not null) => integer.ToString(CultureInfo.InvariantCulture) == got,
                    (double real, not null) => real == double.Parse(got, CultureInfo.InvariantCulture),
                    _ => false,
                };
                if (!isEqual)
                    Assert.Fail($"row {row}, column {column}: expected {Tables.Say(expected[row][column])}, apache-arrow read {got ?? "null"}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task What_apache_arrow_writes_we_read(string codec)
    {
        using var folder = Some.Folder();
        await NodePeer.Run("arrow-write.mjs", "", folder["t.arrow"], codec);
        using var file = TableFiles.Open(folder["t.arrow"]);
        Assert.Equal(["list", "struct"], file.SkippedColumns);
        var expected = new Dictionary<string, Func<int, object>>
        {
            ["i8"] = i => (long)(i % 256 - 128),
            ["u8"] = i => (long)(i % 256),
            ["i16"] = i => i - 20_000L,
            ["u16"] = i => (long)i,
            ["i32"] = i => i * -1000L,
            ["u32"] = i => 4_294_967_295 - i,
            ["i64"] = i => i * -1_000_000_000_000,
            ["u64"] = i => i * 1_000_000_000_000,
            ["f16"] = i => i % 7 / 2.0,
            ["f32"] = i => i / 2.0,
            ["flag"] = i => i % 3 == 0 ? 1L : 0L,
            ["text"] = i => System.Text.Encoding.UTF8.GetBytes($"text {i}"),
            ["large"] = i => System.Text.Encoding.UTF8.GetBytes($"large {i}"),
            ["dictionary"] = i => System.Text.Encoding.UTF8.GetBytes($"entry {i % 9}"),
            ["day"] = i => i - 20_000L,
            ["day_ms"] = i => i - 20_000L,
            ["decimal"] = i => i / 100.0,
            ["s"] = i => (i - 20_000) * 1_000_000L,
            ["ms"] = i => (i - 20_000) * 1_000L,
            ["us"] = i => i - 20_000L,
            ["ns"] = i => (long)Math.Floor((i - 20_000) / 10.0),
        };
        Assert.Equal(expected.Keys, file.Schema.Columns.Select(c => c.Name));
        Assert.Equal(LogicalType.Instant, file.Schema.Columns[file.Schema.IndexOf("ms")].Logical);
        Assert.Equal(LogicalType.LocalTimestamp, file.Schema.Columns[file.Schema.IndexOf("us")].Logical);
        var rows = Tables.Read(file);
        Assert.Equal(40_000, rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < file.Schema.Columns.Count; column++)
            {
                var name = file.Schema.Columns[column].Name;
                var want = Tables.Say(row % 5 == 4 ? null : expected[name](row));
                if (want != Tables.Say(rows[row][column]))
                    Assert.Fail($"{name}, row {row}: expected {want}, got {Tables.Say(rows[row][column])}");
            }
        }
        using var reader = file.OpenColumn(0, file.Schema.IndexOf("dictionary"));
        Assert.True(reader.NextPage());
        Assert.Equal(9, reader.Page.Dictionary!.Count);
    }

    [Theory]
    [InlineData("", "code")]
    [InlineData("replace", "code other")]
    public async Task A_stream_whose_dictionary_grows_or_is_replaced_is_read(string how, string prefixes)
    {
        using var folder = Some.Folder();
        await NodePeer.Run("arrow-stream.mjs", "", folder["t.arrows"], how);
        using var file = TableFiles.Open(folder["t.arrows"]);
        var rows = Tables.Read(file);
        var streams = prefixes.Split(' ');
        Assert.Equal(streams.Length * 3000, rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var (batch, i) = (row % 3000 / 1000, row % 1000);
            var want = i % 10 == 9 ? "null" : $"'{streams[row / 3000]} {batch * 4 + i % 5}'";
            Assert.Equal((want, row % 3000L), (Tables.Say(rows[row][0]), (long)rows[row][1]!));
        }
    }
}
