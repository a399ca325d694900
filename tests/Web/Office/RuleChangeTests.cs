using Dapper;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Rules;
using Opportune.Runs;

namespace Opportune.Tests.Web.Office;

/// <summary>A change of the rules: written by one, tried beside those in force, put in force by another.</summary>
public sealed class RuleChangeTests : PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Path = "measures/statin-review.yaml";

    [Fact]
    public async Task A_changed_measure_is_tried_and_put_in_force_and_the_next_run_lists_what_was_told_row_for_row()
    {
        var page = await SignIn("cora", role: Role.Clinician);
        await page.GotoAsync(_site.Address + "/measures/statin-review");
        await page.ClickAsync("text=Write a change of it");
        await Write(page, "shorter", Sooner, "only what was reported in the last four months");
        // A case says otherwise, so that nobody tries it without having looked at that.
        await page.ClickAsync("#try");
        await Assertions.Expect(page.Locator("#failed, #state")).ToContainTextAsync(["being tried"]);
        await Until(page, "#failed");
        Assert.Contains("measures/statin-review.cases.yaml:", await page.InnerTextAsync("#failed"), StringComparison.Ordinal);
        await page.GotoAsync(_site.Address + "/rules/file?name=shorter&path=measures/statin-review.cases.yaml");
        await Write(page, "shorter", _ => OneCase, "only what was reported in the last four months");
        Assert.Equal(["  look-back: P3Y", "  look-back: P4M"], (await TextsOf(page.Locator("details:has-text('statin-review.yaml') tr.gone, details:has-text('statin-review.yaml') tr.new"))).Select(t => t.Split('\t')[1].Split('#')[0].TrimEnd()));
        await page.ClickAsync("#try");
        await Until(page, "#counts, #failed");
        Assert.Equal(0, await page.Locator("#failed").CountAsync());
        var shadow = await Shadow("shorter");
        Assert.InRange(shadow.EntriesLeaving, 5, 1000);
        Assert.Equal(shadow.EntriesBefore + shadow.EntriesEntering - shadow.EntriesLeaving, shadow.EntriesAfter);
        Assert.Contains("More than 2%", await page.InnerTextAsync("#moved"), StringComparison.Ordinal);
        Assert.Contains("because of the measure", await page.InnerTextAsync("#rows"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#put").CountAsync());
        var told = await _site.Sql(c => RuleTable.Rows(c, shadow.ShadowId, Sight.Everything, null, null, 0, 100_000));
        // Nothing was published by it.
        Assert.Equal(1L, await _site.Sql(c => c.ExecuteScalar<long>("select count(*) from runs")));
        var before = await Listed();

        var lead = await SignIn("lea", role: Role.ClinicalLead);
        await lead.GotoAsync(_site.Address + "/rules/shorter");
        await lead.FillAsync("#why", "old findings are another team's");
        await lead.ClickAsync("#put button");
        Assert.Contains("shorter is in force", await lead.InnerTextAsync(".said"), StringComparison.Ordinal);
        await lead.GotoAsync(_site.Address + "/measures/statin-review");
        Assert.Contains("4 months", await lead.InnerTextAsync("[aria-labelledby=rule] pre"), StringComparison.Ordinal);

        // So much changes that people judge a new sample of what the next run lists.
        var asked = await _site.Part<Opportune.Database.Validation.ValidationTable>().List(cancel: Token);
        Assert.Equal(told.Where(t => t.Change != ShadowChanges.Wording).Select(t => t.Site).Distinct().Order(StringComparer.Ordinal), asked.Where(s => s is { Purpose: SampleKind.AfterChange, Measure: "statin-review" }).Select(s => s.Site).Order(StringComparer.Ordinal));

        var run = await RunAgain();
        var gaps = await _site.Sql(c => RunCatalog.Files(c, run).Single(f => f.Name == "gaps.parquet").Sha256);
        Assert.Equal(shadow.GapsSha256, gaps);
        var after = await Listed();
        Assert.Equal(
            told.Where(t => t.Change == ShadowChanges.Leaves).Select(t => (t.PatientId, t.Measure)).Order(), before.Keys.Except(after.Keys).Order());
        Assert.Equal(
            told.Where(t => t.Change == ShadowChanges.Enters).Select(t => (t.PatientId, t.Measure)).Order(), after.Keys.Except(before.Keys).Order());
        Assert.Equal(
            told.Where(t => t.Change == ShadowChanges.Tier).Select(t => (t.PatientId, t.Measure, t.TierAfter)).Order(),
            after.Where(a => before.TryGetValue(a.Key, out var tier) && tier != a.Value).Select(a => (a.Key.PatientId, a.Key.Measure, (long?)a.Value)).Order());
        Assert.Equal(shadow.EntriesAfter, await _site.Sql(c => c.ExecuteScalar<long>("select count(*) from entries where finding = 'open'")));
        var rules = await _site.Sql(RunCatalog.Rules);
        Assert.Equal(2, rules.Count);

        // The way back.
        await lead.GotoAsync(_site.Address + "/rules");
        await lead.ClickAsync(".acts summary");
        await lead.FillAsync("#back-why", "it left out too many");
        await lead.ClickAsync("#back button");
        Assert.Contains("is in force again", await lead.InnerTextAsync(".said"), StringComparison.Ordinal);
        await RunAgain();
        Assert.Equal(before, await Listed());
        Assert.Equal(rules[1].RulesSha256, (await _site.Sql(RunCatalog.Rules))[0].RulesSha256);
    }

    [Fact]
    public async Task What_was_changed_after_its_trial_or_is_approved_by_who_wrote_it_is_refused()
    {
        var lead = await SignIn("lea", role: Role.ClinicalLead);
        await lead.GotoAsync(_site.Address + $"/rules/file?path={Path}");
        // What cannot be read is not kept, and what was typed is still there.
        await Write(lead, "words", text => text.Replace("version: 2", "version: two", StringComparison.Ordinal), "a title");
        Assert.Contains(Path + ":", await lead.InnerTextAsync("#problem"), StringComparison.Ordinal);
        Assert.Contains("version: two", await lead.InputValueAsync("#text"), StringComparison.Ordinal);
        await Write(lead, "words", text => Title(text.Replace("version: two", "version: 2", StringComparison.Ordinal), "first"), "a title");
        await lead.ClickAsync("#try");
        await Until(lead, "#same, #counts");
        await lead.FillAsync("#why", "I wrote it");
        await lead.ClickAsync("#put button");
        Assert.Contains("who wrote a change does not put it in force", await lead.InnerTextAsync("#problem"), StringComparison.Ordinal);

        // Another lead looks; meanwhile it is changed.
        var other = await SignIn("olga", role: Role.ClinicalLead);
        await other.GotoAsync(_site.Address + "/rules/words");
        await lead.GotoAsync(_site.Address + $"/rules/file?name=words&path={Path}");
        await Write(lead, "words", text => Title(text, "second"), "another title");
        await other.FillAsync("#why", "it reads well");
        await other.ClickAsync("#put button");
        Assert.Contains("changed since you looked", await other.InnerTextAsync("#problem"), StringComparison.Ordinal);
        Assert.Contains("It was not tried", await other.InnerTextAsync("#state"), StringComparison.Ordinal);
        Assert.Equal(0, await other.Locator("#put").CountAsync());
        // Asked for without the page: not tried.
        var desk = _site.Part<RuleDesk>();
        var olga = (await _site.Users.FindByName("olga", Token))!.UserId;
        var now = (await desk.Find("words", Token))!;
        var refused = await Assert.ThrowsAsync<InputException>(() => desk.Activate("words", now.Row.SetSha256, olga, "x", null, Token));
        Assert.Contains("has not been tried", refused.Message, StringComparison.Ordinal);
        // Nor by who is no lead.
        await SignIn("cora", role: Role.Clinician);
        var cora = (await _site.Users.FindByName("cora", Token))!.UserId;
        await desk.Try("words", null, "olga", new Progress<StepProgress>(), Token);
        await Assert.ThrowsAsync<InputException>(() => desk.Activate("words", now.Row.SetSha256, cora, "x", null, Token));
        await desk.Activate("words", now.Row.SetSha256, olga, "x", null, Token);
        // What was tried beside other rules was not tried beside these.
        await desk.Propose("more", RuleFiles.Of([KeyValuePair.Create(Path, System.Text.Encoding.UTF8.GetBytes(Title(Text(now.Files, Path), "third")))]), cora, "x", Token);
        await desk.Try("more", null, "olga", new Progress<StepProgress>(), Token);
        await desk.GoBack(1, olga, "x", Token);
        await Assert.ThrowsAsync<InputException>(async () => await desk.Activate("more", (await desk.Find("more", Token))!.Row.SetSha256, olga, "x", null, Token));
        Assert.Equal([2L, 1L], (await desk.Activations(Token)).Select(a => a.Number));
        await Assert.ThrowsAsync<InputException>(() => desk.GoBack(1, olga, "x", Token));
    }

    [Fact]
    public async Task Patients_of_a_trial_are_told_to_those_alone_who_may_see_them()
    {
        await SignIn("cora", role: Role.Clinician);
        var (desk, cora) = (_site.Part<RuleDesk>(), (await _site.Users.FindByName("cora", Token))!.UserId);
        await desk.Propose("shorter", Shorter(Text(await desk.InForce(Token), Path)), cora, "x", Token);
        var shadow = await desk.Try("shorter", null, "cora", new Progress<StepProgress>(), Token);
        var all = await _site.Sql(c => RuleTable.Rows(c, shadow.ShadowId, Sight.Everything, null, null, 0, 100_000));
        var (site, hidden) = (all[0].Site, all[1].PatientId);
        await _site.Sql(c => c.Execute("update shadow_rows set restricted = 1 where patient_id = @hidden", new { hidden }));

        var lead = await SignIn("lea", grants: new(Role.ClinicalLead, Scope.Of([site], [])) { PatientId = all[0].PatientId });
        await lead.GotoAsync(_site.Address + "/rules/shorter");
        var expected = all.Where(r => r.Site == site && r.PatientId != hidden && r.PatientId != all[0].PatientId).Select(r => r.PatientId).Take(50);
        Assert.Equal(expected, (await TextsOf(lead.Locator("#rows th[scope=row]"))).Select(t => t.Split('\n')[0].Trim()));
        Assert.Equal(0, await lead.Locator("#moved").CountAsync());
        var shown = (await TextsOf(lead.Locator("#counts td:last-child"))).Sum(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(all.Count(r => r.Site == site && r.PatientId != hidden && r.PatientId != all[0].PatientId), shown);

        var administrator = await SignIn("ada", role: Role.Administrator);
        await administrator.GotoAsync(_site.Address + "/rules/shorter");
        Assert.Equal(0, await administrator.Locator("#rows").CountAsync());
        var text = await administrator.InnerTextAsync("main");
        Assert.DoesNotContain(all, r => text.Contains(r.PatientId, StringComparison.Ordinal));

        // Where all is silent, who decides what goes live is told what would be listed, and nobody else is.
        await _site.Sql(c => c.Execute("insert into standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at) select measure, site, 'silent', '', 'decided', 'x', 'x', '', @at from publications", new { at = _site.Clock.GetUtcNow() }));
        var whole = await SignIn("lou", role: Role.ClinicalLead);
        await whole.GotoAsync(_site.Address + "/rules/shorter");
        Assert.Equal(all.Count(r => r.PatientId != hidden), (await TextsOf(whole.Locator("#counts td:last-child"))).Sum(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(await TextsOf(whole.Locator("#counts td[data-label=Site]")), t => Assert.EndsWith(", silent", t, StringComparison.Ordinal));
        Assert.Equal(all.Where(r => r.PatientId != hidden && r.Change == ShadowChanges.Leaves).Select(r => r.PatientId).Distinct().Count(), (await TextsOf(whole.Locator("#panels td:last-child"))).Sum(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("no quarter has a median of minutes", await whole.InnerTextAsync("main"), StringComparison.Ordinal);
        var author = await SignIn("cleo", role: Role.Clinician);
        await author.GotoAsync(_site.Address + "/rules/shorter");
        Assert.Equal(0, await author.Locator("#counts, #rows, #panels").CountAsync());

        // A file is taken out again, but for the last one that differs.
        await author.ClickAsync("text=Take measures/statin-review.cases.yaml out of the change");
        Assert.Contains("is as in force again", await author.InnerTextAsync(".said"), StringComparison.Ordinal);
        Assert.Equal([Path], (await desk.Find("shorter", Token))!.Changed);
        Assert.Contains("not tried since", await author.InnerTextAsync("#state"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InputException>(() => desk.TakeOut("shorter", Path, cora, Token));
    }

    private static string Text(RuleFiles files, string path) => System.Text.Encoding.UTF8.GetString(files.Contents[path]);

    // With the one case that still comes out as it says.
    private static RuleFiles Shorter(string measure) => RuleFiles.Of(new Dictionary<string, string> { [Path] = Sooner(measure), ["measures/statin-review.cases.yaml"] = OneCase }
        .Select(f => KeyValuePair.Create(f.Key, System.Text.Encoding.UTF8.GetBytes(f.Value))));

    private static string Sooner(string measure) => measure.Replace("look-back: P3Y", "look-back: P4M", StringComparison.Ordinal);

    private const string OneCase = """
        measure: statin-review
        as-of: 2026-06-30
        patient: F 64
        cases:
          - name: moderate coronary calcification without a statin opens a row
            events: |
              imaging_findings | 2026-03-10 | vascular-calcification @ coronary | kind calcified | moderate | exam CT chest
            expect: {status: open, tier: 2}
        """;

    private static string Title(string text, string title) => System.Text.RegularExpressions.Regex.Replace(text, "^label: .*$", $"label: {title}", System.Text.RegularExpressions.RegexOptions.Multiline);

    private static async Task Write(IPage page, string name, Func<string, string> change, string what)
    {
        await page.FillAsync("#text", change(await page.InputValueAsync("#text")));
        await page.FillAsync("#name", name);
        await page.FillAsync("#what", what);
        await page.ClickAsync("button:has-text('Keep the change')");
    }

    // Looks again until it is there.
    private static async Task Until(IPage page, string selector)
    {
        for (var i = 0; i < 120 && await page.Locator(selector).CountAsync() == 0; i++)
        {
            await Task.Delay(250, Token);
            await page.ReloadAsync();
        }
        Assert.NotEqual(0, await page.Locator(selector).CountAsync());
    }

    private async Task<ShadowRow> Shadow(string name) => (await _site.Part<RuleDesk>().Find(name, Token))!.Shadow!;

    private async Task<Dictionary<(string PatientId, string Measure), long>> Listed() =>
        await _site.Sql(c => c.Query<(string Patient, string Measure, long Tier)>("select patient_id, measure, tier from gaps where status = 'open'").ToDictionary(g => (g.Patient, g.Measure), g => g.Tier));

    // The same day again, by the rules that are in force.
    private async Task<string> RunAgain()
    {
        var row = await _site.Sql(c => RuleTable.LastLive(c, null)!);
        var request = _site.Part<Opportune.Web.Workplace>().Office!.Request(row);
        var report = await Run.Execute(request, new RunPlace { OutFolder = System.IO.Path.Combine(_site.Folder, "out"), Database = _site.Database, RequestedBy = "tests" }, TimeProvider.System, new Progress<StepProgress>(), Token);
        return report.RunId;
    }
}
