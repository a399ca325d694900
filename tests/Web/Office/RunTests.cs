using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Schedules;

namespace Opportune.Tests.Web.Office;

/// <summary>An administrator watches runs, stops them, asks for them again, and decides about what is held.</summary>
public sealed class RunTests : PageTests
{
    [Fact]
    public async Task A_run_is_started_watched_stopped_repeated_held_published_and_turned_down()
    {
        var input = await _site.Deliver();
        var page = await SignIn("ada", role: Role.Administrator);
        await page.GotoAsync($"{_site.Address}/schedules/nightly");
        await page.ClickAsync("summary:has-text('Start it now')");
        await page.ClickAsync("#trigger button");
        var asked = (await page.InnerTextAsync(".said[role=status]")).Split(' ')[^1].TrimEnd('.');
        await page.ClickAsync("nav a[href='/runs']");
        await page.ClickAsync($"a[href='/runs/{asked}']");
        Assert.Contains("It waits to begin", await page.InnerTextAsync("#live"), StringComparison.Ordinal);

        // It begins, and the page that is open tells so without being loaded again.
        using var gate = new Gate("evaluate");
        var work = Task.Run(() => _site.Work(asked, gate));
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("running");
        await gate.Reached;
        await Assertions.Expect(page.Locator("#live .steps th[scope=row]").First).ToHaveTextAsync("scan");
        Assert.Contains("Carried out by one process", await page.InnerTextAsync("#live"), StringComparison.Ordinal);
        await page.ClickAsync("#cancel");
        Assert.Contains("It was asked to stop", await page.InnerTextAsync(".said"), StringComparison.Ordinal);
        Assert.Equal("stopping", await page.InnerTextAsync("#state"));
        gate.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("cancelled");

        // Once more, without a feed that was there the night before.
        File.Delete(Path.Combine(input, "medications.parquet"));
        await page.ClickAsync("#retry");
        Assert.Contains($"This run repeats {asked}", await page.InnerTextAsync(".said"), StringComparison.Ordinal);
        var again = page.Url[(page.Url.LastIndexOf('/') + 1)..];
        await page.GotoAsync($"{_site.Address}/runs/{asked}");
        await page.ClickAsync("text=It runs again");
        await _site.Work(again);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("held");
        var parts = await page.Locator(".held label:has(b)").CountAsync();
        Assert.InRange(parts, 2, 100);

        // A reason is asked for by the browser, and by the server where the browser does not.
        await page.EvalOnSelectorAsync(".held", "form => form.noValidate = true");
        await page.ClickAsync("button[value=release]");
        Assert.Contains("say why", await page.InnerTextAsync("#problem"), StringComparison.Ordinal);
        await page.Locator(".held label:has(b)").First.ClickAsync();
        await page.FillAsync("#why", "<b>the feed</b> is down");
        await page.ClickAsync("button[value=reject]");
        Assert.StartsWith("Turned down: ", await page.InnerTextAsync(".said"), StringComparison.Ordinal);
        Assert.Contains("rejected by ada", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("<b>the feed</b> is down", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.FillAsync("#why", "the feed is gone for good");
        await page.ClickAsync("button[value=release]");
        Assert.StartsWith("Published: ", await page.InnerTextAsync(".said"), StringComparison.Ordinal);
        Assert.Equal("partial", await page.InnerTextAsync("#state"));
        var row = await _site.Sql(c => RunCatalog.Parts(c, again));
        Assert.Equal(parts - 1, row.Count(p => p is { State: PartStates.Released, DecidedBy: "ada", DecisionReason: "the feed is gone for good" }));

        // What it counted, and what it wrote: taken along by who may, and that is kept.
        foreach (var part in new[] { "From all patients to the list", "What changed on the list", "What became of every row", "What the feeds covered", "Positive controls", "How it was made" })
            Assert.Contains(part, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        var names = await _site.Sql(c => Dapper.SqlMapper.Query<string>(c, "select display_name from people").ToList());
        var text = await page.InnerTextAsync("main");
        Assert.DoesNotContain(names, name => text.Contains(name, StringComparison.Ordinal));
        Assert.Equal(0, await page.Locator("button:has-text('rejects')").CountAsync());
        // Rows of patients are not for who keeps the runs going, nor for a lead of some patients.
        Assert.Equal(0, await page.Locator("button:has-text('Download')").CountAsync());
        var lead = await SignIn("lea", grants: new(Role.ClinicalLead, Scope.All) { MayOpenRestricted = true });
        await lead.GotoAsync($"{_site.Address}/runs/{again}");
        var download = await lead.RunAndWaitForDownloadAsync(() => lead.ClickAsync("button:has-text('Download gaps.parquet')"));
        Assert.Equal($"{again}-gaps.parquet", download.SuggestedFilename);
        var some = await SignIn("sam", grants: new(Role.ClinicalLead, Scope.Of(["somewhere"], [])) { MayOpenRestricted = true });
        await some.GotoAsync($"{_site.Address}/runs/{again}");
        Assert.Equal(0, await some.Locator("button:has-text('Download')").CountAsync());
        Assert.DoesNotContain("From all patients to the list", await some.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync(_site.Address + "/exports");
        Assert.Contains($"of run {again}", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync(_site.Address + "/runs?view=calendar");
        Assert.Equal(0, await page.Locator(".calendar .r-running").CountAsync());
    }

    [Fact]
    public async Task Without_a_script_a_run_is_watched_by_loading_its_page_again_and_nobody_else_reaches_it()
    {
        await _site.Deliver();
        var (asked, _) = await _site.Part<ScheduleDesk>().Trigger("nightly", "ada", null, TestContext.Current.CancellationToken);
        var page = await SignIn("ada", withScript: false, Role.Administrator);
        await page.GotoAsync($"{_site.Address}/runs/{asked.RunId}");
        Assert.False(await page.Locator("#live-off").IsVisibleAsync());
        await page.ClickAsync("text=Look again");
        Assert.Equal("queued", await page.InnerTextAsync("#state"));
        await page.ClickAsync("#cancel");
        Assert.Contains("it had not begun", await page.InnerTextAsync(".said"), StringComparison.Ordinal);
        Assert.Equal("cancelled", await page.InnerTextAsync("#state"));
        await page.GotoAsync(_site.Address + "/runs?state=failed");
        Assert.Contains("No such run", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        foreach (var role in new[] { Role.Reviewer, Role.Clinician })
        {
            var other = await SignIn($"other {role}", role: role);
            Assert.Equal(0, await other.Locator("nav a[href='/runs']").CountAsync());
            foreach (var path in new[] { "/runs", $"/runs/{asked.RunId}", $"/runs/{asked.RunId}?handler=Live" })
                Assert.Equal(403, (await other.GotoAsync(_site.Address + path))!.Status);
            Assert.Contains("This is not for you to see", await other.InnerTextAsync("main"), StringComparison.Ordinal);
            // Where the account begins: not everybody has a worklist.
            Assert.Equal("Back to the beginning", await other.InnerTextAsync("main a"));
        }
    }

    [Fact]
    public async Task Pages_lead_to_schedules_and_changes_of_rules_where_there_are_any()
    {
        var run = (await _site.Sql(c => RunCatalog.List(c, null, null, 1)))[0];
        await using var demo = await Site.Open(differently: w => w with { Office = null });
        foreach (var (site, isThere) in new[] { (_site, true), (demo, false) })
        {
            using var ada = new Caller(site);
            await ada.SignIn("ada", Role.Administrator);
            Assert.Equal(isThere, (await ada.Read($"/runs/{run.RunId}")).Contains($"href=\"/schedules/{run.Job}\"", StringComparison.Ordinal));
            Assert.Equal(isThere, (await ada.Get($"/schedules/{run.Job}")).IsSuccessStatusCode);
            using var lea = new Caller(site);
            await lea.SignIn("lea", Role.ClinicalLead);
            Assert.Equal(isThere, (await lea.Read("/measures/statin-review")).Contains("href=\"/rules/file", StringComparison.Ordinal));
            Assert.Equal(isThere, (await lea.Get("/rules/file?path=measures/statin-review.yaml")).IsSuccessStatusCode);
            Assert.Equal(!isThere, (await ada.Read("/schedules")).Contains("Nothing starts by itself here.", StringComparison.Ordinal));
        }
    }

    /// <summary>Stops a run where a step begins, until it is opened.</summary>
    private sealed class Gate(string step) : IProgress<StepProgress>, IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _open = new();

        public Task Reached => _reached.Task;

        public void Open() => _open.Set();

        public void Report(StepProgress value)
        {
            if (value.Step != step || _open.IsSet)
                return;
            _reached.TrySetResult();
            Assert.True(_open.Wait(TimeSpan.FromMinutes(2)), "nobody opened the gate");
        }

        public void Dispose()
        {
            _open.Set();
            _open.Dispose();
        }
    }
}
