using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>The page of disputes, and what My day says of them.</summary>
public sealed class DisputeAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_disputes_breaks_a_rule(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, "cora", Role.Clinician);
        await page.GotoAsync(_site.Address + "/disputes");
        await look.At("disputes-none");
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await page.Locator("a.open").First.ClickAsync();
        await page.CheckAsync("input[name=as][value=wrong-text]");
        await page.FillAsync("#comment", "it says none of it");
        await page.ClickAsync("button[value=stay]");
        await page.GotoAsync(_site.Address + "/disputes");
        await page.ClickAsync(".dispute summary");
        await look.At("disputes");
        await page.SelectOptionAsync(".dispute select[name=step]", "fixed");
        await page.FillAsync(".dispute input[name=text]", "it is mended");
        await page.ClickAsync(".dispute form button");
        await look.At("disputes-problem");
        await page.ClickAsync(".dispute summary");
        await page.FillAsync(".dispute input[name=text]", "the words were taken for others");
        await page.ClickAsync(".dispute form button");
        await look.At("disputes-answered");
        await page.GotoAsync(_site.Address + "/");
        await look.At("day-disputed");
        look.AssertNothingFound();
    }
}
