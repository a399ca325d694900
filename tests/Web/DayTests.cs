using Dapper;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>How a day goes: what it begins with, one entry after the other beside a colleague, what waits in the queue, sheets for the clinic.</summary>
public sealed class DayTests() : PageTests(workload: Site.Beginning)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_day_begins_with_what_is_new_which_stays_new_until_the_person_has_seen_it(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/");
        Assert.Equal("My day", await page.Locator("h1").InnerTextAsync());
        var fresh = page.Locator("section:has(> h3#s-new) li");
        Assert.InRange(await fresh.CountAsync(), 1, 6);
        // Its number leads to a list of as many, at which nobody has looked; what somebody works on is not new.
        var count = page.Locator("#s-new a.count");
        var many = int.Parse(await count.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await count.ClickAsync();
        Assert.StartsWith($"{many} ", await page.Locator(".above [role=status]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.All(await TextsOf(page.Locator(".entries .state")), t => Assert.Equal("new", t, ignoreCase: true));
        await page.Locator(".entries a.open").First.ClickAsync();
        await page.CheckAsync("input[value=in-review]");
        await page.ClickAsync("button[value=stay]");
        await page.GotoAsync(_site.Address + "/");
        Assert.Equal($"{many - 1}", await count.InnerTextAsync());
        // Two identifiers in each line.
        Assert.All(await TextsOf(fresh.Locator(".sub")), t => Assert.Matches(@"^\S+ · born \d{1,2} \w{3} \d{4} · ", t));
        await page.ReloadAsync();
        Assert.NotEqual(0, await fresh.CountAsync());
        await page.ClickAsync("text=I have seen this");
        Assert.Equal(0, await fresh.CountAsync());
        Assert.Contains("Nothing new was found.", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        // A decision counts, and what comes meanwhile is new again.
        await page.ClickAsync("#go-next");
        await page.CheckAsync("input[value=in-review]");
        await page.ClickAsync("button[value=stay]");
        await page.GotoAsync(_site.Address + "/");
        Assert.StartsWith("2 decided by you today", await page.Locator(".numbers li").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_more_that_are_back_on_their_date_than_a_day_shows_the_number_leads_to_all()
    {
        var page = await SignIn("nora");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.CheckAsync("input[value=page]");
        await page.ClickAsync(".bulk button[data-key=s]");
        await page.ClickAsync(".bulk-ask button");
        _site.Clock.Advance(TimeSpan.FromDays(31));
        page = await SignIn("nora");
        await page.GotoAsync(_site.Address + "/");
        Assert.Equal(6, await page.Locator("section:has(#s-returned) li").CountAsync());
        await page.ClickAsync("#s-returned a.count");
        Assert.InRange(await page.Locator(".entries tbody tr").CountAsync(), 7, 50);
        Assert.All(await TextsOf(page.Locator(".entries .state")), t => Assert.Equal("back", t, ignoreCase: true));
    }

    [Fact]
    public async Task Signing_out_after_having_looked_means_seen_and_without_having_looked_it_does_not()
    {
        var page = await SignIn("olga");
        await page.GotoAsync(_site.Address + "/worklist");
        await SignOut(page);
        Assert.Null((await _site.Users.FindByName("olga", Cancel))!.SeenAt);
        page = await SignIn("olga");
        await page.GotoAsync(_site.Address + "/");
        await page.GotoAsync(_site.Address + "/worklist");
        await SignOut(page);
        Assert.NotNull((await _site.Users.FindByName("olga", Cancel))!.SeenAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_nurses_never_get_the_same_next_entry_and_each_sees_what_the_other_has_open(bool withScript)
    {
        var (dana, eve) = (await SignIn("dana", withScript), await SignIn("eve", withScript));
        var (seenByDana, seenByEve) = (new List<string>(), new List<string>());
        for (var i = 0; i < 4; i++)
        {
            // Both at once.
            await Task.WhenAll(Next(dana, withScript), Next(eve, withScript));
            seenByDana.Add(Entry(dana));
            seenByEve.Add(Entry(eve));
            Assert.NotEqual(seenByDana[^1], seenByEve[^1]);
        }
        Assert.Equal(4, seenByDana.Distinct().Count());
        Assert.Equal(4, seenByEve.Distinct().Count());
        var at = Entry(dana);
        await eve.GotoAsync($"{_site.Address}/entries/{at}");
        Assert.Matches(@"^Open by dana since \d\d:\d\d\. ", await eve.Locator(".open-by").InnerTextAsync());
        Assert.Equal(0, await dana.Locator(".open-by").CountAsync());
        // Dana decides and goes on: Eve may have it now.
        await dana.CheckAsync("input[value=in-review]");
        await dana.ClickAsync("button[value=next]");
        Assert.NotEqual(at, Entry(dana));
        Assert.Contains("In review", await dana.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        await eve.ReloadAsync();
        Assert.Equal(0, await eve.Locator(".open-by").CountAsync());
        Assert.Equal("My day", await dana.Locator("#back").InnerTextAsync());
    }

    [Fact]
    public async Task Leaving_a_page_gives_its_entry_back_at_once_and_the_list_leads_past_what_a_colleague_has_open()
    {
        var (dana, eve) = (await SignIn("dana"), await SignIn("eve"));
        await dana.GotoAsync(_site.Address + "/worklist");
        var rows = dana.Locator(".entries a.open");
        var (first, second, third) = (await Address(rows.Nth(0)), await Address(rows.Nth(1)), await Address(rows.Nth(2)));
        await dana.GotoAsync(_site.Address + second);
        await eve.GotoAsync(_site.Address + first);
        await eve.CheckAsync("input[value=in-review]");
        await eve.ClickAsync("button[value=next]");
        Assert.Equal(third.Split('?')[0], new Uri(eve.Url).AbsolutePath);
        await dana.GotoAsync(_site.Address + "/worklist");
        // The word that the page was left goes its own way.
        await Soon.Until(async () =>
        {
            await eve.GotoAsync(_site.Address + second);
            return await eve.Locator(".open-by").CountAsync() == 0;
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_list_leaves_out_what_waits_and_says_how_long_and_a_person_may_work_on_it_all_the_same(bool withScript)
    {
        var page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/worklist");
        Assert.Equal(0, await page.Locator(".s-queued").CountAsync());
        var said = await page.Locator(".queue").InnerTextAsync();
        Assert.Matches(@"^\d+ queued from before the go-live, clears in \d+ weeks? at this pace \(2 a week and panel\)\.", said);
        var queued = int.Parse(said.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        await page.ClickAsync(".queue a");
        Assert.NotEqual(0, await page.Locator(".s-queued").CountAsync());
        var name = await page.Locator("a.open").First.InnerTextAsync();
        // Nobody is late with what waits.
        Assert.Equal(0, await page.Locator(".entries .over").CountAsync());
        await page.GotoAsync($"{_site.Address}/worklist?q={Uri.EscapeDataString(name)}");
        await page.Locator("tr:has(.s-queued) a.open").First.ClickAsync();
        await page.CheckAsync("input[value=in-review]");
        await page.ClickAsync("button[value=stay]");
        Assert.Equal("in review", await page.Locator(".standing .state").InnerTextAsync());
        await page.GotoAsync(_site.Address + "/worklist");
        Assert.StartsWith($"{queued - 1} queued", await page.Locator(".queue").InnerTextAsync(), StringComparison.Ordinal);
        // What a week's slots leave undone stands in the address.
        await page.GotoAsync(_site.Address + "/worklist?measure=statin-review&tier=2");
        await page.FillAsync("#slots", "1");
        await page.ClickAsync(".queue button");
        Assert.Contains("slots=1", page.Url, StringComparison.Ordinal);
        Assert.Matches(@"With 1 slot a week, in \d+ weeks?: of \d+ who ask for one\s+\d+ stay undone \(tier ", await page.Locator(".queue [role=status]").InnerTextAsync());
        await page.FillAsync("#slots", "10000");
        await page.ClickAsync(".queue button");
        Assert.Contains("nobody stays without", await page.Locator(".queue [role=status]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_clinician_has_a_sheet_with_two_identifiers_and_the_words_of_the_measure_and_nothing_of_a_restricted_record(bool withScript)
    {
        var today = new DateOnly(2026, 11, 13);
        await _site.Database.Write(c => c.Execute("update people set next_visit = null"), Cancel);
        var listed = (await _site.Database.Read(c => c.Query<string>("select distinct patient_now from entries where state = 'new' and finding = 'open' order by patient_now limit 5"), Cancel)).ToList();
        foreach (var (patient, i) in listed.Select((p, i) => (p, i)))
        {
            await _site.Database.Write(c => c.Execute(
                "update people set next_visit = @day, next_visit_provider = @with, next_visit_provider_id = @with, restricted = @restricted where patient_id = @patient",
                new { patient, day = today.AddDays(i == 4 ? 8 : i), with = i < 2 ? "Dr. Ode" : "Dr. Ash", restricted = i == 3 ? 1L : 0L }), Cancel);
        }
        // Who opened a restricted record still prints nothing of it; to whom it is closed it is not there.
        var opens = new Grants(Role.Reviewer, Scope.All) { MayOpenRestricted = true };
        var page = await SignIn("nora", withScript, grants: opens);
        await page.GotoAsync(_site.Address + "/visits");
        Assert.Equal(3, await page.Locator(".sheet article").CountAsync());
        await page.GotoAsync(_site.Address + "/restricted");
        await page.FillAsync("#number", listed[3]);
        await page.FillAsync("#reason", "called by the employee health service");
        await page.ClickAsync("#open button");
        await page.GotoAsync(_site.Address + "/");
        await page.ClickAsync("text=Pre-visit sheets");
        Assert.Equal(["Dr. Ash", "Dr. Ode"], await TextsOf(page.Locator(".sheet h2")));
        var articles = page.Locator(".sheet article");
        Assert.Equal(4, await articles.CountAsync());
        foreach (var article in await articles.AllAsync())
        {
            Assert.Matches(@"^Record \S+ born \d{1,2} \w{3} \d{4} [FMU] \d+ visit \d{1,2} \w{3} 2026$", string.Join(' ', await TextsOf(article.Locator(".ids > span"))));
            var text = await article.InnerTextAsync();
            if (text.Contains("Restricted record", StringComparison.Ordinal))
                Assert.DoesNotContain("Looked for", text, StringComparison.Ordinal);
            else
                Assert.Contains(Wording.Closing, text, StringComparison.Ordinal);
        }
        await page.ClickAsync("text=Dr. Ode");
        Assert.Equal(2, await articles.CountAsync());
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await page.Locator(".top").IsVisibleAsync());
        Assert.True(await page.Locator(".sheet").IsVisibleAsync());
        // Old data is given out only after somebody said so, and the sheet says who.
        _site.Clock.Advance(TimeSpan.FromDays(4));
        page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/visits");
        Assert.Equal(0, await page.Locator(".sheet").CountAsync());
        await page.CheckAsync("[name=confirmed]");
        await page.ClickAsync("text=Make the sheets");
        Assert.Contains("5 days old, which nora confirmed", await page.Locator(".sheet .hint").First.InnerTextAsync(), StringComparison.Ordinal);
        // Eleven days later nothing is given out of hand.
        _site.Clock.Advance(TimeSpan.FromDays(7));
        page = await SignIn("nora", withScript);
        await page.GotoAsync(_site.Address + "/visits?confirmed=yes");
        Assert.Equal(0, await page.Locator(".sheet").CountAsync());
        Assert.Contains("No sheets are made", await page.Locator(".problem").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task SignOut(IPage page)
    {
        await page.ClickAsync(".me summary");
        await page.ClickAsync("text=Sign out");
    }

    // By the key where there is a script, else by the button.
    private static async Task Next(IPage page, bool withScript)
    {
        var before = page.Url;
        await (withScript ? page.Keyboard.PressAsync("n") : page.ClickAsync("#go-next"));
        await page.IsAt(url => url != before && url.Contains("/entries/", StringComparison.Ordinal));
    }

    private static string Entry(IPage page) => new Uri(page.Url).Segments[2].TrimEnd('/');

    private static async Task<string> Address(ILocator link) => (await link.GetAttributeAsync("href"))!;
}
