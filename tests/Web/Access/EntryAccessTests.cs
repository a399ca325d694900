using Microsoft.Playwright;

namespace Opportune.Tests.Web.Access;

/// <summary>An entry in its states, its print, and the help over it.</summary>
public sealed class EntryAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task An_entry_breaks_no_rule(int width)
    {
        var (page, look) = await SignedIn(width);
        await page.GotoAsync(_site.Address + "/worklist?tier=2");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("entry");
        await page.GetByRole(AriaRole.Link, new() { Name = "Print" }).ClickAsync();
        await look.At("print");
        await page.GoBackAsync();
        foreach (var details in await page.Locator("main details").AllAsync())
            await details.Locator("summary").ClickAsync();
        await page.CheckAsync("input[value=referred]");
        await look.At("entry-deciding");
        // Without the recipient the browser asks for it; sent all the same, the server refuses it.
        await page.EvalOnSelectorAsync("#decide", "form => form.noValidate = true");
        await page.ClickAsync("button[value=stay]");
        Assert.Contains("Nothing was changed", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
        await look.At("entry-refused");
        await page.FillAsync("[name='referred.recipient']", "Dr. Example");
        await page.ClickAsync("button[value=stay]");
        await look.At("entry-decided");
        await page.Keyboard.PressAsync("?");
        await page.Locator("dialog[open]").WaitForAsync();
        await look.At("keys");
        look.AssertNothingFound();
    }
}
