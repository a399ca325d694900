using Dapper;
using Microsoft.Playwright;

namespace Opportune.Tests.Web;

/// <summary>Views of the list: kept, shared, renamed and removed, with JavaScript and without.</summary>
public sealed class ViewTests() : PageTests(120)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_view_is_kept_shared_seen_by_others_renamed_and_removed_and_all_of_it_is_written_down(bool withScript)
    {
        var (vera, otto) = (await SignIn("vera", withScript), await SignIn("otto", withScript));
        await vera.GotoAsync(_site.Address + "/worklist?measure=statin-review&tier=2&sort=due&q=somebody");
        await vera.ClickAsync(".views .keep");
        Assert.Equal("Statin review, tier 2, by due date", await vera.Locator("h2 + p").First.InnerTextAsync());
        await vera.FillAsync("#name", "Second <b>tier</b>");
        await vera.ClickAsync("main button.main");
        Assert.Equal("Kept as 'Second <b>tier</b>'.", await vera.Locator(".said").InnerTextAsync());
        // Whom she looked for is no part of it.
        Assert.Equal("?measure=statin-review&tier=2&sort=due", new Uri(vera.Url).Query);
        Assert.Equal(["Second <b>tier</b>"], await TextsOf(vera.Locator(".views [aria-current]")));
        Assert.Equal(0, await Seen(otto));

        await vera.ClickAsync(".views .keep");
        await vera.FillAsync(".views-list input[name=name]", "Statins, tier 2");
        await vera.CheckAsync(".views-list input[name=shared]");
        await vera.ClickAsync(".views-list button:not(.plain)");
        Assert.Equal("'Statins, tier 2' is shared with everybody.", await vera.Locator(".said").InnerTextAsync());
        Assert.Equal(1, await Seen(otto));
        await otto.GetByRole(AriaRole.Link, new() { Name = "Statins, tier 2" }).ClickAsync();
        Assert.Equal("?measure=statin-review&tier=2&sort=due", new Uri(otto.Url).Query);
        // Another's view can be used, not changed.
        await otto.ClickAsync(".views .keep");
        Assert.Equal(0, await otto.Locator(".views-list form").CountAsync());
        Assert.Contains("by vera", await otto.Locator(".views-list").InnerTextAsync(), StringComparison.Ordinal);

        await vera.ClickAsync(".views-list button.plain");
        Assert.Equal("The view is removed.", await vera.Locator(".said").InnerTextAsync());
        Assert.Equal(0, await Seen(otto));
        Assert.Equal(
            ["vera saved Second <b>tier</b>", "vera renamed Statins, tier 2", "vera shared Statins, tier 2", "vera removed Statins, tier 2"],
            await _site.Sql(c => c.Query<string>("select changed_by || ' ' || change || ' ' || name from view_changes order by change_id").AsList()));

        async Task<int> Seen(IPage page)
        {
            await page.GotoAsync(_site.Address + "/worklist");
            return await page.Locator(".views a:not(.keep)").CountAsync();
        }
    }

    [Fact]
    public async Task A_view_without_a_name_or_with_one_too_many_is_refused_in_words()
    {
        var page = await SignIn("vera", true);
        for (var i = 0; i < 30; i++)
            await _site.Sql(c => c.Execute("insert into views (view_id, owner, name, query, shared, created_at) select @id, user_id, @id, '', 0, created_at from users", new { id = $"v{i}" }));
        await page.GotoAsync(_site.Address + "/worklist/views?list=%3Ftier%3D1");
        await page.EvalOnSelectorAsync("main form", "form => form.noValidate = true");
        await page.ClickAsync("main button.main");
        Assert.Equal("Nothing was changed: give the view a name.", await page.Locator("[role=alert]").InnerTextAsync());
        await page.FillAsync("#name", "one more");
        await page.ClickAsync("main button.main");
        Assert.Equal("Nothing was changed: you keep 30 views already; remove one first.", await page.Locator("[role=alert]").InnerTextAsync());
        Assert.Equal("one more", await page.InputValueAsync("#name"));
        // One of the same name is changed in place.
        await page.FillAsync("#name", "v7");
        await page.ClickAsync("main button.main");
        Assert.Equal("?tier=1", await _site.Sql(c => c.QuerySingle<string>("select query from views where name = 'v7'")));
    }
}
