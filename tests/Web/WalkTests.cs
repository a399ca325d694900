using Microsoft.Playwright;

namespace Opportune.Tests.Web;

/// <summary>A reviewer's first minutes: in by a link, down the list, an entry, a decision, the next one.</summary>
public sealed class WalkTests : PageTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/worklist")]
    [InlineData("/entries/abc")]
    [InlineData("/account")]
    [InlineData("/no-such-page")]
    public async Task Nothing_is_shown_to_somebody_who_has_not_signed_in(string path)
    {
        var page = await NewPage();
        await page.GotoAsync(_site.Address + path);
        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
        Assert.Equal(0, await page.Locator("table").CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reviewer_signs_in_by_a_link_opens_an_entry_decides_and_comes_to_the_next(bool withScript)
    {
        var context = await NewContext(new() { JavaScriptEnabled = withScript });
        var page = await context.NewPageAsync();
        var link = await _site.Invite("nora");
        await page.GotoAsync(link);
        await page.ClickAsync("main button");
        Assert.Equal("/account", new Uri(page.Url).AbsolutePath);
        await page.GotoAsync(_site.Address + "/worklist?tier=1");
        var rows = page.Locator(".entries tbody tr");
        var before = await rows.CountAsync();
        Assert.InRange(before, 2, 50);
        var (first, second) = (await rows.Nth(0).Locator("a.open").InnerTextAsync(), await rows.Nth(1).Locator("a.open").InnerTextAsync());
        await rows.Nth(0).Locator("a.open").ClickAsync();
        Assert.Equal(first, await page.Locator("h1").InnerTextAsync());
        await page.CheckAsync("input[value=referred]");
        await page.FillAsync("[name='referred.recipient']", "Dr. Example");
        await page.FillAsync("#comment", "<script>alert(1)</script> & 'quotes'");
        await page.ClickAsync("button[value=next]");
        Assert.Equal(second, await page.Locator("h1").InnerTextAsync());
        Assert.Contains($"{first}: Referred", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        await page.ClickAsync("#back");
        Assert.Equal("?tier=1", new Uri(page.Url).Query);
        Assert.Equal(before - 1, await rows.CountAsync());
        await page.GotoAsync(_site.Address + "/worklist?state=waiting");
        await page.Locator("a.open").First.ClickAsync();
        Assert.Contains("<script>alert(1)</script> & 'quotes'", await page.Locator(".history").InnerTextAsync(), StringComparison.Ordinal);
        await page.GotoAsync(link);
        Assert.Contains("no longer good", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
    }
}
