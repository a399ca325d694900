using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Web.Show;

namespace Opportune.Tests.Web.Office;

/// <summary>The rules in force, for whoever is signed in.</summary>
public sealed class MeasureTests : PageTests
{
    [Fact]
    public async Task Every_measure_tells_its_rule_sources_sets_cases_and_by_which_version_the_list_was_made()
    {
        var page = await SignIn("lea", role: Role.ClinicalLead);
        await page.ClickAsync(".menu summary >> text=Rules");
        await page.ClickAsync("nav a[href='/measures']");
        var rules = PublishedHospital.Jobs.Rules;
        Assert.Equal(rules.Measures.Count, await page.Locator("a[href^='/measures/']").CountAsync());
        Assert.Contains(PublishedHospital.Jobs.Hash[..12] + " in force now", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        var measure = rules.Measures.Single(m => m.Id == "statin-review");
        await page.ClickAsync("a[href='/measures/statin-review']");
        var text = await page.InnerTextAsync("main");
        Assert.All(measure.Sources, source => Assert.Contains(source.Name, text, StringComparison.Ordinal));
        Assert.All(measure.Changes, change => Assert.Contains(change.What.Trim(), text, StringComparison.Ordinal));
        // The rule is what 'explain' says.
        Assert.Contains("arterial calcification", await page.InnerTextAsync("[aria-labelledby=rule] pre"), StringComparison.Ordinal);
        Assert.Equal(3, await page.Locator("[aria-labelledby=versions] a[href^='/runs/']").CountAsync());
        Assert.Equal(3, await page.Locator("#is a[href^='/going-live/statin-review?site=']").CountAsync());
        await page.ClickAsync("[aria-labelledby=cases] summary");
        Assert.Equal(rules.Cases["statin-review"].Cases.Count, await page.Locator("[aria-labelledby=cases] tbody tr").CountAsync());

        await page.ClickAsync("a[href='/value-sets/dialysis-or-esrd']");
        Assert.Equal(["N18.6", "Z99.2"], (await TextsOf(page.Locator("tbody th"))).Order(StringComparer.Ordinal).Select(c => c.Contains('.', StringComparison.Ordinal) ? c : c.Insert(3, ".")));
        await page.ClickAsync("a[href='/value-sets']");
        Assert.Equal(rules.ValueSets.Count, await page.Locator("tbody tr").CountAsync());
        await page.GotoAsync(_site.Address + "/lexicon");
        await page.ClickAsync("summary:has-text('fracture:') >> nth=0");
        Assert.Contains("“Old healed fracture of the left seventh rib.”", await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_review_is_due_from_sixty_days_before_its_day()
    {
        var today = new DateOnly(2027, 9, 22);
        Assert.Equal("22 Nov 2027", ReviewDue.Of(today.AddDays(61), today).ToString());
        Assert.Equal("review due by 21 Nov 2027", ReviewDue.Of(today.AddDays(60), today).ToString());
        Assert.Equal("review due by 22 Sep 2027", ReviewDue.Of(today, today).ToString());
        Assert.Equal("review overdue since 21 Sep 2027", ReviewDue.Of(today.AddDays(-1), today).ToString());
    }

    [Fact]
    public async Task Who_only_reviews_reads_the_rule_from_an_entry_and_is_led_to_no_run()
    {
        var page = await SignIn("rita");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.Locator("a.open").First.ClickAsync();
        await page.Locator("summary:has-text('The rule')").First.ClickAsync();
        await page.Locator("a:has-text('Its sources, cases and versions')").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("review");
        Assert.Equal(0, await page.Locator("a[href^='/runs/']").CountAsync());
        Assert.Equal(404, (await page.GotoAsync(_site.Address + "/measures/none"))!.Status);
        Assert.Equal(404, (await page.GotoAsync(_site.Address + "/value-sets/none"))!.Status);
    }
}
