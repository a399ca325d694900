using Xunit.Sdk;

namespace Opportune.Tests.Web.Access;

/// <summary>Who looks finds what is wrong: else a page without faults would mean nothing.</summary>
public sealed class LookTests
{
    [Theory]
    [InlineData("html-has-lang", "<html><title>A</title><main><h1>A</h1></main>")]
    [InlineData("document-title", "<html lang=en><main><h1>A</h1></main>")]
    [InlineData("landmark-one-main", "<html lang=en><title>A</title><h1>A</h1>")]
    [InlineData("page-has-heading-one", "<html lang=en><title>A</title><main>A</main>")]
    [InlineData("label", "<html lang=en><title>A</title><main><h1>A</h1><input></main>")]
    [InlineData("faulty Light 320: color-contrast", "<html lang=en><title>A</title><style>@media (prefers-color-scheme: light) { h1 { color: #ccc } }</style><main><h1>Osteoporosis</h1></main>")]
    [InlineData("faulty Dark 320: color-contrast", "<html lang=en><title>A</title><style>@media (prefers-color-scheme: dark) { h1 { color: #ccc } }</style><main><h1>Osteoporosis</h1></main>")]
    [InlineData("320: target-size", "<html lang=en><title>A</title><main><h1>A</h1><button style='padding:0;height:9px'>A</button><button style='padding:0;height:9px'>B</button></main>")]
    [InlineData("320: the page scrolls sideways", "<html lang=en><title>A</title><main><h1>A</h1><p style='width:350px'>A</p></main>")]
    [InlineData("360: with wider spacing the page scrolls sideways", "<html lang=en><title>A</title><main><h1>A</h1><p style='width:31ch;white-space:nowrap;font:16px monospace'>Osteoporosis_and_osteopenia_too</p></main>")]
    [InlineData("not announced", "<html lang=en><title>A</title><main><h1>A</h1><p class=said>Done.</p></main>")]
    public async Task What_is_wrong_is_found(string fault, string html)
    {
        await using var context = await (await Browser.Running()).NewContextAsync(new() { ViewportSize = new() { Width = 320, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.SetContentAsync("<!DOCTYPE html>" + html);
        var look = new Look(page, 320);
        await look.At("faulty");
        Assert.Contains(fault, Assert.ThrowsAny<XunitException>(look.AssertNothingFound).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        await using var context = await (await Browser.Running()).NewContextAsync();
        var page = await context.NewPageAsync();
        await page.SetContentAsync("<!DOCTYPE html><html lang=en><title>A</title><meta name=viewport content='width=device-width'><main><h1>A</h1><p>B</p></main>");
        var look = new Look(page, 1280);
        await look.At("well");
        look.AssertNothingFound();
    }
}
