using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web;

/// <summary>Tests of pages in a browser, over a site of their own.</summary>
public abstract class PageTests : IAsyncLifetime
{
    private readonly int _patients;
    private readonly Workload? _workload;
    private readonly List<IBrowserContext> _contexts = [];

    private protected Site _site = null!;

    private protected PageTests(int patients = 600, Workload? workload = null) => (_patients, _workload) = (patients, workload);

    public async ValueTask InitializeAsync() => _site = await Site.Open(_patients, _workload);

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.DisposeAsync();
        await _site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A browser session of its own.</summary>
    private protected async Task<IBrowserContext> NewContext(BrowserNewContextOptions? options = null)
    {
        var context = await (await Browser.Running()).NewContextAsync(options);
        _contexts.Add(context);
        return context;
    }

    /// <summary>A page of a browser session of its own.</summary>
    private protected async Task<IPage> NewPage(BrowserNewContextOptions? options = null) => await (await NewContext(options)).NewPageAsync();

    /// <summary>A page of a browser session of its own, in which that person has just signed in by a link.</summary>
    private protected async Task<IPage> SignIn(string name, bool withScript = true, Role role = Role.Reviewer, Grants? grants = null)
    {
        var page = await NewPage(new() { JavaScriptEnabled = withScript });
        await page.Enter(await _site.Invite(name, grants ?? new(role, Scope.All)));
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
        await found.Page.IsWhole();
        return await found.AllInnerTextsAsync();
    }
}
