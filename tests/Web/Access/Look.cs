using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Opportune.Tests.Web.Access;

/// <summary>
/// Looks at one state of a page after the other, in both themes. Pictures, at all widths, go where SCREENSHOTS names a folder: they are for
/// people to look at.
/// </summary>
internal sealed class Look(IPage page, int width)
{
    // Beside the width at which the test walks.
    private static readonly Dictionary<int, int[]> Widths = new() { [1280] = [1440, 800], [320] = [360] };

    private static readonly AxeRunOptions Options = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        // Of what is well only one element a rule is named: to name each of a long list takes longer than to look at it.
        ResultTypes = [ResultType.Violations],
    };

    private readonly List<string> _faults = [];

    /// <summary>Looks at the page as it is.</summary>
    public async Task At(string place)
    {
        await page.IsWhole();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            // Asked of the root element, axe tells what it found at once; asked of the page, which may have frames, it opens another for that.
            var result = await page.Locator("html").RunAxe(Options);
            _faults.AddRange(result.Violations.SelectMany(v => v.Nodes.Select(n => $"{place} {scheme} {width}: {v.Id} ({v.Help}) {n.Html}")));
        }
        foreach (var other in Widths[width].Append(width))
        {
            await page.SetViewportSizeAsync(other, 900);
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
                await Picture(Path.Combine(folder, $"{place}-{other}"));
            if (await IsTooWide())
                _faults.Add($"{place} {other}: the page scrolls sideways");
            // With wider spacing (WCAG 1.4.12) too; the site's rules let no style in but its own and what a script makes.
            await page.EvaluateAsync("""
                () => {
                  const wider = new CSSStyleSheet();
                  wider.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
                  document.adoptedStyleSheets = [wider];
                }
                """);
            if (await IsTooWide())
                _faults.Add($"{place} {other}: with wider spacing the page scrolls sideways");
            await page.EvaluateAsync("() => { document.adoptedStyleSheets = []; }");
        }
        // What came of an action is announced.
        if (await page.Locator(".said:not([role=status]), .problem:not([role=alert])").CountAsync() > 0)
            _faults.Add($"{place}: what came of it is not announced");
    }

    /// <summary>Asserts that no state of a page broke a rule.</summary>
    public void AssertNothingFound() => Assert.True(_faults.Count == 0, string.Join("\n", _faults.Distinct().Take(20)));

    private async Task Picture(string name)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.ScreenshotAsync(new() { Path = $"{name}-{scheme}.png", FullPage = true });
        }
    }

    private Task<bool> IsTooWide() => page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
