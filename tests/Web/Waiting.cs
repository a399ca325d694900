using System.Diagnostics;
using Microsoft.Playwright;

namespace Opportune.Tests.Web;

/// <summary>Waiting by asking again. The driver's own waits for an address and for a loaded page listen for an event, and miss the one
/// that comes between their look at what is and their listening: then they wait in vain for a page that has long been there.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Signs in by a link. Whoever goes on before the page is there takes the way from under it.</summary>
    internal static async Task Enter(this IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.ClickAsync("main button");
        await page.IsAt(url => !url.Contains("/sign-in/", StringComparison.Ordinal));
    }

    /// <summary>Until the page's address is such, and the page is there with its script.</summary>
    internal static async Task IsAt(this IPage page, Func<string, bool> address)
    {
        var since = Stopwatch.GetTimestamp();
        while (!address(page.Url))
            await Again(since, () => $"the page stayed at {page.Url}");
        await page.IsWhole();
    }

    /// <summary>Until the page's address holds that text, and the page is there with its script.</summary>
    internal static Task IsAt(this IPage page, string part) => page.IsAt(url => url.Contains(part, StringComparison.Ordinal));

    /// <summary>Until the page is there with its script: a key that is pressed before does nothing.</summary>
    internal static async Task IsWhole(this IPage page)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await Loaded(page))
            await Again(since, () => $"{page.Url} was never whole");
    }

    private static async Task<bool> Loaded(IPage page)
    {
        try
        {
            return await page.EvaluateAsync<string>("document.readyState") == "complete";
        }
        catch (PlaywrightException)
        {
            // The page went on to another while it was asked.
            return false;
        }
    }

    private static async Task Again(long since, Func<string> complaint)
    {
        if (Stopwatch.GetElapsedTime(since) > Patience)
            throw new TimeoutException(complaint());
        await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
