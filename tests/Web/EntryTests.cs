using Microsoft.Playwright;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>What an entry shows of the reports that it rests on.</summary>
public sealed class EntryTests : PageTests
{
    [Fact]
    public async Task The_words_that_were_found_are_marked_in_their_sentence_on_screen_and_on_paper()
    {
        var page = await SignIn("nora");
        await page.GotoAsync(_site.Address + "/worklist");
        var entries = await page.Locator("a.open").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').split('#')[0].split('?')[0])");
        var neighbours = 0;
        foreach (var entry in entries.Take(8))
        {
            var shown = (await new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything).Show(entry.Split('/')[^1], new(2026, 11, 13), TestContext.Current.CancellationToken))!;
            var found = shown.Lines.SelectMany(l => Evidence.Parse(l.Evidence)).Where(e => e is { Outcome: "found", Excerpt: not null }).ToList();
            Assert.Contains(found, e => e.Marked.Mention.Length > 0);
            neighbours += found.Count(e => e.Excerpt!.Split(". ").Length > 1);
            foreach (var address in new[] { entry, entry + "/print" })
            {
                await page.GotoAsync(_site.Address + address);
                Assert.Equal(found.Select(e => e.Excerpt!), (await page.Locator("main q").AllTextContentsAsync()).Take(found.Count));
                Assert.Equal(found.Select(e => e.Marked.Mention).Where(m => m.Length > 0), await page.Locator("main q mark").AllTextContentsAsync());
            }
        }
        Assert.InRange(neighbours, 1, int.MaxValue);
    }
}
