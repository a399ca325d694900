using Opportune.App;
using Opportune.App.Evaluate;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Commands;

/// <summary>
/// Floors on the labelled sets beside the project, as labelled. They are a fence against losing what was reached, a little
/// below it, and no target; figures are in tests/Benchmarks/README.md.
/// </summary>
public sealed class LabelledSetTests(ITestOutputHelper output)
{
    private static readonly Lazy<Evaluation> Evaluated = new(() =>
    {
        var evaluation = new Evaluation(LoadedJobs.LexiconOf(ShippedJobs.Folder), Verdicts.Read(null));
        evaluation.Run(Data);
        return evaluation;
    });

    // Beside the project's root, or where the environment says.
    internal static string Data => Environment.GetEnvironmentVariable("OPPORTUNE_TEST_DATA") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared", "data");

    [Theory]
    [InlineData("chest_ct_reports", "vascular", 0.97)]
    [InlineData("chest_ct_reports", "vascular, of the chest", 0.975)]
    [InlineData("chest_ct_reports", "coronary", 0.975)]
    [InlineData("chest_ct_findings", "vascular", 0.985)]
    [InlineData("chest_ct_findings", "coronary", 0.98)]
    [InlineData("chest_ct_findings", "low bone density", 0.9)]
    [InlineData("chest_ct_findings", "any fracture", 0.9)]
    [InlineData("chest_ct_findings", "kyphosis", 0.9)]
    [InlineData("chest_xray_reports", "vascular", 0.985)]
    [InlineData("chest_xray_reports", "any fracture", 0.925)]
    [InlineData("chest_xray_reports", "vertebral", 0.95)]
    [InlineData("chest_xray_reports", "low bone density", 0.96)]
    [InlineData("chest_xray_reports", "kyphosis", 0.9)]
    [InlineData("chest_xray_reports", "scoliosis", 0.95)]
    [InlineData("chest_xray_reports", "degenerative spine", 0.96)]
    [InlineData("chest_xray_reports", "granuloma", 0.94)]
    [InlineData("chest_xray_reports", "lymph node", 0.97)]
    [InlineData("assertion_sentences", "negated", 0.985)]
    [InlineData("assertion_sentences", "historical, with a time cue", 0.87)]
    public void Reaches_the_floor(string set, string label, double floor)
    {
        // Labelled reports lie beside the project and are no part of it: another machine may not have them.
        Assert.SkipUnless(File.Exists(Path.Combine(Data, set + ".tsv")), "skipped, data not there");
        var score = Evaluated.Value.Scores.Single(s => s.Set == set && s.Label == label).Raw;
        output.WriteLine($"tp {score.TruePositive} fp {score.FalsePositive} fn {score.FalseNegative} F1 {score.F1.Value:F3}");
        Assert.True(score.F1.Value >= floor, $"F1 {score.F1.Value:F3} < {floor}");
    }

    [Theory]
    [InlineData("negated", 0.98, 0.98)]
    [InlineData("historical, with a time cue", 0.8, 0.85)]
    public void Assertions_reach_their_precision_and_recall(string label, double precision, double recall)
    {
        // As above: only where the labelled sentences are.
        Assert.SkipUnless(File.Exists(Path.Combine(Data, "assertion_sentences.tsv")), "skipped, data not there");
        var score = Evaluated.Value.Scores.Single(s => s.Set == "assertion_sentences" && s.Label == label).Raw;
        output.WriteLine($"precision {score.Precision.Value:F3} recall {score.Recall.Value:F3}");
        Assert.True(score.Precision.Value >= precision, $"precision {score.Precision.Value:F3} < {precision}");
        Assert.True(score.Recall.Value >= recall, $"recall {score.Recall.Value:F3} < {recall}");
    }

    [Fact]
    public void Verdicts_name_reports_of_the_sets_and_hold_no_text()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Benchmarks", "Adjudication");
        _ = Verdicts.Read(folder);
        foreach (var file in Directory.GetFiles(folder))
        {
            var rows = File.ReadLines(file).Skip(1).Select(l => l.Split('\t')).ToList();
            Assert.NotEmpty(rows);
            Assert.All(rows, r => Assert.True(r.Length == 5 && r[0] == Path.GetFileNameWithoutExtension(file) && r[4].Length is > 5 and < 140, string.Join(' ', r)));
            if (File.Exists(Path.Combine(Data, rows[0][0] + ".tsv")))
                Assert.Empty(rows.Select(r => r[2]).Except(File.ReadLines(Path.Combine(Data, rows[0][0] + ".tsv")).Select(l => l.Split('\t')[0])));
        }
    }

    [Fact]
    public void What_is_stated_absent_or_lies_outside_vessels_is_never_called_vascular()
    {
        // As above: only where the labelled reports are.
        Assert.SkipUnless(File.Exists(Path.Combine(Data, "chest_xray_reports.tsv")), "skipped, data not there");
        Assert.All(Evaluated.Value.Scores, s => Assert.Equal(0, s.Absent.CalledPresent));
        Assert.Contains("chest_xray_reports: 0 of 191 reports with calcium outside vessels only are called vascular", Evaluated.Value.Notes);
    }
}
