using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;

namespace Opportune.Tests.Web.Office;

/// <summary>An administrator gives a job a schedule, pauses it, starts it, looks at earlier days, and sees who changed what.</summary>
public sealed class ScheduleTests : PageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_schedule_is_made_changed_paused_resumed_started_and_looked_back_with(bool withScript)
    {
        var page = await SignIn("ada", withScript, Role.Administrator);
        await page.ClickAsync("nav a[href='/schedules']");
        var rows = await TextsOf(page.Locator("tbody tr"));
        Assert.Contains(rows, r => r.StartsWith("nightly", StringComparison.Ordinal) && r.Contains("every day at 02:30, America/Chicago", StringComparison.Ordinal) && r.Contains("2026-11-14 08:30", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.StartsWith("weekly", StringComparison.Ordinal) && r.Contains("when people start it", StringComparison.Ordinal));

        // A job that people start gets a schedule; what is wrong is told as in its file, what is right is shown before it is kept.
        await page.ClickAsync("a[href='/schedules/weekly']");
        await page.ClickAsync("text=Give it a schedule");
        await page.FillAsync("#cron", "30 2 31 2 *");
        await page.ClickAsync("button[value=look]");
        Assert.Contains("never comes", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        Assert.Equal("30 2 31 2 *", await page.InputValueAsync("#cron"));
        await page.FillAsync("#cron", "30 2 * * 0");
        await page.FillAsync("#deadline", "4h");
        await page.ClickAsync("button[value=look]");
        Assert.Contains("every Sunday at 02:30, America/Chicago", await page.InnerTextAsync("#would"), StringComparison.Ordinal);
        Assert.Equal(10, await page.Locator(".starts tbody tr").CountAsync());
        var first = await page.Locator(".starts tbody tr").First.InnerTextAsync();
        Assert.Contains("Sun 15 Nov 2026 02:30 -06:00", first, StringComparison.Ordinal);
        Assert.Contains("2026-11-15 08:30", first, StringComparison.Ordinal);
        Assert.Contains("Sun 15 Nov 2026 06:30 -06:00", first, StringComparison.Ordinal);
        await page.ClickAsync("button[value=save]");
        Assert.Contains("say why", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        await page.FillAsync("#why", "once a week is <enough>");
        await page.ClickAsync("button[value=save]");
        Assert.Contains("The schedule is changed", await page.InnerTextAsync(".said[role=status]"), StringComparison.Ordinal);
        Assert.StartsWith("every Sunday at 02:30", await page.InnerTextAsync("#words"), StringComparison.Ordinal);
        Assert.Contains("nightly starts within half an hour of 10 of these starts", await page.InnerTextAsync("#conflicts"), StringComparison.Ordinal);

        // Paused with a reason and an end: no start is told that does not come.
        await page.ClickAsync("summary:has-text('Pause it')");
        await page.FillAsync("#pause-why", "the export moves house");
        await page.FillAsync("#until", "2026-11-01T06:00");
        await page.ClickAsync("#pause button");
        Assert.Contains("name an instant that is to come", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        Assert.Equal("the export moves house", await page.InputValueAsync("#pause-why"));
        await page.FillAsync("#until", "2026-12-01T06:00");
        await page.ClickAsync("#pause button");
        Assert.Contains("paused until 2026-12-01 12:00 UTC by ada: the export moves house", await page.InnerTextAsync(".said[role=status]"), StringComparison.Ordinal);
        Assert.Contains("Sun 6 Dec 2026 02:30", await page.Locator(".starts tbody tr").First.InnerTextAsync(), StringComparison.Ordinal);
        await page.ClickAsync("summary:has-text('Start it now')");
        await page.ClickAsync("#trigger button");
        Assert.Contains("resume it first", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        await page.FillAsync("#resume-why", "it has moved");
        await page.ClickAsync("#resume button");
        Assert.Contains("It is resumed", await page.InnerTextAsync(".said[role=status]"), StringComparison.Ordinal);

        // Started by hand, and for earlier days.
        await page.ClickAsync("summary:has-text('Start it now')");
        await page.ClickAsync("#trigger button");
        var said = await page.InnerTextAsync(".said[role=status]");
        Assert.StartsWith("Asked for: run weekly-", said, StringComparison.Ordinal);
        Assert.Equal(RunStates.Queued, (await _site.Sql(c => RunCatalog.Find(c, said.Split(' ')[^1].TrimEnd('.'))))!.State);
        await page.ClickAsync("summary:has-text('Look at earlier days')");
        await page.FillAsync("#from", "2026-11-01");
        await page.FillAsync("#to", "2026-10-31");
        await page.ClickAsync("#backfill button");
        Assert.Contains("name a first day that is not after the last", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        await page.FillAsync("#to", "2026-11-30");
        await page.ClickAsync("#backfill button");
        Assert.Contains("is still to come", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        await page.FillAsync("#to", "2026-11-10");
        await page.FillAsync("#every", "3");
        await page.ClickAsync("#backfill button");
        Assert.Contains("Asked for: 4 days", await page.InnerTextAsync(".said[role=status]"), StringComparison.Ordinal);
        var backfill = Assert.Single(await _site.Sql(c => ScheduleCatalog.Backfills(c, "weekly", null)));
        Assert.Equal((new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 10), 3L, "ada"), (backfill.FromDate, backfill.ToDate, backfill.EveryDays, backfill.RequestedBy));

        // Who did what, and back to the file.
        var history = await page.InnerTextAsync(".history");
        foreach (var part in new[] { "once a week is <enough>", "cron: none -> \"30 2 * * 0\"", "the export moves house", "it has moved", "started by hand", "earlier days 2026-11-01 to 2026-11-10" })
            Assert.Contains(part, history, StringComparison.Ordinal);
        await page.ClickAsync("summary:has-text('Drop the change')");
        await page.ClickAsync("#reset button");
        Assert.Contains("People start it", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(404, (await page.GotoAsync(_site.Address + "/schedules/none"))!.Status);
        var other = await SignIn("eve", withScript);
        foreach (var path in new[] { "/schedules", "/schedules/nightly", "/schedules/nightly/change" })
            Assert.Equal(403, (await other.GotoAsync(_site.Address + path))!.Status);
    }

    [Fact]
    public async Task A_form_without_its_own_token_does_nothing()
    {
        var page = await SignIn("ada", role: Role.Administrator);
        await page.GotoAsync(_site.Address + "/schedules/nightly");
        await page.EvalOnSelectorAsync("#trigger [name=__RequestVerificationToken]", "token => token.remove()");
        await page.ClickAsync("summary:has-text('Start it now')");
        var answer = await page.RunAndWaitForResponseAsync(() => page.ClickAsync("#trigger button"), r => r.Request.Method == "POST");
        Assert.Equal(400, answer.Status);
        Assert.Empty(await _site.Sql(c => RunCatalog.List(c, null, RunStates.Queued, 10)));
    }
}
