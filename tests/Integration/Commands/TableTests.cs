using System.Globalization;
using System.Text;
using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>table</c>: shows and converts table files, and leaves nothing half-written.</summary>
public sealed class TableTests : IDisposable
{
    private static readonly Schema People = new([new("name", ColumnKind.Text), new("born", ColumnKind.Integer, LogicalType.Date), new("height", ColumnKind.Real)]);

    private static readonly object?[][] Rows =
    [
        ["Ann \"A\", née Bär", 0L, 1.5], ["", 19_000L, null], [null, null, -0.1], ["漢 [red]x[/]", -20_000L, 1e300],
    ];

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Schema_tells_rows_columns_and_kinds()
    {
        Tables.Write(_folder["people.parquet"], People, Rows);
        var result = await Cli.Run("table", _folder["people.parquet"], "--schema");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var words = result.Output.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Contains("4 rows in 1 row group", result.Output, StringComparison.Ordinal);
        Assert.Contains(words, w => w is ["name", "Text", "yes"]);
        Assert.Contains(words, w => w is ["born", "Integer", "Date", "yes"]);
        Assert.Contains(words, w => w is ["height", "Real", "yes"]);
    }

    [Fact]
    public async Task Rows_are_shown_as_people_read_them()
    {
        Tables.Write(_folder["people.arrow"], People, Rows);
        var result = await Cli.Run("table", _folder["people.arrow"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (var cell in new[] { "Ann \"A\", née Bär", "1970-01-01", "2022-01-08", "1915-03-31", "1.5", "1E+300", "漢 [red]x[/]" })
            Assert.Contains(cell, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_and_columns_choose_what_is_shown_and_in_what_order()
    {
        Tables.Write(_folder["people.csv"], People, Rows);
        var result = await Cli.Run("table", _folder["people.csv"], "--head", "2", "--columns", "height,name");
        Assert.Equal(0, result.ExitCode);
        Assert.True(result.Output.IndexOf("height", StringComparison.Ordinal) < result.Output.IndexOf("name", StringComparison.Ordinal));
        Assert.Contains("Ann", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("born", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("漢", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people.parquet")]
    [InlineData("people.csv")]
    public async Task Where_chooses_rows_by_values_and_by_ranges(string name)
    {
        Tables.Write(_folder[name], People, Rows);
        // In a CSV a date is a text, and its order that of the texts.
        foreach (var (conditions, expected) in new (string[], string[])[]
        {
            (["born=1970-01-01"], ["1970-01-01"]),
            (["born=1970-01-01..2022-01-08"], ["1970-01-01", "2022-01-08"]),
            (["born=..1970-01-01"], ["1970-01-01", "1915-03-31"]),
            (["born=1970-01-02.."], ["2022-01-08"]),
            (["born=1970-01-01,1915-03-31"], ["1970-01-01", "1915-03-31"]),
            (["born=1900-01-01..", "name=漢 [red]x[/]"], ["1915-03-31"]),
            (["born=1900-01-01.."], ["1970-01-01", "2022-01-08", "1915-03-31"]),
            (["name=nobody"], []),
        })
        {
            var result = await Cli.Run(["table", _folder[name], .. conditions.SelectMany(c => new[] { "--where", c })]);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            var dates = result.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w is ['1' or '2', _, _, _, '-', ..]);
            Assert.Equal(expected, dates);
        }
    }

    [Fact]
    public async Task A_day_is_all_of_its_instants()
    {
        var schema = new Schema([new("name", ColumnKind.Text), new("at", ColumnKind.Integer, LogicalType.Instant)]);
        const long Day = 86_400_000_000;
        Tables.Write(_folder["t.parquet"], schema, [["before", -1L], ["first", 0L], ["last", Day - 1], ["after", Day]]);
        foreach (var condition in new[] { "at=1970-01-01", "at=1970-01-01..1970-01-01" })
        {
            var result = await Cli.Run("table", _folder["t.parquet"], "--columns", "name", "--where", condition);
            Assert.Equal(["name", "first", "last"], result.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w[0] != '─'));
        }
        var two = await Cli.Run("table", _folder["t.parquet"], "--where", "at=1970-01-01,1970-01-02");
        Assert.Equal((2, "opportune: --where: 'at=1970-01-01,1970-01-02': column 'at' holds points in time: name one day, or FROM..TO"), (two.ExitCode, two.Error.Trim()));
    }

    [Theory]
    [InlineData("bron=1", "--where: unknown column 'bron'; did you mean 'born'?")]
    [InlineData("born", "--where: 'born': write COLUMN=VALUE, COLUMN=VALUE,VALUE or COLUMN=FROM..TO")]
    [InlineData("born=..", "--where: 'born=..': write COLUMN=VALUE, COLUMN=VALUE,VALUE or COLUMN=FROM..TO")]
    [InlineData("born=1970", "--where: 'born=1970': '1970' is no date (yyyy-MM-dd)")]
    [InlineData("height=tall", "--where: 'height=tall': 'tall' is no number")]
    public async Task A_wrong_condition_is_one_line(string condition, string message)
    {
        Tables.Write(_folder["people.parquet"], People, Rows);
        var result = await Cli.Run("table", _folder["people.parquet"], "--where", condition);
        Assert.Equal((2, $"opportune: {message}"), (result.ExitCode, result.Error.Trim()));
    }

    [Fact]
    public async Task Statistics_tell_nulls_extremes_and_how_columns_lie_in_the_file()
    {
        Tables.Write(_folder["people.parquet"], People, Rows);
        var result = await Cli.Run("table", _folder["people.parquet"], "--statistics");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var born = result.Output.Split('\n').Single(l => l.TrimStart().StartsWith("born", StringComparison.Ordinal));
        Assert.Matches(@"^\s*born\s+4\s+1\s+1915-03-31\s+2022-01-08\s+\d+\s+snappy\s+bounds", born);
    }

    [Fact]
    public async Task Head_and_columns_choose_what_is_converted()
    {
        Tables.Write(_folder["people.parquet"], People, Rows);
        await Convert("people.parquet", "some.arrow", "--head", "3", "--columns", "height, name");
        using var table = TableFiles.Open(_folder["some.arrow"]);
        Assert.Equal([People.Columns[2], People.Columns[0]], table.Schema.Columns);
        Tables.AssertEqual([.. Rows.Take(3).Select(r => new[] { r[2], r[0] is string text ? Encoding.UTF8.GetBytes(text) : null })], Tables.Read(table));
    }

    [Fact]
    public async Task Parquet_to_arrow_and_back_keeps_types_and_values()
    {
        var rows = Tables.Random(Tables.Everything, 3000, 31);
        Tables.Write(_folder["a.parquet"], Tables.Everything, rows);
        await Convert("a.parquet", "b.arrow");
        await Convert("b.arrow", "c.parquet");
        foreach (var name in new[] { "b.arrow", "c.parquet" })
        {
            using var table = TableFiles.Open(_folder[name]);
            Assert.Equal(Tables.Everything.Columns, table.Schema.Columns);
            Tables.AssertEqual(rows, Tables.Read(table));
        }
        Assert.Equal(await File.ReadAllBytesAsync(_folder["a.parquet"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_folder["c.parquet"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    public async Task Csv_says_every_value_and_comes_back_byte_for_byte(string extension)
    {
        var rows = Tables.Random(Tables.Everything, 1000, 32);
        Tables.Write(_folder["a" + extension], Tables.Everything, rows);
        await Convert("a" + extension, "b.csv");
        var texts = Tables.Read(_folder["b.csv"]);
        Tables.AssertEqual(rows, [.. texts.Select(r => r.Select((value, i) => Parse(Tables.Everything.Columns[i], (byte[]?)value)).ToArray())]);
        await Convert("b.csv", "c" + extension);
        await Convert("c" + extension, "d.csv");
        Assert.Equal(await File.ReadAllBytesAsync(_folder["b.csv"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_folder["d.csv"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Tsv_keeps_every_value_that_it_can_say()
    {
        var rows = Tables.Random(Tables.Everything, 1000, 33);
        Tables.Write(_folder["a.csv"], Tables.Everything, rows);
        await Convert("a.csv", "b.tsv");
        await Convert("b.tsv", "c.csv");
        await Convert("c.csv", "d.tsv");
        // No quotes: a tab or line end is a space, and an empty text is none.
        Tables.AssertEqual([.. Tables.Read(_folder["a.csv"]).Select(r => r.Select(v => Tsv((byte[]?)v)).ToArray())], Tables.Read(_folder["c.csv"]));
        Assert.Equal(await File.ReadAllBytesAsync(_folder["b.tsv"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_folder["d.tsv"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("letter.parquet")]
    [InlineData("letter.arrow")]
    [InlineData("letter.doc")]
    [InlineData("nowhere.parquet")]
    [InlineData("nowhere.csv")]
    public async Task A_foreign_or_missing_file_is_refused_in_one_line(string name)
    {
        if (!name.StartsWith("nowhere", StringComparison.Ordinal))
            await File.WriteAllTextAsync(_folder[name], "This is a letter, not a table; and it goes on for a while, as letters do.", TestContext.Current.CancellationToken);
        Assert.Contains(name, await AssertRefused(_folder[name], "--to", _folder["new.csv"]), StringComparison.Ordinal);
        Assert.Contains(name, await AssertRefused(_folder[name], "--schema"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_target_column_or_the_file_itself_is_refused_and_no_file_is_left()
    {
        Tables.Write(_folder["people.parquet"], People, Rows);
        Assert.Contains("unknown extension", await AssertRefused(_folder["people.parquet"], "--to", _folder["new.xlsx"]), StringComparison.Ordinal);
        Assert.Contains("did you mean 'height'?", await AssertRefused(_folder["people.parquet"], "--columns", "heigth", "--to", _folder["new.csv"]), StringComparison.Ordinal);
        Assert.Contains("--to", await AssertRefused(_folder["people.parquet"], "--to", _folder["people.parquet"]), StringComparison.Ordinal);
        await AssertRefused(_folder["people.parquet"], "--to", Path.Combine(_folder["nowhere"], "new.csv"));
    }

    [Fact]
    public async Task A_file_that_turns_out_broken_in_the_middle_leaves_no_file()
    {
        await File.WriteAllTextAsync(_folder["ragged.csv"], "a,b\n1,2\n1,2,3\n", TestContext.Current.CancellationToken);
        await AssertRefused(_folder["ragged.csv"], "--to", _folder["new.parquet"]);
        Tables.Write(_folder["worn.parquet"], Tables.Everything, Tables.Random(Tables.Everything, 2000, 34));
        using (var file = File.OpenWrite(_folder["worn.parquet"]))
        {
            file.Position = file.Length / 3;
            file.Write(new byte[500]);
        }
        Assert.Contains("worn.parquet", await AssertRefused(_folder["worn.parquet"], "--to", _folder["new.csv"]), StringComparison.Ordinal);
    }

    private static object? Parse(Column column, byte[]? cell)
    {
        if (cell is null || (column.Kind, column.Logical) is (ColumnKind.Text, _))
            return cell;
        var text = Encoding.UTF8.GetString(cell);
        if (column.Kind == ColumnKind.Real)
            return double.Parse(text, CultureInfo.InvariantCulture);
        return column.Logical switch
        {
            LogicalType.Boolean => bool.Parse(text) ? 1L : 0L,
            LogicalType.Date => (long)DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber,
            LogicalType.LocalTimestamp => (DateTime.Parse(text, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).Ticks / 10,
            LogicalType.Instant => (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / 10,
            _ => long.Parse(text, CultureInfo.InvariantCulture),
        };
    }

    private static byte[]? Tsv(byte[]? text) =>
        text is null or [] ? null : [.. text.Select(b => b is (byte)'\t' or (byte)'\r' or (byte)'\n' ? (byte)' ' : b)];

    private async Task Convert(string from, string to, params string[] more)
    {
        var result = await Cli.Run(["table", _folder[from], "--to", _folder[to], .. more]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    private async Task<string> AssertRefused(params string[] arguments)
    {
        var before = Contents();
        var result = await Cli.Run(["table", .. arguments]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal(before, Contents());
        return Assert.Single(result.ErrorLines);
    }

    private string[] Contents() =>
        [.. Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal).Select(f => f + System.Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))))];
}
