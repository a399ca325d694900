using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>The pages of schedules.</summary>
public sealed class ScheduleAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_schedules_breaks_a_rule(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, "ada", Role.Administrator);
        await page.GotoAsync(_site.Address + "/schedules/weekly/change");
        await page.FillAsync("#cron", "30 2 * * 0");
        await page.FillAsync("#why", "once a week is enough");
        await page.ClickAsync("button[value=look]");
        await look.At("schedule-change");
        await page.ClickAsync("button[value=save]");
        foreach (var summary in await page.Locator(".acts summary").AllAsync())
            await summary.ClickAsync();
        await look.At("schedule");
        await page.FillAsync("#pause-why", "the export moves house");
        await page.ClickAsync("#pause button");
        await page.ClickAsync("summary:has-text('Start it now')");
        await page.ClickAsync("#trigger button");
        await look.At("schedule-paused-problem");
        await page.GotoAsync(_site.Address + "/schedules");
        await look.At("schedules");
        look.AssertNothingFound();
    }
}
