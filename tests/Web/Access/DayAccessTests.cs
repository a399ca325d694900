using Dapper;
using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>The pages of a day: what it begins with, the queue, the next entry, sheets for the clinic.</summary>
public sealed class DayAccessTests() : AccessTests(Site.Beginning)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_a_day_breaks_a_rule(int width)
    {
        var (page, look) = await SignedIn(width);
        var colleague = await SignIn("eve");
        await _site.Sql(c => c.Execute("update people set next_visit = @day, next_visit_provider = provider_name, next_visit_provider_id = provider_id", new { day = new DateOnly(2026, 11, 14) }));
        await page.GotoAsync(_site.Address + "/");
        await look.At("day");
        await page.ClickAsync("text=I have seen this");
        await look.At("day-seen");
        await page.GotoAsync(_site.Address + "/worklist?measure=statin-review&slots=1");
        await look.At("list-queue");
        await page.GotoAsync(_site.Address + "/worklist?state=queued");
        await look.At("list-queued");
        await colleague.ClickAsync("#go-next");
        await page.GotoAsync(_site.Address + new Uri(colleague.Url).AbsolutePath);
        await look.At("entry-open-by");
        await page.ClickAsync("#go-next");
        await look.At("entry-next");
        await page.GotoAsync(_site.Address + "/visits");
        await look.At("visits");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await look.At("visits-print");
        await _site.Sql(c => c.Execute("update people set next_visit = null"));
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.ReloadAsync();
        await look.At("visits-none");
        await _site.Sql(c => c.Execute("update entries set assignee = 'somebody else'"));
        await page.ClickAsync("#go-next");
        await look.At("day-nothing-left");
        Assert.Contains("Nothing is left to do", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        look.AssertNothingFound();
    }
}
