using Microsoft.Playwright;

namespace Opportune.Tests.Web;

/// <summary>Every page for everybody: no violation of WCAG 2.2 AA that a program can find, in both themes, wide and narrow; nothing sideways at 320 px, which is 400% zoom.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private Site _site = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        _playwright = await Playwright.CreateAsync();
        _browser = await Browser.Start(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task No_page_breaks_a_rule(ColorScheme scheme, int width)
    {
        var page = await _browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        var look = new Look(page, $"{scheme}-{width}");
        await page.GotoAsync(_site.Address + "/sign-in");
        await look.At("sign-in");
        await page.FillAsync("#name", "nobody");
        await page.FillAsync("#password", "wrong");
        await page.ClickAsync("main button");
        await look.At("sign-in-refused");
        await page.GotoAsync(await _site.Invite($"anna-{scheme}-{width}"));
        await look.At("link");
        await page.ClickAsync("main button");
        await look.At("account");
        await page.GotoAsync(_site.Address + "/worklist");
        await look.At("list");
        await page.Locator("input[name=entry]").First.CheckAsync();
        await look.At("list-ticked");
        await page.SelectOptionAsync("#do", "snooze");
        await page.ClickAsync("#bulk button:not([name])");
        await look.At("bulk");
        await page.ClickAsync(".bulk-ask button");
        await look.At("bulk-done");
        await page.ClickAsync("#undo");
        await look.At("bulk-undone");
        await page.GotoAsync(_site.Address + "/worklist/bulk?do=note");
        await look.At("bulk-none");
        await page.GotoAsync(_site.Address + "/worklist/export");
        await look.At("export");
        await page.GotoAsync(_site.Address + "/exports");
        await look.At("not-found-for-reviewers");
        await page.GotoAsync(_site.Address + "/worklist?q=no-such-patient");
        await look.At("list-empty");
        await page.GotoAsync(_site.Address + "/worklist?view=treatment-unknown");
        await look.At("list-unknown");
        await page.GotoAsync(_site.Address + "/worklist?tier=2");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("entry");
        await page.GetByRole(AriaRole.Link, new() { Name = "Print" }).ClickAsync();
        await look.At("print");
        await page.GoBackAsync();
        foreach (var details in await page.Locator("main details").AllAsync())
            await details.Locator("summary").ClickAsync();
        await page.CheckAsync("input[value=sent-to-clinician]");
        await look.At("entry-deciding");
        // Without the recipient the browser asks for it; sent all the same, the server refuses it.
        await page.EvalOnSelectorAsync("#decide", "form => form.noValidate = true");
        await page.ClickAsync("button[value=stay]");
        Assert.Contains("Nothing was changed", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
        await look.At("entry-refused");
        await page.FillAsync("[name='sent-to-clinician.recipient']", "Dr. Example");
        await page.ClickAsync("button[value=stay]");
        await look.At("entry-decided");
        await page.Keyboard.PressAsync("?");
        await page.Locator("dialog[open]").WaitForAsync();
        await look.At("keys");
        await page.GotoAsync(_site.Address + "/no-such-page");
        await look.At("not-found");
        Assert.True(look.Faults.Count == 0, string.Join("\n", look.Faults.Distinct().Take(20)));
    }
}
