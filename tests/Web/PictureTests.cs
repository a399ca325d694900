using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web;

/// <summary>The pictures of the README: of the list, an entry and the measures, of an invented hospital. They are taken where PICTURES names a folder (tests/pictures.sh); else only looked at.</summary>
public sealed class PictureTests : IAsyncLifetime
{
    private const string Origin = "the site's, over version 2, 0123456789ab; base changed: the program brings version 3, ba9876543210";

    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.Open(differently: place => place with
    {
        Banner = "Demo: invented patients",
        Rules = () => place.Rules() with { Origins = new Dictionary<string, string> { ["measures/statin-review.yaml"] = Origin } },
    });

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task The_list_an_entry_and_the_measures_are_shown_with_the_banner_of_the_installation()
    {
        await using var context = await (await Browser.Running()).NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 820 }, ColorScheme = ColorScheme.Light });
        var page = await context.NewPageAsync();
        await page.Enter(await _site.Invite("nora", Role.Clinician));
        await page.GotoAsync(_site.Address + "/worklist?measure=statin-review");
        Assert.InRange(await page.Locator(".entries tbody tr").CountAsync(), 5, 50);
        Assert.Equal("Demo: invented patients", await page.Locator(".banner").InnerTextAsync());
        await Take(page, "list");
        await page.Locator("a.open").First.ClickAsync();
        Assert.InRange(await page.Locator("mark").CountAsync(), 1, 50);
        await Take(page, "entry");
        await page.GotoAsync(_site.Address + "/measures");
        Assert.InRange(await page.Locator(".entries tbody tr").CountAsync(), 2, 50);
        await Take(page, "measures");
        Assert.Equal(["dexa-review; from the program", $"statin-review; from {Origin}"], (await page.Locator(".entries tbody th .sub").AllInnerTextsAsync()).Where(t => t.Contains("; from ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        await page.GotoAsync(_site.Address + "/measures/statin-review");
        Assert.Equal(Origin, await page.Locator("dt:text-is('Comes from') + dd").InnerTextAsync());
    }

    [Fact]
    public async Task Test_and_production_have_other_banners_also_before_anybody_signed_in()
    {
        await using var production = await Site.Open(differently: place => place with { Banner = "Production", IsProduction = true });
        using var http = new HttpClient();
        Assert.Contains("<p class=\"banner production\">Production</p>", await http.GetStringAsync($"{production.Address}/sign-in", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var test = await http.GetStringAsync($"{_site.Address}/sign-in", TestContext.Current.CancellationToken);
        Assert.Contains("Demo: invented patients</p>", test, StringComparison.Ordinal);
        Assert.DoesNotContain("banner production", test, StringComparison.Ordinal);
    }

    private static async Task Take(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }
}
