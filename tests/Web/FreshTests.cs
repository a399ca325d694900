using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Web;
using Opportune.Web.Show;

namespace Opportune.Tests.Web;

/// <summary>The line above every page: up to when the data reaches, how old that is, and what became of the last runs.</summary>
public sealed class FreshTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    // Sunday.
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public void Data_reaches_to_the_day_it_was_looked_at_or_to_the_writing_of_its_newest_file_whichever_was_first()
    {
        Assert.Equal("Thu 19 Nov 23:10", Up(new(2026, 11, 19), Site("2026-11-19 23:10")));
        Assert.Equal("Thu 19 Nov 23:10", Up(new(2026, 11, 20), Site("2026-11-19 23:10")));
        // Written after midnight of the day: what is dated later is left out.
        Assert.Equal("Thu 19 Nov", Up(new(2026, 11, 19), Site("2026-11-20 01:30")));
        Assert.Equal("Thu 19 Nov", Up(new(2026, 11, 19), null));
        Assert.Equal("Wed 31 Dec 2025", Up(new(2025, 12, 31), null));
        Assert.True(new DataEnd(Today, Site("2026-11-22 01:00")).Order.CompareTo(new DataEnd(Today, null).Order) < 0);

        string Up(DateOnly asOf, DateTimeOffset? written)
        {
            var end = DataEnd.Of(asOf, written, Zone);
            return end.At is { } at ? Dates.Moment(at, Zone, Today) : Dates.Weekday(end.Day, Today);
        }
    }

    [Fact]
    public void All_is_well_while_the_last_run_that_ended_brought_its_list()
    {
        Assert.Empty(News([Run("succeeded", "2026-11-20 23:00"), Run("failed", "2026-11-19 23:00")]));
        Assert.Equal(["a run is at work since Sun 22 Nov 04:00"], News([Run("running", "2026-11-22 04:00"), Run("succeeded", "2026-11-20 23:00")]));
        Assert.Equal(["a run waits to begin"], News([Run("queued", "2026-11-22 04:00")]));
    }

    [Theory]
    [InlineData("failed", "2026-11-20 23:00", "Friday's run failed")]
    [InlineData("failed", "2026-11-21 23:00", "yesterday's run failed")]
    [InlineData("failed", "2026-11-22 01:00", "today's run failed")]
    [InlineData("failed", "2026-11-14 23:00", "the run on 14 Nov 2026 failed")]
    [InlineData("held", "2026-11-20 23:00", "Friday's run is held until somebody has looked at it")]
    [InlineData("partial", "2026-11-20 23:00", "Friday's run brought only a part of the list")]
    [InlineData("cancelled", "2026-11-20 23:00", "Friday's run was cancelled")]
    [InlineData("rejected", "2026-11-20 23:00", "Friday's run was turned down")]
    public void What_the_last_run_did_not_bring_is_told_with_its_day(string state, string at, string text)
    {
        Assert.Equal([text], News([Run(state, at), Run("succeeded", "2026-11-13 23:00")]));
        // A run that is at work does not hide how the one before ended.
        Assert.Equal([text, "a run is at work since Sun 22 Nov 04:00"], News([Run("running", "2026-11-22 04:00"), Run(state, at)]));
    }

    [Fact]
    public void A_run_that_did_not_start_is_told_until_one_of_its_job_begins()
    {
        MissedRun[] missed = [new("nightly", Site("2026-11-21 23:00"))];
        Assert.Equal(["yesterday's run did not start"], News([Run("succeeded", "2026-11-20 23:00")], missed));
        Assert.Empty(News([Run("succeeded", "2026-11-22 02:00"), Run("succeeded", "2026-11-20 23:00")], missed));
        Assert.Equal(
            ["yesterday's run of nightly did not start", "Friday's run of weekly failed"],
            News([Run("failed", "2026-11-20 23:00", "weekly"), Run("succeeded", "2026-11-20 23:00")], missed));
    }

    [Fact]
    public async Task Every_page_says_it()
    {
        await using var site = await Web.Site.Open(60);
        // As if it had run on the day as of which it looked: the site's clock is the test's own.
        await site.Sql(c => Dapper.SqlMapper.Execute(c, "update runs set requested_at = @at, inputs_changed_at = null", new { at = new DateTimeOffset(2026, 11, 12, 9, 0, 0, TimeSpan.Zero) }));
        await using var context = await (await Browser.Running()).NewContextAsync();
        var page = await context.NewPageAsync();
        await SignIn();
        await Says("Data delivered up to Thu 12 Nov, 1 day old.", "fresh ");
        await Add("failed", 13);
        await Says("Data delivered up to Thu 12 Nov, 1 day old; today's run failed.", "fresh warn");
        await NextDay();
        await Add("running", 14);
        await Says("Data delivered up to Thu 12 Nov, 2 days old; yesterday's run failed; a run is at work since Sat 14 Nov 03:00.", "fresh warn");
        await Add("succeeded", 15);
        await NextDay();
        await Says("Data delivered up to Thu 12 Nov, 3 days old; a run is at work since Sat 14 Nov 03:00.", "fresh ");
        await NextDay();
        await Says("Data delivered up to Thu 12 Nov, 4 days old; a run is at work since Sat 14 Nov 03:00.", "fresh warn");

        async Task SignIn()
        {
            await page.Enter(await site.Invite("fred"));
        }

        // After a day without a page the session is over.
        Task NextDay()
        {
            site.Clock.Advance(TimeSpan.FromDays(1));
            return SignIn();
        }

        async Task Says(string text, string look)
        {
            foreach (var path in new[] { "/worklist", "/worklist/views", "/account", "/no-such-page" })
            {
                await page.GotoAsync(site.Address + path);
                Assert.Equal(text, await page.Locator(".fresh").InnerTextAsync());
                Assert.Equal(look, await page.Locator(".fresh").GetAttributeAsync("class"));
            }
        }

        Task<int> Add(string state, int day) => site.Sql(c => Dapper.SqlMapper.Execute(c,
            """
            insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, started_at, threads, input, program, rules_sha256, lexicon_sha256)
            select @id, job, kind, as_of, @state, @at, requested_by, @at, 1, '', '', '', '' from runs where run_id = (select min(run_id) from publications)
            """, new { id = $"r-{state}", state, at = new DateTimeOffset(2026, 11, day, 9, 0, 0, TimeSpan.Zero) }));
    }

    private static List<string> News(IReadOnlyList<RunRow> runs, IReadOnlyList<MissedRun>? missed = null) => [.. RunNews.Of(runs, missed ?? [], Zone, Today).Select(n => n.Text)];

    private static RunRow Run(string state, string at, string job = "nightly") => new()
    {
        RunId = $"{job}-{at}",
        Job = job,
        Kind = RunKinds.Live,
        AsOf = Today,
        State = state,
        RequestedAt = Site(at),
        RequestedBy = "test",
        StartedAt = state == "queued" ? null : Site(at),
        Threads = 1,
        Input = "",
        Program = "",
        RulesSha256 = "",
        LexiconSha256 = "",
    };

    private static DateTimeOffset Site(string local) => new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(-6));
}
