using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Opportune.Tests.Web;

/// <summary>Looks at one state of a page after the other. Screenshots go where SCREENSHOTS names a folder: they are for people to look at.</summary>
internal sealed class Look(IPage page, string kind)
{
    private static readonly List<string> Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    /// <summary>What breaks a rule, so far.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Looks at the page as it is.</summary>
    public async Task At(string place)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{place}-{kind}.png"), FullPage = true });
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = Rules } });
        Faults.AddRange(result.Violations.SelectMany(v => v.Nodes.Select(n => $"{place} {kind}: {v.Id} ({v.Help}) {n.Html}")));
        if (await IsTooWide())
            Faults.Add($"{place} {kind}: the page scrolls sideways");
        // With wider spacing (WCAG 1.4.12) too; the site's rules let no style in but its own and what a script makes.
        await page.EvaluateAsync("""
            () => {
              const wider = new CSSStyleSheet();
              wider.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
              document.adoptedStyleSheets = [wider];
            }
            """);
        if (await IsTooWide())
            Faults.Add($"{place} {kind}: with wider spacing the page scrolls sideways");
        await page.EvaluateAsync("() => { document.adoptedStyleSheets = []; }");
        // What came of an action is announced.
        if (await page.Locator(".said:not([role=status]), .problem:not([role=alert])").CountAsync() > 0)
            Faults.Add($"{place} {kind}: what came of it is not announced");
    }

    private Task<bool> IsTooWide() => page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
