using Dapper;
using Opportune.Core;
using Opportune.Database.Standings;
using Opportune.Database.Validation;

namespace Opportune.Tests.Web.Access;

/// <summary>What is silent, in pilot, live and stopped.</summary>
public sealed class StandingAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_going_live_breaks_a_rule(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, "lea", Role.ClinicalLead);
        await page.GotoAsync(_site.Address + "/going-live");
        await look.At("going-live-invented");
        await _site.Sql(c => c.Execute("delete from shown_parts"));
        await page.GotoAsync(_site.Address + "/going-live");
        await page.Locator("details summary", new() { HasText = "Stop something" }).ClickAsync();
        await page.SelectOptionAsync("#pause-measure", "statin-review");
        await page.SelectOptionAsync("#pause-tier", "4");
        await page.FillAsync("#pause-reason", "it lists valves as arteries");
        await page.ClickAsync("#pause button");
        await look.At("going-live-stopped");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("going-live-measure");
        await page.CheckAsync("input[value=pilot]");
        await page.FillAsync("#reason", "one panel looks at it first");
        await page.ClickAsync("#decide button");
        await look.At("going-live-refused");
        await page.Locator("input[name=panel]").First.CheckAsync();
        await page.CheckAsync("input[value=pilot]");
        await page.ClickAsync("#decide button");
        await page.Locator(".said").WaitForAsync();
        await look.At("going-live-pilot");
        await page.GotoAsync(_site.Address + "/going-live/recall");
        await look.At("recall-refused");
        await page.Enter(await _site.Invite("lou", new Grants(Role.ClinicalLead, Scope.All) { MayOpenRestricted = true }));
        await page.GotoAsync(_site.Address + "/going-live/recall");
        await page.Locator("td[data-label=Lexicon] a").First.ClickAsync();
        await page.Locator("#rows").WaitForAsync();
        await look.At("recall");
        await SignIn(page, "rae", Role.Reviewer);
        await page.GotoAsync(_site.Address + "/going-live");
        await look.At("going-live-reviewer");
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_judging_breaks_a_rule_and_the_menu_of_who_holds_all_roles_stands_in_one_line(int width)
    {
        var (page, look) = await Begin(width);
        var part = (await _site.Part<StandingTable>().List(TestContext.Current.CancellationToken)).First(p => p.Measure == "statin-review" && p.RunId is not null);
        var validation = _site.Part<ValidationTable>();
        Assert.Null(await validation.Ask(part.Measure, part.Site, SampleKind.Monthly, "lea", Role.ClinicalLead, TestContext.Current.CancellationToken));
        await page.Enter(await _site.Invite("ann", new Grants(Roles.Of(Enum.GetValues<Role>()), Scope.All)));
        await _site.Sql(c => { ValidationTable.NoteProblem(c, 1, DrawProblem.Failed); return 0; });
        await page.GotoAsync($"{_site.Address}/going-live/{part.Measure}?site={part.Site}");
        await look.At("going-live-undrawn");
        await page.GotoAsync(_site.Address + "/validation");
        await look.At("validation-undrawn");
        var shown = new ShownCase
        {
            AsOf = part.AsOf!.Value,
            Age = 71,
            Sex = "F",
            Reports = [new(part.AsOf.Value.AddDays(-40), "CT", "chest", "FINDINGS: Mild calcification of the thoracic aorta. Lungs are clear.\nIMPRESSION: No acute finding.")],
            Facts = [new("conditions", part.AsOf.Value.AddDays(-400), "ICD10CM I10", "Essential hypertension", "active"), new("results", part.AsOf.Value.AddDays(-20), "LOINC 13457-7", "LDL: 141 mg/dL", null)],
            Older = 3,
        };
        await _site.Sql(c =>
        {
            ValidationTable.Keep(c, 1, new(part.Measure, part.Site, part.AsOf.Value, 1, part.MeasureSha256!, part.SetsSha256!, part.LexiconSha256!), part.RunId!, [.. Enumerable.Range(0, 3).Select(i => new DrawnCase(Stratum.Listed, $"P{i}", shown.ToText()))]);
            return 0;
        });
        await page.GotoAsync(_site.Address + "/validation");
        await look.At("validation-waiting");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("judge-case");
        // On a narrow screen an open menu lies over what is below it.
        foreach (var group in width == 1280 ? new[] { "Rules", "Office" } : [])
        {
            await page.Locator(".menu summary", new() { HasText = group }).ClickAsync();
            await look.At($"menu-{group}");
        }
        foreach (var wide in width == 1280 ? new[] { 1280 } : [360])
        {
            await page.SetViewportSizeAsync(wide, 900);
            var lines = await page.EvaluateAsync<int>("new Set([...document.querySelectorAll('.top nav > a, .top nav > details')].map(e => Math.round(e.getBoundingClientRect().bottom))).size");
            Assert.Equal(1, lines);
        }
        look.AssertNothingFound();
    }
}
