using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.Tests.Unit.Reading;

/// <summary>
/// Floors on the sets beside the project, as labelled (nothing is adjudicated away). A report is positive for a label
/// when a mention of the concept is present; what only may be there does not count.
/// </summary>
public class DevSetTests(ITestOutputHelper output)
{
    // Beside the project's root, or beside the folder that holds its worktrees.
    private static string Data(string file) =>
        new[] { "..", "../.." }.Select(up => Path.GetFullPath(Path.Combine(Dev.Root, up, "shared", "data", file))).FirstOrDefault(File.Exists) ?? file;

    [Theory]
    [InlineData("chest_ct_reports.tsv", "arterial_wall_calcification|coronary_artery_wall_calcification", "vascular-calcification", "", 0.97)]
    [InlineData("chest_ct_reports.tsv", "coronary_artery_wall_calcification", "vascular-calcification", "coronary", 0.975)]
    [InlineData("chest_ct_findings.tsv", "vascular_calc_any", "vascular-calcification", "", 0.985)]
    [InlineData("chest_ct_findings.tsv", "coronary_calc", "vascular-calcification", "coronary", 0.98)]
    [InlineData("chest_ct_findings.tsv", "osteopenia", "low-bone-density", "", 0.9)]
    [InlineData("chest_ct_findings.tsv", "fracture_any", "fracture,vertebral-fracture,hip-fracture", "", 0.9)]
    [InlineData("chest_ct_findings.tsv", "kyphosis", "kyphosis", "", 0.9)]
    [InlineData("chest_xray_reports.tsv", "vascular_any", "vascular-calcification", "", 0.985)]
    [InlineData("chest_xray_reports.tsv", "fx_any", "fracture,vertebral-fracture,hip-fracture", "", 0.72)]
    [InlineData("chest_xray_reports.tsv", "fx_any|vertebral_fx_or_deformity", "fracture,vertebral-fracture,hip-fracture", "", 0.925)]
    [InlineData("chest_xray_reports.tsv", "vertebral_fx_or_deformity", "vertebral-fracture", "", 0.95)]
    [InlineData("chest_xray_reports.tsv", "low_bone_any", "low-bone-density", "", 0.96)]
    [InlineData("chest_xray_reports.tsv", "kyphosis", "kyphosis", "", 0.9)]
    [InlineData("chest_xray_reports.tsv", "scoliosis", "scoliosis", "", 0.95)]
    [InlineData("chest_xray_reports.tsv", "degenerative_spine", "degenerative-spine", "", 0.96)]
    [InlineData("chest_xray_reports.tsv", "calc_granuloma", "calcified-granuloma", "", 0.94)]
    [InlineData("chest_xray_reports.tsv", "calc_lymph_node", "calcified-lymph-node", "", 0.97)]
    public void Reaches_the_floor(string file, string label, string concepts, string site, double floor)
    {
        Assert.SkipUnless(File.Exists(Data(file)), "the sets are not here");
        var reader = new ReportReader(Dev.Compiled);
        var (tp, fp, fn, found) = (0, 0, 0, new List<Mention>());
        foreach (var row in Rows(file))
        {
            found.Clear();
            reader.Read(Encoding.UTF8.GetBytes(row["text"]), null, found);
            var ours = found.Any(m => m.Assertion == Assertion.Present && concepts.Split(',').Contains(m.Concept) && (site.Length == 0 || m.Sites.Contains(site)));
            var gold = label.Split('|').Any(l => row[l] == "1");
            tp += ours && gold ? 1 : 0;
            fp += ours && !gold ? 1 : 0;
            fn += !ours && gold ? 1 : 0;
            if (ours != gold)
                output.WriteLine($"{(gold ? "missed" : "false")} {row["id"]}: {(Environment.GetEnvironmentVariable("SHOW_TEXT") is null ? "" : row["text"] + " => " + Spec.Long(found.Where(m => concepts.Contains(m.Concept)).ToList()))}");
        }
        var (precision, recall) = (tp / (double)Math.Max(1, tp + fp), tp / (double)Math.Max(1, tp + fn));
        var f1 = 2 * tp / (double)Math.Max(1, 2 * tp + fp + fn);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file} {label}: tp {tp} fp {fp} fn {fn} precision {precision:F3} recall {recall:F3} F1 {f1:F3}"));
        Assert.True(f1 >= floor, $"F1 {f1:F3} < {floor}");
    }

    [Fact]
    public void Reports_with_calcium_elsewhere_only_never_fire_vascular()
    {
        Assert.SkipUnless(File.Exists(Data("chest_xray_reports.tsv")), "the sets are not here");
        var wrong = Rows("chest_xray_reports.tsv").Where(r => r["nonvascular_calc_only"] == "1" && r["vascular_any"] == "0")
            .Where(r => Dev.Read(r["text"]).Any(m => m is { Concept: "vascular-calcification", Assertion: Assertion.Present })).Select(r => r["id"]).ToList();
        output.WriteLine($"fire: {string.Join(' ', wrong)}");
        Assert.True(wrong.Count == 0, string.Join(' ', wrong));
    }

    [Fact]
    public void Nothing_stated_absent_is_called_present()
    {
        Assert.SkipUnless(File.Exists(Data("chest_ct_findings.tsv")), "the sets are not here");
        var wrong = Rows("chest_ct_findings.tsv").Where(r => r["coronary_calc"] == "-1")
            .Where(r => Dev.Read(r["text"]).Any(m => m is { Concept: "vascular-calcification", Assertion: Assertion.Present } && m.Sites.Contains("coronary"))).Select(r => r["id"]).ToList();
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("negation", "negated", 0.98, 0.97)]
    [InlineData("temporality", "historical", 0.8, 0.75)]
    public void Judges_marked_concepts(string column, string value, double precisionFloor, double recallFloor)
    {
        Assert.SkipUnless(File.Exists(Data("assertion_sentences.tsv")), "the sets are not here");
        var reader = new ReportReader(Dev.Compiled);
        var (tp, fp, fn) = (0, 0, 0);
        foreach (var row in Rows("assertion_sentences.tsv").Where(r => column == "negation" || HoldsTimeCue(r["text"])))
        {
            var at = row["text"].IndexOf(row["concept"], StringComparison.OrdinalIgnoreCase);
            var marked = row["text"].IndexOf(row["concept"].ToUpperInvariant(), StringComparison.Ordinal);
            at = marked >= 0 ? marked : at;
            if (at < 0)
                continue;
            var before = Encoding.UTF8.GetByteCount(row["text"].AsSpan(0, at));
            var judged = reader.Judge(Encoding.UTF8.GetBytes(row["text"]), before, Encoding.UTF8.GetByteCount(row["concept"])).Assertion;
            var ours = column == "negation" ? judged == Assertion.Absent : judged is Assertion.Historical or Assertion.OtherPerson;
            var gold = row[column] == value;
            tp += ours && gold ? 1 : 0;
            fp += ours && !gold ? 1 : 0;
            fn += !ours && gold ? 1 : 0;
            if (ours != gold)
                output.WriteLine($"{(gold ? "missed" : "false")} {row["id"]}: {(Environment.GetEnvironmentVariable("SHOW_TEXT") is null ? "" : judged + " [" + row["concept"] + "] " + row["text"][..Math.Min(row["text"].Length, 1500)])}");
        }
        var (precision, recall) = (tp / (double)Math.Max(1, tp + fp), tp / (double)Math.Max(1, tp + fn));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{column} {value}: tp {tp} fp {fp} fn {fn} precision {precision:F3} recall {recall:F3}"));
        Assert.True(precision >= precisionFloor && recall >= recallFloor, $"precision {precision:F3} recall {recall:F3}");
    }

    // Fixed before the first scoring.
    private static readonly string[] TimeCues = ["history", "hx", "h/o", "status post", "s/p", "previous", "prior", "past", "ago", "pmh", "in the past", "childhood", "previously", "known"];

    private static bool HoldsTimeCue(string text) => TimeCues.Any(c => $" {text} ".Contains(c, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        using var lines = File.ReadLines(Data(file)).GetEnumerator();
        lines.MoveNext();
        var names = lines.Current.Split('\t');
        while (lines.MoveNext())
            yield return names.Zip(lines.Current.Split('\t')).ToDictionary(p => p.First, p => p.Second);
    }
}
