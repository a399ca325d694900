using Opportune.Core;
using Opportune.Schedules;

namespace Opportune.Tests.Web.Access;

/// <summary>The pages of runs.</summary>
public sealed class RunAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task No_page_of_runs_breaks_a_rule(int width)
    {
        var input = await _site.Deliver();
        var desk = _site.Part<ScheduleDesk>();
        var cancel = TestContext.Current.CancellationToken;
        var (page, look) = await Begin(width);
        await SignIn(page, "ada", Role.Administrator);
        var (first, _) = await desk.Trigger("nightly", "ada", null, cancel);
        await page.GotoAsync($"{_site.Address}/runs/{first.RunId}");
        await look.At("run-queued");
        File.Delete(Path.Combine(input, "medications.parquet"));
        await _site.Work(first.RunId!);
        await page.GotoAsync($"{_site.Address}/runs/{first.RunId}");
        await page.Locator(".funnel summary").First.ClickAsync();
        await page.EvalOnSelectorAsync(".held", "form => form.noValidate = true");
        await page.ClickAsync("button[value=release]");
        await look.At("run-problem");
        await page.FillAsync("#why", "the feed is down");
        await page.ClickAsync("button[value=reject]");
        await look.At("run-decided");
        await page.GotoAsync(_site.Address + "/runs");
        await look.At("runs");
        await page.GotoAsync(_site.Address + "/runs?view=calendar");
        await look.At("runs-calendar");
        look.AssertNothingFound();
    }
}
