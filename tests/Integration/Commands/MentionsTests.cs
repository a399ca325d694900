using System.Globalization;
using System.Text;
using Opportune.Columnar;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>mentions</c>: one line a mention, the same from every type of file, with spans that cut the report.</summary>
public sealed class MentionsTests : IDisposable
{
    private const string Header = "id\tconcept\tsite\tassertion\tcertainty\tkind\tseverity\tage\tlaterality\tsection\tstart\tlength\ttext";

    private static readonly Schema Reports = new([new("id", ColumnKind.Text), new("text", ColumnKind.Text)]);

    // Not in the order of their ids.
    private static readonly string[][] Invented =
    [
        ["r9", "Caf\u00e9 \U0001F600\U0001F469\u200D\U0001F52C e\u0301\u0323 seen. FINDINGS: Moderate calcification of the coronary arteries. No rib fracture."],
        ["r1", "The lungs are clear."],
        ["r5", "HISTORY: Hip fracture. FINDINGS: Old compression fracture of L1, \"healed\", with scoliosis, and a calcified granuloma."],
        ["r5", "Diffuse osteopenia; possible left rib fracture."],
    ];

    // Of the invented reports, from CSV; read once for all tests.
    private static readonly Lazy<Task<string[]>> FromCsv = new(async () =>
    {
        using var folder = Some.Folder();
        return await Mentions(folder, ".csv", Invented);
    });

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tsv_csv_parquet_and_arrow_give_the_same_lines()
    {
        var lines = await FromCsv.Value;
        Assert.Equal(Header, lines[0]);
        Assert.True(lines.Length >= 8, string.Join('\n', lines));
        foreach (var extension in new[] { ".tsv", ".parquet", ".arrow" })
            Assert.Equal(lines, await Mentions(_folder, extension, Invented));
    }

    [Fact]
    public async Task Start_and_length_count_code_points()
    {
        var line = (await FromCsv.Value).Select(l => l.Split('\t')).First(c => c[1] == "vascular-calcification");
        // "Café " and then an emoji of one, one of three code points, a letter with two accents of its own.
        const int Before = 5 + 1 + 3 + 1 + 3;
        Assert.Equal(Before + " seen. FINDINGS: Moderate ".Length, int.Parse(line[10], CultureInfo.InvariantCulture));
        Assert.Equal(["r9", "vascular-calcification", "coronary", "present", "definite", "calcified", "moderate"], line[..7]);
        Assert.Equal("calcification", line[12]);
        Assert.Equal("13", line[11]);
    }

    [Fact]
    public async Task Lines_come_by_input_then_start_then_concept()
    {
        var lines = (await FromCsv.Value).Skip(1).Select(l => l.Split('\t')).ToList();
        Assert.Equal(["r9", "r5"], lines.Select(l => l[0]).Distinct());
        AssertOrdered(lines);
        AssertSpans(lines.Where(l => l[0] == "r9"), new() { ["r9"] = Invented[0][1] });
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".parquet")]
    public async Task Tabs_and_line_ends_inside_a_text_become_spaces(string extension)
    {
        var text = "Chronic compression\nfracture of L1. Chronic compression\tfracture of L3. Chronic compression\r\nfracture of L5.";
        var lines = (await Mentions(_folder, extension, [["a\tb\nc\rd", text]])).Skip(1).Select(l => l.Split('\t')).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.Equal(13, l.Length));
        Assert.All(lines, l => Assert.Equal("a b c d", l[0]));
        AssertSpans(lines, new() { ["a b c d"] = text });
    }

    [Fact]
    public async Task Other_column_names_integer_ids_and_missing_texts_are_understood()
    {
        var schema = new Schema([new("note", ColumnKind.Text), new("number", ColumnKind.Integer)]);
        Tables.Write(_folder["in.parquet"], schema, [["Severe coronary calcification.", 7L], [null, 8L], ["", 9L], ["Old rib fracture.", null]]);
        var result = await Cli.Run(
            "mentions", "-q", "--input", _folder["in.parquet"], "--id-column", "number", "--text-column", "note", "--output", _folder["out.tsv"]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        var lines = Lines(_folder["out.tsv"]).Skip(1).Select(l => l.Split('\t')).ToList();
        Assert.Equal([("7", "vascular-calcification"), ("", "fracture")], lines.Select(l => (l[0], l[1])));
    }

    [Theory]
    [InlineData("--text-column", "txt", "did you mean 'text'?")]
    [InlineData("--id-column", "idd", "did you mean 'id'?")]
    public async Task An_unknown_column_is_refused_in_one_line(string option, string name, string hint)
    {
        Tables.Write(_folder["in.csv"], Reports, Invented);
        var error = await AssertRefused("--input", _folder["in.csv"], option, name);
        Assert.Contains(hint, error, StringComparison.Ordinal);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_a_foreign_file_and_a_column_without_text_are_refused_in_one_line()
    {
        Assert.Contains("nowhere.tsv", await AssertRefused("--input", _folder["nowhere.tsv"]), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["letter.parquet"], "This is a letter, not a table, and of some length.", TestContext.Current.CancellationToken);
        Assert.Contains("letter.parquet", await AssertRefused("--input", _folder["letter.parquet"]), StringComparison.Ordinal);
        Tables.Write(_folder["numbers.parquet"], new([new("id", ColumnKind.Text), new("text", ColumnKind.Integer)]), [["a", 1L]]);
        Assert.Contains("--text-column", await AssertRefused("--input", _folder["numbers.parquet"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_the_middle_leaves_the_old_output()
    {
        await File.WriteAllTextAsync(_folder["in.csv"], "id,text\na,Severe coronary calcification.\nb,Old rib fracture.,too many\n", TestContext.Current.CancellationToken);
        await AssertRefused("--input", _folder["in.csv"]);
    }

    [Fact]
    public async Task Every_span_of_real_reports_cuts_the_report()
    {
        var reports = Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared", "data", "chest_xray_reports.tsv");
        Assert.SkipUnless(File.Exists(reports), "../shared/data is not there");
        var result = await Cli.Run("mentions", "-q", "--input", reports, "--output", _folder["out.tsv"]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        var texts = Lines(reports).Skip(1).Select(l => l.Split('\t')).ToDictionary(c => c[0], c => c[1]);
        var all = Lines(_folder["out.tsv"]);
        Assert.Equal(Header, all[0]);
        var lines = all.Skip(1).Select(l => l.Split('\t')).ToList();
        Assert.True(lines.Count > texts.Count / 10, $"{lines.Count} mentions in {texts.Count} reports");
        AssertSpans(lines, texts);
        var order = texts.Keys.Index().ToDictionary(k => k.Item, k => k.Index);
        Assert.Equal(lines.Select(l => order[l[0]]).Order(), lines.Select(l => order[l[0]]));
        AssertOrdered(lines);
    }

    private static void AssertOrdered(List<string[]> lines)
    {
        foreach (var (a, b) in lines.Zip(lines.Skip(1)).Where(p => p.First[0] == p.Second[0] && p.First[0] != "r5"))
        {
            var (first, second) = (int.Parse(a[10], CultureInfo.InvariantCulture), int.Parse(b[10], CultureInfo.InvariantCulture));
            Assert.True(first < second || (first == second && string.CompareOrdinal(a[1], b[1]) <= 0), $"{string.Join(' ', a)}\n{string.Join(' ', b)}");
        }
    }

    // Cut by code points from the report, and with tabs and line ends made spaces, a span is the text of its line.
    private static void AssertSpans(IEnumerable<string[]> lines, Dictionary<string, string> texts)
    {
        foreach (var line in lines)
        {
            Assert.Equal(13, line.Length);
            var runes = texts[line[0]].EnumerateRunes().Skip(int.Parse(line[10], CultureInfo.InvariantCulture)).Take(int.Parse(line[11], CultureInfo.InvariantCulture));
            Assert.Equal(line[12], string.Concat(runes).Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' '));
            Assert.NotEqual("", line[12]);
        }
    }

    private static string[] Lines(string path)
    {
        var text = File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }

    private static async Task<string[]> Mentions(TemporaryFolder folder, string extension, IReadOnlyList<object?[]> reports)
    {
        var input = folder["in" + extension];
        Tables.Write(input, Reports, reports);
        var result = await Cli.Run("mentions", "-q", "--input", input, "--output", folder["out.tsv"]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        return Lines(folder["out.tsv"]);
    }

    // Refused with one line; an output of before stays as it was, and nothing comes beside it.
    private async Task<string> AssertRefused(params string[] arguments)
    {
        await File.WriteAllTextAsync(_folder["out.tsv"], "before", TestContext.Current.CancellationToken);
        var before = Directory.GetFileSystemEntries(_folder.Path).Order();
        var result = await Cli.Run(["mentions", "-q", "--output", _folder["out.tsv"], .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path).Order());
        Assert.Equal("before", await File.ReadAllTextAsync(_folder["out.tsv"], TestContext.Current.CancellationToken));
        return Assert.Single(result.ErrorLines);
    }
}
