using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Playwright;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>The list in a browser, with JavaScript and without: its tabs, filters, orders, pages and counts.</summary>
public sealed class ListTests() : PageTests(300)
{
    private ILocator Rows(IPage page) => page.Locator(".entries tbody tr");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_patient_in_two_pathways_is_one_row_that_names_both_and_leads_to_each(bool withScript)
    {
        var page = await SignIn("lena", withScript);
        // One who is on the statin list comes on the other one, too.
        var both = await _site.Sql(c => c.QueryFirst<string>("select patient_now from entries where leader = 'statin-review' and state = 'new' order by patient_now"));
        await _site.Sql(c => c.Execute(
            """
            insert into entries (
                entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority,
                index_date, covered_to, episode, news, reopenings, memory, first_seen, last_run_id)
            select 'second', patient_id, patient_now, 'bone', 9, 'open', finding_since, finding_cause, 'no DXA found', 'dexa-review', site, tier, priority,
                index_date, covered_to, 1, 0, 0, memory, first_seen, last_run_id
            from entries where patient_now = @both and leader = 'statin-review' and not exists (select 1 from entries where patient_now = @both and leader = 'dexa-review' and state = 'new')
            """, new { both }));
        var name = await _site.Sql(c => c.QuerySingle<string>("select display_name from people where patient_id = @both", new { both }));
        await page.GotoAsync(_site.Address + "/worklist?sort=name");
        var row = Rows(page).Filter(new() { HasText = name });
        while (await row.CountAsync() == 0)
            await page.ClickAsync("a.next");
        Assert.Equal(1, await row.CountAsync());
        var measures = await row.Locator(".measure").InnerTextAsync();
        Assert.Contains("DEXA review", measures, StringComparison.Ordinal);
        Assert.Contains("Statin review", measures, StringComparison.Ordinal);
        var (first, second) = (await row.Locator("a.open").GetAttributeAsync("href"), await row.Locator(".measure a").GetAttributeAsync("href"));
        Assert.NotEqual(first, second);
        foreach (var address in new[] { first!, second! })
        {
            await page.Locator($".entries a[href='{address}']").ClickAsync();
            Assert.Equal(address, new Uri(page.Url).PathAndQuery);
            Assert.Equal(name, await page.Locator("h1").InnerTextAsync());
            await page.ClickAsync("#back");
        }
        // Each of the two tabs has its line, too.
        foreach (var measure in new[] { "dexa-review", "statin-review" })
        {
            await page.GotoAsync($"{_site.Address}/worklist?measure={measure}&q={Uri.EscapeDataString(name)}");
            Assert.Equal(1, await Rows(page).CountAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filters_order_and_place_are_in_the_address_and_are_there_again_after_an_entry(bool withScript)
    {
        await Many(120);
        var page = await SignIn("lena", withScript);
        await page.GotoAsync(_site.Address + "/worklist?measure=dexa-review");
        await page.SelectOptionAsync("#sort", "name");
        await page.SelectOptionAsync("#who", "nobody");
        await page.ClickAsync(".filters summary");
        await page.FillAsync("#since", "2026-01-01");
        await page.ClickAsync(".filters button");
        Assert.Contains("sort=name", page.Url, StringComparison.Ordinal);
        Assert.Contains("who=nobody", page.Url, StringComparison.Ordinal);
        Assert.Contains("since=2026-01-01", page.Url, StringComparison.Ordinal);
        Assert.Equal("page", await page.Locator(".tabs a").Filter(new() { HasText = "DEXA review" }).GetAttributeAsync("aria-current"));
        var (names, numbers) = (await TextsOf(page.Locator("a.open")), await TextsOf(page.Locator(".mrn")));
        Assert.Equal(names.OrderBy(n => n.ToLowerInvariant(), StringComparer.Ordinal), names);
        Assert.Equal("ascending", await page.Locator("th", new() { HasTextString = "Patient" }).GetAttributeAsync("aria-sort"));
        await page.ClickAsync("a.next");
        var second = page.Url;
        Assert.Contains("after=", second, StringComparison.Ordinal);
        var onSecond = await TextsOf(page.Locator(".mrn"));
        Assert.Equal((50, 50), (numbers.Count, onSecond.Count));
        Assert.Empty(numbers.Intersect(onSecond));
        await Rows(page).Nth(0).Locator("a.open").ClickAsync();
        await page.ClickAsync("#back");
        Assert.Equal(new Uri(second).Query, new Uri(page.Url).Query);
        Assert.Equal(onSecond, await TextsOf(page.Locator(".mrn")));
        // A click on a column's head sorts by it, from the beginning.
        await page.Locator("thead").GetByText("Due", new() { Exact = true }).ClickAsync();
        Assert.Contains("sort=due", page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("after=", page.Url, StringComparison.Ordinal);
        await page.IsWhole();
        var due = await page.Locator("td[data-label=Due] time").EvaluateAllAsync<string[]>("all => all.map(t => t.dateTime)");
        Assert.Equal(due.Order(StringComparer.Ordinal), due);
        await page.ClickAsync(".clear");
        Assert.Equal("?measure=dexa-review", new Uri(page.Url).Query);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_patient_is_found_by_the_beginning_of_a_name_or_of_the_record_number_whatever_the_state(bool withScript)
    {
        var page = await SignIn("lena", withScript);
        await page.GotoAsync(_site.Address + "/worklist?tier=2");
        var (name, mrn) = (await page.Locator("a.open").First.InnerTextAsync(), await page.Locator(".mrn").First.InnerTextAsync());
        await page.Locator("a.open").First.ClickAsync();
        await page.CheckAsync("input[value=patient-declined]");
        await page.FillAsync("#comment", "said so by telephone");
        await page.ClickAsync("button[value=stay]");
        foreach (var typed in new[] { mrn, mrn[..^1], name, name.ToUpperInvariant()[..^2] })
        {
            await page.FillAsync("#find", typed);
            await page.PressAsync("#find", "Enter");
            Assert.Contains(mrn, await TextsOf(page.Locator(".mrn")));
            Assert.Equal(typed, await page.InputValueAsync("#q"));
        }
        await page.FillAsync("#find", "%");
        await page.PressAsync("#find", "Enter");
        Assert.Equal("Nobody is found.", await page.Locator(".empty [role=status]").InnerTextAsync());
    }

    [Fact]
    public async Task On_paper_a_list_says_which_it_is_and_of_when()
    {
        var page = await SignIn("lena");
        await page.GotoAsync(_site.Address + "/worklist?measure=statin-review");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.InRange((await page.Locator("h1").BoundingBoxAsync())!.Height, 10, 100);
        Assert.Contains("Data delivered up to", await page.Locator(".fresh").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await page.Locator(".fresh").IsVisibleAsync());
        foreach (var screenOnly in new[] { ".views", ".tabs", ".filters", ".bulk", "input[name=entry]" })
            Assert.False(await page.Locator(screenOnly).First.IsVisibleAsync(), screenOnly);
    }

    [Fact]
    public async Task More_than_ten_thousand_are_counted_to_the_end_only_when_somebody_asks()
    {
        await Many(10_200);
        var page = await SignIn("lena");
        var known = await _site.Sql(c => c.ExecuteScalar<long>("select count(distinct patient_now) from entries where finding = 'open' and state in ('new', 'reopened', 'in-review')"));
        await page.GotoAsync(_site.Address + "/worklist");
        Assert.Equal("10,000+", await page.Locator(".tabs [aria-current] .count").InnerTextAsync());
        Assert.Equal("50 on this page of more than 10,000 patients", await page.Locator(".above [role=status]").InnerTextAsync());
        // What would be refused is not offered.
        Assert.True(await page.Locator("input[value=matching]").IsDisabledAsync());
        await page.GetByText("count them all").ClickAsync();
        Assert.Equal($"50 on this page of {known.ToString("N0", CultureInfo.InvariantCulture)} patients", await page.Locator(".above [role=status]").InnerTextAsync());
        await page.GotoAsync(_site.Address + "/worklist?tier=1&site=nowhere");
        Assert.Equal("50 on this page of 200 patients", await page.Locator(".above [role=status]").InnerTextAsync());
    }

    [Fact]
    public async Task No_page_with_long_names_and_reasons_comes_near_100_kilobytes()
    {
        await Many(200);
        var page = await SignIn("lena");
        foreach (var path in new[] { "/worklist", "/worklist?sort=name&who=nobody&since=2020-01-01&tier=1", "/worklist?measure=dexa-review&sort=next-visit&who=nobody&since=2020-01-01&due=over", "/worklist?state=closed-by-evidence", "/worklist/views" })
        {
            var answer = await page.GotoAsync(_site.Address + path);
            var bytes = Encoding.UTF8.GetByteCount(await answer!.TextAsync());
            Assert.True(bytes < 85_000, $"{path}: {bytes} bytes with {await Rows(page).CountAsync()} rows");
        }
        await page.GotoAsync(_site.Address + "/worklist?tier=1");
        Assert.Equal(50, await Rows(page).CountAsync());
        await page.Locator("a.open").First.ClickAsync();
        Assert.InRange(Encoding.UTF8.GetByteCount(await page.ContentAsync()), 5_000, 100_000);
    }

    // So many more patients, with long names, at a site of their own; two hundred of tier 1.
    private Task<int> Many(int amount) => _site.Sql(c =>
    {
        PeopleTable.Write(c, Enumerable.Range(0, amount).Select(i => new PersonRow
        {
            PatientId = $"many{i:00000}",
            Mrn = $"{90_000_000 + i}",
            DisplayName = $"Featherstonehaugh-Cholmondeley, Maximiliana {i}",
            BirthDate = new(1950, 1, 1),
            Sex = "F",
            ProviderName = "Dr. Wolfeschlegelsteinhausen",
            NextVisit = new(2026, 12, 1),
        }));
        return c.Execute(
            """
            insert into entries (
                entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority,
                index_date, due_date, covered_to, episode, news, reopenings, memory, first_seen, last_run_id)
            select 'many-' || p.patient_id, p.patient_id, p.patient_id, 'bone', 1, 'open', e.finding_since, e.finding_cause,
                'vertebral compression fracture, severe, T12, named in the report of the chest CT, and no DXA was found in the time that is looked at', 'dexa-review',
                'nowhere', case when p.mrn < '90000200' then 1 else 4 end, e.priority, e.index_date, '2026-01-02', e.covered_to, 1, 0, 0, e.memory, e.first_seen, e.last_run_id
            from people as p
            cross join (select * from entries order by entry_id limit 1) as e
            where p.patient_id like 'many%'
            """);
    });
}
