using Dapper;
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
        await page.GotoAsync(_site.Address + "/alarms");
        await look.At("no-alarms");
        await _site.Sql(c => c.Execute(
            """
            insert into alarms (kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, resolved_at)
            values ('run-failed', 'nightly', 'run r1 failed (poison); the list stays as it was last published', 1, @at, @at, @at, null), ('feed-stale', 'results', 'nothing newer than 3 Nov 2026 has come', 0, @at, @at, null, @at)
            """, new { at = _site.Clock.GetUtcNow() }));
        await page.ReloadAsync();
        await look.At("alarms");
        Assert.Contains("look for a damaged file or too little memory; runs retry RUN", await page.Locator("#open-alarms").InnerTextAsync(), StringComparison.Ordinal);
        await page.ClickAsync("#open-alarms button");
        await look.At("alarm-taken");
        Assert.Equal(0, await page.Locator("#open-alarms button").CountAsync());
        Assert.Equal("ada", await _site.Sql(c => c.QuerySingle<string>("select acknowledged_by from alarms where resolved_at is null")));
        look.AssertNothingFound();
    }
}
