using Opportune.App.Evaluate;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>evaluate</c>: labelled sets, here invented ones, and what is told of them.</summary>
public sealed class EvaluateTests : IDisposable
{
    private const string FindingsHeader = "id\ttext\tcoronary_calc\tvascular_calc_any";

    private static readonly string[] Findings =
    [
        "a\tDense coronary calcification.\t1\t1",
        "b\tNo coronary calcification.\t-1\t-1",
        "c\tThe aorta is calcified.\t0\t1",
        "d\tThe heart is enlarged.\t1\t1",
        "e\tAtherosclerotic calcification of the aorta.\t0\t0",
    ];

    private readonly TemporaryFolder _folder = Some.Folder();

    public EvaluateTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        Write("chest_ct_findings", FindingsHeader, Findings);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_label_is_counted_with_shares_and_intervals()
    {
        var lines = (await Evaluate()).Output.Split('\n');
        Assert.Contains("vascular                               5     3    2   1   1  0.667 (0.208-0.939)  0.667 (0.208-0.939)  0.667 (0.261-0.919)     0.667", lines);
        Assert.Contains(lines, l => l.StartsWith("coronary                               5     2    1   0   1  1.000 (0.207-1.000)  0.500", StringComparison.Ordinal));
        Assert.Contains("chest_ct_findings, coronary: 0 of 1 stated absent are called present", lines);
    }

    [Fact]
    public async Task Sets_that_are_not_there_and_files_that_are_none_are_named()
    {
        Write("letters", "number\tletter", ["1\tDear colleague"]);
        var output = (await Evaluate()).Output;
        Assert.Contains("absent sets: chest_ct_reports, chest_xray_reports, assertion_sentences", output, StringComparison.Ordinal);
        Assert.Contains("letters.tsv: no labelled set, not read", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disagreements_go_with_their_text_to_a_file_for_the_owner_alone()
    {
        await File.WriteAllTextAsync(_folder["out.tsv"], "an older file, open to all", TestContext.Current.CancellationToken);
        var result = await Evaluate("-q", "--out", _folder["out.tsv"]);
        Assert.Equal("", result.Output);
        var rows = (await File.ReadAllLinesAsync(_folder["out.tsv"], TestContext.Current.CancellationToken)).Select(l => l.Split('\t')).ToList();
        Assert.Equal(["set", "label", "id", "labelled", "ours", "expression", "verdict", "found", "text"], rows[0]);
        Assert.Equal(["coronary d", "vascular d", "vascular e"], rows.Skip(1).Select(r => $"{r[1]} {r[2]}").Order(StringComparer.Ordinal));
        Assert.Contains(rows, r => r is [_, "vascular", "e", "0", "1", "1", "", "vascular-calcification[aorta] present 'Atherosclerotic calcification'", "Atherosclerotic calcification of the aorta."]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["out.tsv"]));
    }

    [Fact]
    public async Task Without_a_name_the_disagreements_go_to_a_new_folder_of_the_owner()
    {
        var output = (await Cli.Run("evaluate", "--data", _folder["data"])).Output;
        var path = output[(output.IndexOf("-> ", StringComparison.Ordinal) + 3)..].Trim();
        Assert.True(File.Exists(path), path);
        Assert.DoesNotContain(_folder.Path, path, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Verdicts_give_figures_of_their_own_under_the_raw_ones()
    {
        Directory.CreateDirectory(_folder["verdicts"]);
        await File.WriteAllTextAsync(
            _folder["verdicts/one.tsv"], "set\tlabel\tid\tverdict\treason\nchest_ct_findings\tvascular\te\t1\tthe aorta is said to be calcified\n", TestContext.Current.CancellationToken);
        var lines = (await Evaluate("--adjudicated", _folder["verdicts"])).Output.Split('\n').ToList();
        var raw = lines.FindIndex(l => l.StartsWith("vascular ", StringComparison.Ordinal));
        Assert.StartsWith("vascular                               5     3    2   1   1", lines[raw], StringComparison.Ordinal);
        Assert.StartsWith("  adjudicated                          5     4    3   0   1", lines[raw + 1], StringComparison.Ordinal);
        Assert.StartsWith("coronary ", lines[raw + 2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chest_ct_findings\tvascular\te\tyes\treason", "id 'e'")]
    [InlineData("chest_ct_findings\tvascular\te\t1\t", "id 'e'")]
    [InlineData("chest_ct_findings\tvascular\te\t1\ta\nchest_ct_findings\tvascular\te\t0\tb", "judged twice")]
    public async Task A_verdict_that_is_none_is_refused(string line, string says)
    {
        Directory.CreateDirectory(_folder["verdicts"]);
        await File.WriteAllTextAsync(_folder["verdicts/one.tsv"], $"set\tlabel\tid\tverdict\treason\n{line}\n", TestContext.Current.CancellationToken);
        var result = await Cli.Run("evaluate", "--data", _folder["data"], "--adjudicated", _folder["verdicts"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_drawn_for_adjudication_does_not_tell_who_said_what()
    {
        await Evaluate("--draw", _folder["draw.tsv"]);
        var rows = await File.ReadAllLinesAsync(_folder["draw.tsv"], TestContext.Current.CancellationToken);
        Assert.Equal("set\tlabel\tid\ttext", rows[0]);
        Assert.Equal(["coronary d", "vascular d", "vascular e"], rows.Skip(1).Select(r => r.Split('\t')).Select(r => $"{r[1]} {r[2]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Assertions_are_judged_by_the_marked_word()
    {
        Write("assertion_sentences", "id\ttext\tconcept\tnegation\ttemporality\texperiencer",
        [
            "1\tNo COUGH was heard.\tcough\tnegated\trecent\tpatient",
            "2\tHistory of STROKE.\tstroke\taffirmed\thistorical\tpatient",
            "3\tHYPERTENSION.\thypertension\taffirmed\thistorical\tpatient",
            "4\tMother had a STROKE.\tstroke\taffirmed\trecent\tfamily member",
            "5\tThe word is not here.\tfever\taffirmed\trecent\tpatient",
        ]);
        var lines = (await Evaluate()).Output.Split('\n');
        Assert.Contains(lines, l => l.StartsWith("negated                                4     1    1   0   0", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("historical, with a time cue            1     1    1   0   0", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("other person                           4     1    1   0   0", StringComparison.Ordinal));
        Assert.Contains("assertion_sentences: the concept is not in the text of 5; not asked", lines);
    }

    [Fact]
    public async Task A_site_labels_its_own_reports_by_concept()
    {
        Write("ours", "id\ttext\thip-fracture\tvascular-calcification:coronary\tsomething", ["1\tHip fracture. Severe coronary calcification.\t1\t1\t0", "2\tCalcified aorta.\t0\t0\t0"]);
        var lines = (await Evaluate()).Output.Split('\n');
        Assert.Contains(lines, l => l.StartsWith("hip-fracture                           2     1    1   0   0", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("vascular-calcification:coronary        2     1    1   0   0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nowhere", "there is no folder")]
    [InlineData("empty", "holds no labelled set")]
    public async Task A_folder_without_sets_is_refused_in_one_line(string name, string says)
    {
        Directory.CreateDirectory(_folder["empty"]);
        var result = await Cli.Run("evaluate", "--data", _folder[name]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pain two weeks ago.", true)]
    [InlineData("Esophagogastric junction.", false)]
    [InlineData("S/p surgery.", true)]
    [InlineData("The unknown.", false)]
    public void Time_cues_are_whole_words(string text, bool holds) => Assert.Equal(holds, KnownSets.HoldsTimeCue(text));

    private async Task<CliResult> Evaluate(params string[] more)
    {
        string[] named = more.Contains("--out") ? [] : ["--out", _folder["out.tsv"]];
        var result = await Cli.Run(["evaluate", "--data", _folder["data"], .. more, .. named]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result;
    }

    private void Write(string set, string header, string[] rows) => File.WriteAllLines(Path.Combine(_folder["data"], set + ".tsv"), [header, .. rows]);
}
