using Dapper;
using Opportune.App;
using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Tests.Web.Office;

/// <summary>A clinical lead calls back what a bad lexicon said, with the keyboard and without a script.</summary>
public sealed class RecallTests : PageTests
{
    [Fact]
    public async Task A_planted_bad_lexicon_is_called_back_to_exactly_its_rows_with_what_people_did()
    {
        // For one night calcified granulomas are read as arteries; the next night all is as before.
        await _site.Deliver();
        const string Lexicon = "lexicon/calcification.yaml";
        var (shipped, mine) = (PublishedHospital.Jobs.Place, Path.Combine(_site.Folder, "mine"));
        Directory.CreateDirectory(Path.Combine(mine, "lexicon"));
        await File.WriteAllTextAsync(Path.Combine(mine, Lexicon), (await File.ReadAllTextAsync(shipped.Find(Lexicon), Token)).Replace("granuloma: calcified-granuloma", "granuloma: vascular-calcification", StringComparison.Ordinal), Token);
        var bad = LoadedJobs.Load(shipped with { Site = mine }, null, null);
        var good = await Said();
        await Night(bad);
        var planted = await Said();
        var mistakes = planted.Except(good).ToHashSet();
        Assert.Contains(mistakes, m => m.Status == "open");
        Assert.True(mistakes.Count < planted.Count);
        var wrong = mistakes.First(m => m.Status == "open");
        var rae = await SignIn("rae", withScript: false);
        await rae.GotoAsync($"{_site.Address}/entries/{await _site.Sql(c => c.QueryFirst<string>("select entry_id from gaps where patient_id = @Patient and measure = @Measure", new { wrong.Patient, wrong.Measure }))}");
        await rae.CheckAsync("input[value=wrong-text]");
        await rae.FillAsync("#comment", "it is a valve");
        await rae.ClickAsync("button[value=stay]");
        Assert.Contains("misread", await rae.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        await Night(PublishedHospital.Jobs);
        Assert.Equal(good.Order(), (await Said()).Order());

        var page = await SignIn("lou", withScript: false, grants: new(Role.ClinicalLead, Scope.All) { MayOpenRestricted = true });
        await page.GotoAsync(_site.Address + "/going-live");
        await page.Locator("a[href='/going-live/recall']").PressAsync("Enter");
        await page.IsAt("/recall");
        await page.Locator($"td[data-label=Lexicon] a[href$='lexicon={bad.Lexicon.Hash}']").First.PressAsync("Enter");
        await page.Locator("#rows").WaitForAsync();
        string[] columns = ["td[data-label=Measure]", "th .sub", "td[data-label='It said']", "td[data-label='People since']"];
        var cells = new List<IReadOnlyList<string>>();
        foreach (var column in columns)
            cells.Add([.. (await page.Locator($"#rows tbody {column}").AllInnerTextsAsync()).Select(t => t.Split('\n')[0].Trim())]);
        var rows = cells[0].Select((measure, i) => (Measure: measure, Mrn: cells[1][i], Status: cells[2][i], Since: cells[3][i])).ToList();
        var mrns = (await _site.Sql(c => c.Query<(string Id, string Mrn)>("select patient_id, mrn from people"))).ToDictionary(p => p.Id, p => p.Mrn);
        string Shown(string patient) => mrns.GetValueOrDefault(patient) ?? patient;
        (string, string, string) AsShown((string Measure, string Patient, string Status) said) => (said.Measure, Shown(said.Patient), said.Status);
        Assert.Equal(planted.Select(AsShown).Order(), rows.Select(r => (r.Measure, r.Mrn, r.Status)).Order());
        var alone = await page.Locator("#rows tbody tr:has(td[data-label='It said'] b) th .sub").AllInnerTextsAsync();
        Assert.Equal(mistakes.Select(m => Shown(m.Patient)).Order(), alone.Order());
        Assert.Contains("wrong-text, rae, 13 Nov 2026", rows.Single(r => r.Mrn == Shown(wrong.Patient) && r.Measure == wrong.Measure && r.Status == "open").Since, StringComparison.Ordinal);

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#file button").PressAsync("Enter"));
        Assert.Equal("recall.csv", download.SuggestedFilename);
        var lines = (await File.ReadAllLinesAsync(await download.PathAsync(), Token)).Select(l => l.Trim('"').Split("\",\"")).ToList();
        int Column(string name) => Array.IndexOf([.. lines[0][0].Split(',')], name);
        var file = lines.Skip(1).Select(l => (Measure: l[Column("measure")], Patient: l[Column("patient_id")], Status: l[Column("status")], Alone: l[Column("only_this_version")], By: l[Column("decided_by")])).ToList();
        Assert.Equal(planted.Order(), file.Select(r => (r.Measure, r.Patient, r.Status)).Order());
        Assert.Equal(mistakes.Order(), file.Where(r => r.Alone == "yes").Select(r => (r.Measure, r.Patient, r.Status)).Order());
        Assert.Equal("rae", file.Single(r => (r.Measure, r.Patient, r.Status) == wrong).By);
    }

    // What the rules say of patients, as it was published last.
    private async Task<IReadOnlyList<(string Measure, string Patient, string Status)>> Said() =>
        await _site.Sql(c => c.Query<(string, string, string)>("select measure, patient_id, status from gaps where status <> 'prospective'").AsList());

    private async Task Night(LoadedJobs rules)
    {
        _site.Clock.Advance(TimeSpan.FromHours(1));
        var (occasion, _) = await _site.Part<ScheduleDesk>().Trigger("nightly", "ada", null, Token);
        Assert.Empty((await _site.Work(occasion.RunId!, rules: rules))!.Held);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
