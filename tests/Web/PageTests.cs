using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web;

/// <summary>Tests of pages in a browser, over a site of their own.</summary>
public abstract class PageTests : IAsyncLifetime
{
    private readonly int _patients;
    private readonly Workload? _workload;
    private IPlaywright _playwright = null!;

    private protected Site _site = null!;
    private protected IBrowser _browser = null!;

    private protected PageTests(int patients = 600, Workload? workload = null) => (_patients, _workload) = (patients, workload);

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open(_patients, _workload);
        _playwright = await Playwright.CreateAsync();
        _browser = await Browser.Start(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A page of a browser session of its own, in which that person has just signed in by a link.</summary>
    private protected async Task<IPage> SignIn(string name, bool withScript = true, ReviewerRole role = ReviewerRole.Reviewer)
    {
        var page = await (await _browser.NewContextAsync(new() { JavaScriptEnabled = withScript })).NewPageAsync();
        await page.GotoAsync(await _site.Invite(name, role));
        await page.ClickAsync("main button");
        return page;
    }

    /// <summary>The page's button prints it.</summary>
    private protected static async Task Prints(IPage page)
    {
        await page.EvaluateAsync("() => { window.print = () => document.body.classList.add('printed'); }");
        await page.ClickAsync("button.print");
        Assert.Equal(1, await page.Locator("body.printed").CountAsync());
    }

    /// <summary>The texts of all that is found. An element can be waited for, a list has to wait until the page is whole.</summary>
    private protected static async Task<IReadOnlyList<string>> TextsOf(ILocator found)
    {
        await found.Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
        return await found.AllInnerTextsAsync();
    }
}
