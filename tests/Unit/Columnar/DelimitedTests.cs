using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class DelimitedTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a,b|1,2")]
    [InlineData("a,b\r\n1,2\r\n", "a,b|1,2")]
    [InlineData("a,b\n1,2", "a,b|1,2")]
    [InlineData("\uFEFFa,b\n1,2", "a,b|1,2")]
    [InlineData("a,b\n", "a,b")]
    [InlineData("a,b", "a,b")]
    [InlineData("a,b\n,\n\"\",x\n", "a,b|-,-|,x")]
    [InlineData("\"a \"\"q\"\"\",b\n\"1,2\",\"3\n4\"\n", "a \"q\",b|1,2,3\n4")]
    [InlineData("a,b\n\"\"\"\",\"\"\"\"\"\"\r\n", "a,b|\",\"\"")]
    [InlineData("a\n\nx\n", "a|-|x")]
    [InlineData("a,b\n5\" pipe,it's \"so\"\n", "a,b|5\" pipe,it's \"so\"")]
    [InlineData("a,b\nx\ry,\"z\r\nz\"\r\n", "a,b|x\ry,z\r\nz")]
    [InlineData("a,b\n 1 ,\t2\n", "a,b| 1 ,\t2")]
    public void Csv_is_read_as_RFC_4180_says(string text, string expected) => Assert.Equal(expected, ReadText("t.csv", text));

    [Theory]
    [InlineData("a\tb\n1\t2\n", "a,b|1,2")]
    [InlineData("a\tb\r\n1\t\r\n\t2", "a,b|1,-|-,2")]
    [InlineData("a\tb\n\"x\t\"\"\n", "a,b|\"x,\"\"")]
    [InlineData("a\tb\nx,y\tz\n", "a,b|x,y,z")]
    public void Tsv_has_no_quotes(string text, string expected) => Assert.Equal(expected, ReadText("t.tsv", text));

    [Theory]
    [InlineData("a,b\n1,2\n1\n", "row 3 has 1 cells where the header has 2")]
    [InlineData("a,b\n1,2,3\n", "row 2 has 3 cells")]
    [InlineData("a,b\n\"x\ny\",2\n\n", "row 3 has 1 cells")]
    [InlineData("a,b\n1,\"2\n", "row 2: quotes are not closed")]
    [InlineData("a,b\n1,\"2\"x\n", "row 2: text after closing quotes")]
    [InlineData("a,a\n", "two columns are named 'a'")]
    [InlineData("", "there is no header")]
    [InlineData("\uFEFF", "there is no header")]
    public void What_is_wrong_is_said_with_its_row(string text, string expected)
    {
        var e = Assert.Throws<TableFileException>(() => ReadText("t.csv", text));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("t.csv: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UTF_16_is_refused()
    {
        using var folder = Some.Folder();
        File.WriteAllText(folder["t.csv"], "a,b\n", Encoding.Unicode);
        Assert.Contains("UTF-16", Assert.Throws<TableFileException>(() => TableFiles.Open(folder["t.csv"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.tsv")]
    public void Written_texts_are_read_back(string name)
    {
        using var folder = Some.Folder();
        var schema = new Schema([new Column("a", ColumnKind.Text), new Column("b, or \"c\"", ColumnKind.Text), new Column("d", ColumnKind.Text)]);
        var rows = Tables.Random(schema, 150_000, seed: 6, distinct: 1_000_000);
        Tables.Write(folder[name], schema, rows);
        var expected = name == "t.csv" ? rows : [.. rows.Select(r => r.Select(AsTsv).ToArray())];
        using var file = TableFiles.Open(folder[name]);
        Assert.Equal(schema.Columns.Select(c => c.Name), file.Schema.Columns.Select(c => c.Name));
        Assert.InRange(file.RowGroups.Count, 3, 10);
        Tables.AssertEqual(expected, Tables.Read(file));
        Parallel.For(0, file.RowGroups.Count * 9, n =>
        {
            using var reader = file.OpenColumn(n / 9, n % 3);
            var start = file.RowGroups.Take(n / 9).Sum();
            for (var row = n; row < file.RowGroups[n / 9]; row += 6_007)
                Assert.Equal(Tables.Say(expected[start + row][n % 3]), Tables.Say(Tables.Value(reader, reader.MoveTo(row))));
        });
    }

    private static object? AsTsv(object? value)
    {
        if (value is not byte[] { Length: > 0 } bytes)
            return null;
        return bytes.Select(b => b is (byte)'\t' or (byte)'\r' or (byte)'\n' ? (byte)' ' : b).ToArray();
    }

    [Fact]
    public void Values_are_written_in_their_plain_spelling()
    {
        using var folder = Some.Folder();
        object?[] row = [1L, null, "c"u8.ToArray(), Array.Empty<byte>(), -5L, 1L, 0L, -1L, -1L, 1_700_000_000_000_000L, 0.1, 1e300];
        Tables.Write(folder["t.csv"], Tables.Everything, [row]);
        Assert.Equal(
            "id,text,code,raw,number,flag,sure_flag,day,local,instant,real,sure_real\n" +
            "1,,c,\"\",-5,true,false,1969-12-31,1969-12-31T23:59:59.999999,2023-11-14T22:13:20Z,0.1,1E+300\n",
            File.ReadAllText(folder["t.csv"]));
    }

    [Fact]
    public void Records_and_quotes_may_straddle_any_block()
    {
        using var folder = Some.Folder();
        for (var pad = 0; pad < 12; pad++)
        {
            var text = $"a,b\n{new string('x', (1 << 20) - 14 + pad)},y\n\"q\"\"\n,\",\"\"\r\n\"\",\"z\"";
            File.WriteAllText(folder["t.csv"], text);
            var rows = Tables.Read(folder["t.csv"]);
            Assert.Equal(3, rows.Count);
            Assert.Equal("'q\"\n,'", Tables.Say(rows[1][0]));
            Assert.Equal("''", Tables.Say(rows[1][1]));
            Assert.Equal("''", Tables.Say(rows[2][0]));
            Assert.Equal("'z'", Tables.Say(rows[2][1]));
        }
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        using var folder = Some.Folder();
        var random = new Random(4);
        var original = Encoding.UTF8.GetBytes("a,b,\"c\"\r\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},\"te\"\"xt\r\n{i}\",\r\n")));
        for (var round = 0; round < 1500; round++)
        {
            var bytes = original.AsSpan(0, random.Next(4) == 0 ? random.Next(original.Length) : original.Length).ToArray();
            for (var n = random.Next(1, 4); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)"\",\n\r\tx\0"[random.Next(7)];
            var path = folder[random.Next(2) == 0 ? "t.csv" : "t.tsv"];
            File.WriteAllBytes(path, bytes);
            try
            {
                Tables.Read(path);
            }
            catch (TableFileException)
            {
            }
        }
    }

    private static string ReadText(string name, string text)
    {
        using var folder = Some.Folder();
        File.WriteAllText(folder[name], text);
        using var file = TableFiles.Open(folder[name]);
        var lines = Tables.Read(file).Select(r => string.Join(",", r.Select(v => v is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "-")));
        return string.Join("|", lines.Prepend(string.Join(",", file.Schema.Columns.Select(c => c.Name))));
    }
}
