using Opportune.App;
using Opportune.App.Evaluate.Cases;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>evaluate</c> on folders of test patients: an invented one, and floors on the published one beside the project.</summary>
public sealed class TestPatientTests(ITestOutputHelper output) : IDisposable
{
    private const string Published = "statin_test_patients";
    private static readonly string[] Populations = ["ASCVD", "LDL 190 or familial, with age", "diabetes, with age", "risk, with age"];

    private static readonly Lazy<CaseFolder> Judged = new(() => Judge(Path.Combine(LabelledSetTests.Data, Published)));

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Members_and_what_becomes_of_them_are_counted_and_differences_named()
    {
        WriteCases("a 1000", "b 1010", "c 1001", "d 1000", "e 1000", "f 0000");
        Write("a", "");
        Write("b", Statin("""  "doNotPerform": false, "intent": "order" """));
        Write("c", Statin("""  "doNotPerform": true, "intent": "order", "reasonCode": [{"coding": [{"system": "http://snomed.info/sct", "code": "1"}]}] """));
        Write("d", Statin("""  "intent": "plan" """));
        // Labelled untreated, and it is not so: a difference.
        Write("e", Statin("""  "intent": "order" """));
        // A member by our rules, which ask for no visit: apart.
        Write("f", "", visit: "2025-06-01");
        var result = await Cli.Run("evaluate", "--data", _folder["data"], "--out", _folder["out.tsv"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = result.Output.Split('\n');
        Assert.Contains(lines, l => l.StartsWith("ASCVD                                  5     5    5   0   0", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("ASCVD: treated                         5     1    1   1   0", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("ASCVD: excepted                        5     1    1   0   0", StringComparison.Ordinal));
        Assert.Contains("data: 6 cases; 1 order not to give a statin, of which 0 count as treatment", lines);
        Assert.Contains("data: 1 case whose membership turns only on a visit in the year, which our rules do not ask for: f", lines);
        Assert.Contains("data: 1 differ, tier 1, closed: treated", lines);
        Assert.StartsWith("data\tASCVD: treated\te\t0\t1\t", (await File.ReadAllLinesAsync(_folder["out.tsv"], TestContext.Current.CancellationToken))[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cases.tsv", "case\ttitle\n", "no column 'period_start'")]
    [InlineData("codes.tsv", "value_set\tsystem\tcode\nDiabetes\tnowhere\t1\n", "unknown code system 'nowhere'")]
    [InlineData("bundles/a.json", "{", "no JSON")]
    public async Task A_malformed_folder_is_refused_in_one_line(string file, string text, string says)
    {
        WriteCases("a 1000");
        Write("a", "");
        await File.WriteAllTextAsync(_folder["data/" + file], text, TestContext.Current.CancellationToken);
        var result = await Cli.Run("evaluate", "--data", _folder["data"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Published_members_are_those_of_the_rules()
    {
        // Test patients lie beside the project and are no part of it: another machine may not have them.
        Assert.SkipUnless(Directory.Exists(Path.Combine(LabelledSetTests.Data, Published)), "skipped, data not there");
        foreach (var score in Judged.Value.Scores)
            output.WriteLine($"{score.Label}: tp {score.Raw.TruePositive} fp {score.Raw.FalsePositive} fn {score.Raw.FalseNegative} of {score.Raw.Asked}");
        Judged.Value.Notes.ForEach(output.WriteLine);
        Assert.All(Populations, p => Assert.Equal((0, 0), Wrong(p)));
        Assert.All(Populations, p => Assert.Equal((0, 0), Wrong($"{p.Split(',')[0]}: treated")));
        Assert.Contains($"{Published}: both evaluators say the same of every case", Judged.Value.Notes);
        Assert.Contains($"{Published}: 101 cases; 14 orders not to give a statin, of which 0 count as treatment", Judged.Value.Notes);
    }

    // What of them differs rests on codes that no list holds, and on nothing else: with them in a list, as a site brings it, none does.
    [Fact]
    public void With_the_codes_that_no_list_holds_every_published_case_comes_out()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(LabelledSetTests.Data, Published)), "skipped, data not there");
        const string Rests = "rests on a code that no value set holds: ";
        Assert.All(Judged.Value.Disagreements, d => Assert.StartsWith(Rests, d.Found, StringComparison.Ordinal));
        var named = Judged.Value.Disagreements.Select(d => d.Found[Rests.Length..].Split(", ")).ToList();
        var alone = named.Where(n => n.Length == 1).Select(n => n[0]).ToHashSet();
        // Of codes that are named together not each is the reason: one set of those that are not named alone comes out.
        var others = named.SelectMany(n => n).Where(c => !alone.Contains(c)).Distinct().ToList();
        var from = Path.Combine(LabelledSetTests.Data, Published);
        Directory.CreateDirectory(_folder["placed/bundles"]);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, _folder[Path.Combine("placed", Path.GetRelativePath(from, file))]);
        var lists = File.ReadAllLines(_folder["placed/codes.tsv"]);
        Assert.Contains(Enumerable.Range(0, 1 << others.Count), some =>
        {
            var codes = alone.Concat(others.Where((_, i) => (some >> i & 1) != 0)).Select(c => c.Split(' '));
            File.WriteAllLines(_folder["placed/codes.tsv"], [.. lists, .. codes.Select(c => $"Hospice Care Ambulatory\t{c[0]}\t{c[1]}\t")]);
            return Judge(_folder["placed"]).Disagreements.Count == 0;
        });
    }

    private static (int FalsePositive, int FalseNegative) Wrong(string label) =>
        Judged.Value.Scores.Single(s => s.Label == label).Raw is var raw ? (raw.FalsePositive, raw.FalseNegative) : default;

    private static CaseFolder Judge(string folder)
    {
        var cases = new CaseFolder(folder);
        cases.Run(ShippedJobs.Folder);
        return cases;
    }

    // A name, and of population 1 whether member, excluded, treated, excepted.
    private void WriteCases(params string[] cases)
    {
        Directory.CreateDirectory(_folder["data/bundles"]);
        string[] outcomes = ["den", "denex", "num", "denexcep"];
        string[] columns = ["case", "title", "period_start", "period_end", .. Enumerable.Range(1, 4).SelectMany(g => outcomes.Select(o => $"g{g}_{o}"))];
        File.WriteAllLines(_folder["data/cases.tsv"],
            [string.Join('\t', columns), .. cases.Select(c => c.Split(' ')).Select(c => string.Join('\t', [c[0], "a case", "2026-01-01", "2026-12-31", .. c[1].Select(b => $"{b}"), .. Enumerable.Repeat("0", 12)]))]);
        File.WriteAllLines(_folder["data/codes.tsv"],
        [
            "value_set\tsystem\tcode\tdisplay", "Office Visit\tCPT\t99202\t", "Medical Reason\thttp://snomed.info/sct\t1\t",
            "Low Intensity Statin Therapy\tRXNORM\t7\t", "Myocardial Infarction\tlocal:x\tmi\t",
        ]);
    }

    private void Write(string name, string more, string visit = "2026-06-01") => File.WriteAllText(_folder[$"data/bundles/{name}.json"],
        $$$"""
        {"resourceType": "Bundle", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1960-01-02", "gender": "male"}},
        {"resource": {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "onsetDateTime": "2020-01-02", "code": {"coding": [{"system": "local:x", "code": "mi"}]} } },
        {"resource": {"resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"reference": "Patient/p"}, "period": {"start": "{{{visit}}}"},
          "type": [{"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "99202"}]}]} } {{{more}}}
        ]}
        """);

    private static string Statin(string said) =>
        $$$"""
        ,{"resource": {"resourceType": "MedicationRequest", "id": "m", "status": "active", "subject": {"reference": "Patient/p"}, "authoredOn": "2026-03-01",
          "medicationCodeableConcept": {"coding": [{"system": "RXNORM", "code": "7"}]}, {{{said}}} } }
        """;
}
