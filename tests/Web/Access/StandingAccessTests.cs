using Dapper;
using Opportune.Core;

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
        await page.GotoAsync(await _site.Invite("lou", new Grants(Role.ClinicalLead, Scope.All) { MayOpenRestricted = true }));
        await page.ClickAsync("main button");
        await page.GotoAsync(_site.Address + "/going-live/recall");
        await page.Locator("td[data-label=Lexicon] a").First.ClickAsync();
        await page.Locator("#rows").WaitForAsync();
        await look.At("recall");
        await SignIn(page, "rae", Role.Reviewer);
        await page.GotoAsync(_site.Address + "/going-live");
        await look.At("going-live-reviewer");
        look.AssertNothingFound();
    }
}
