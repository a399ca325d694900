using System.Globalization;
using System.Text.Json;
using Opportune.Columnar;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Columnar;

/// <summary>
/// The Parquet project's own files, every flat column of each against somebody else: the values that its authors wrote down,
/// else DuckDB, else a file or column that holds the same. The output of the test tells which file was held against what.
/// </summary>
public class OfficialTableTests
{
    // What DuckDB 1.5 cannot read, and where the same values are.
    private static readonly Dictionary<string, string> SameAs = new(StringComparer.Ordinal)
    {
        ["hadoop_lz4_compressed.parquet"] = "lz4_raw_compressed.parquet",
        ["non_hadoop_lz4_compressed.parquet"] = "lz4_raw_compressed.parquet",
        ["hadoop_lz4_compressed_larger.parquet"] = "lz4_raw_compressed_larger.parquet",
    };

    // Each pair of columns holds the same in two encodings; DuckDB knows the second for floats only.
    private const string OwnSiblings = "byte_stream_split_extended.gzip.parquet";

    // The last of int96_from_spark is a day some 290,000 years before our era, which no 64 bits of microseconds hold: we give the
    // earliest instant there is, DuckDB what is left when the number overflows.
    private const string Wrapped = "-7207070780300583936";

    private readonly ITestOutputHelper _output = TestContext.Current.TestOutputHelper!;

    [Fact]
    public async Task Every_file_is_read_as_others_read_it()
    {
        var asked = new List<string>();
        var told = 0;
        foreach (var path in OfficialFiles.All("data"))
        {
            var name = Path.GetFileName(path);
            if (name.Contains("corrupt-checksum", StringComparison.Ordinal))
            {
                var e = Assert.Throws<TableFileException>(() => Tables.Read(path));
                Assert.Matches(@"^\S+: column '\w+', row group 0, page \d+: checksum does not match; copy or export it again$", e.Message);
                Tell(name, "refused, as it should be", e.Message[(name.Length + 2)..]);
                continue;
            }
            using var file = TableFiles.Open(path);
            if (file.Schema.Columns.Count == 0)
            {
                var shown = await Cli.Run("table", path, "--schema");
                Assert.Equal(0, shown.ExitCode);
                Assert.Contains("no flat column", shown.Output, StringComparison.Ordinal);
                Tell(name, "no flat column", $"nested: {string.Join(", ", file.SkippedColumns)}");
            }
            else if (name == OwnSiblings)
            {
                AssertSiblings(file);
                Tell(name, $"{file.RowGroups.Sum()} rows, {file.Schema.Columns.Count} columns", "its own columns, two by two");
            }
            else if (SameAs.TryGetValue(name, out var other))
            {
                Tables.AssertEqual(Tables.Read(OfficialFiles.Data(other)), Tables.Read(file));
                Tell(name, $"{file.RowGroups.Sum()} rows, {file.Schema.Columns.Count} columns", other);
            }
            else if (File.Exists(Path.ChangeExtension(path, null) + "_expect.csv"))
            {
                AssertWritten(file, Path.ChangeExtension(path, null) + "_expect.csv");
                Tell(name, $"{file.RowGroups.Sum()} rows, {file.Schema.Columns.Count} columns", "the expected values, as CSV");
            }
            else
            {
                asked.Add(path);
                Tell(name, $"{file.RowGroups.Sum()} rows, {file.Schema.Columns.Count} columns", "DuckDB");
            }
        }
        await AssertAsDuckDb(asked);
        Assert.Equal(OfficialFiles.All("data").Count(), told);
        Assert.True(asked.Count >= 40, $"{asked.Count} files were held against DuckDB");

        void Tell(string name, string how, string against)
        {
            told++;
            _output.WriteLine($"{name,-52} {how,-28} {against}");
        }
    }

    [Fact]
    public async Task Bad_files_are_refused_in_one_line_or_read()
    {
        foreach (var path in OfficialFiles.All("bad_data"))
        {
            var name = Path.GetFileName(path);
            var shown = await Cli.Run("table", path, "--head", "1000000");
            _output.WriteLine($"{name,-40} exit {shown.ExitCode} {(shown.ExitCode == 0 ? "" : shown.Error.Trim())}");
            switch (name)
            {
                case "ARROW-GH-43605.parquet":
                    Assert.Equal(0, shown.ExitCode);
                    await AssertAsDuckDb([path]);
                    break;
                case "ARROW-GH-45185.parquet" or "ARROW-RS-GH-6229-LEVELS.parquet":
                    Assert.Equal(0, shown.ExitCode);
                    Assert.Contains("no flat column", shown.Output, StringComparison.Ordinal);
                    break;
                default:
                    Assert.Equal(2, shown.ExitCode);
                    var line = Assert.Single(shown.Error.Trim().Split('\n'), l => !l.StartsWith("nested", StringComparison.Ordinal));
                    Assert.StartsWith($"opportune: {name}", line, StringComparison.Ordinal);
                    break;
            }
        }
    }

    // All files in one question: each row as a list of texts, in file order.
    private static async Task AssertAsDuckDb(IReadOnlyList<string> paths)
    {
        var questions = paths.Select(path =>
        {
            using var file = TableFiles.Open(path);
            var columns = file.Schema.Columns.Select(c => Expression(c));
            return $"SELECT '{Path.GetFileName(path)}' AS file, row_number() OVER () AS row, [{string.Join(", ", columns)}] AS cells FROM '{path}'";
        });
        var rows = (await NodePeer.Sql(string.Join("\nUNION ALL\n", questions)))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .GroupBy(r => r.GetProperty("file").GetString()!)
            .ToDictionary(g => g.Key, g => g.OrderBy(r => long.Parse(r.GetProperty("row").GetString()!, CultureInfo.InvariantCulture)).Select(r => r.GetProperty("cells")).ToList());
        foreach (var path in paths)
        {
            using var file = TableFiles.Open(path);
            var ours = Tables.Read(file);
            var theirs = rows.GetValueOrDefault(Path.GetFileName(path), []);
            Assert.True(theirs.Count == ours.Count, $"{Path.GetFileName(path)}: {ours.Count} rows, DuckDB has {theirs.Count}");
            for (var row = 0; row < ours.Count; row++)
            {
                for (var column = 0; column < ours[row].Length; column++)
                {
                    var cell = theirs[row][column].GetString();
                    if (cell == Wrapped && ours[row][column] is long.MinValue)
                        continue;
                    Assert.True(AreSame(ours[row][column], cell), $"{Path.GetFileName(path)}, column '{file.Schema.Columns[column].Name}', row {row}: {Tables.Say(ours[row][column])}, DuckDB has {cell ?? "null"}");
                }
            }
        }
    }

    private static string Expression(Column column)
    {
        var name = $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return (column.Kind, column.Logical) switch
        {
            (ColumnKind.Text, _) => $"hex({name})",
            (ColumnKind.Real, _) => $"({name})::DOUBLE::VARCHAR",
            (_, LogicalType.Boolean) => $"({name})::INT::VARCHAR",
            (_, LogicalType.Date) => $"datediff('day', DATE '1970-01-01', {name})::VARCHAR",
            (_, LogicalType.Instant or LogicalType.LocalTimestamp) => $"epoch_us({name})::VARCHAR",
            _ => $"({name})::VARCHAR",
        };
    }

    private static bool AreSame(object? ours, string? theirs) => (ours, theirs) switch
    {
        (null, null) => true,
        (byte[] bytes, not null) => Convert.ToHexString(bytes) == theirs,
        (long integer, not null) => integer.ToString(CultureInfo.InvariantCulture) == theirs,
        (double real, "nan" or "-nan") => double.IsNaN(real),
        (double real, "inf" or "-inf") => double.IsInfinity(real) && real > 0 == (theirs[0] != '-'),
        (double real, not null) => real == double.Parse(theirs, CultureInfo.InvariantCulture),
        _ => false,
    };

    private static void AssertSiblings(TableFile file)
    {
        Assert.Equal(0, file.Schema.Columns.Count % 2);
        for (var column = 0; column < file.Schema.Columns.Count; column += 2)
        {
            var plain = Tables.ReadColumn(file, 0, column);
            Assert.Equal(200, plain.Count);
            Assert.True(plain.OfType<object>().Select(Tables.Say).Distinct().Count() > 50, "values that hardly differ prove little");
            Assert.Equal(plain.Select(Tables.Say), Tables.ReadColumn(file, 0, column + 1).Select(Tables.Say));
        }
    }

    // One of the names ends in a colon, in the one or in the other.
    private static string Written(Column column) => column.Name.Trim().TrimEnd(':');

    // Values as their authors wrote them: numbers and texts, quoted or not; nothing for a null.
    private static void AssertWritten(TableFile file, string csv)
    {
        using var expected = TableFiles.Open(csv);
        Assert.Equal(file.Schema.Columns.Select(Written).Order(), expected.Schema.Columns.Select(Written).Order());
        var (ours, theirs) = (Tables.Read(file), Tables.Read(expected));
        Assert.Equal(theirs.Count, ours.Count);
        for (var column = 0; column < file.Schema.Columns.Count; column++)
        {
            var name = Written(file.Schema.Columns[column]);
            var other = expected.Schema.Columns.ToList().FindIndex(c => Written(c) == name);
            for (var row = 0; row < ours.Count; row++)
            {
                var want = theirs[row][other] is byte[] text ? System.Text.Encoding.UTF8.GetString(text) : "";
                var got = ours[row][column] switch
                {
                    null => "",
                    byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
                    var number => string.Create(CultureInfo.InvariantCulture, $"{number}"),
                };
                Assert.True(want == got, $"{Path.GetFileName(csv)}, column '{name}', row {row}: {got}, expected {want}");
            }
        }
    }
}
