using Microsoft.Playwright;

namespace Opportune.Tests.Web.Access;

/// <summary>Whose patient it is, sending, old data, the answer, a summary.</summary>
public sealed class HandOffAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Sending_and_answering_break_no_rule(int width)
    {
        var (page, look) = await SignedIn(width);
        await page.GotoAsync(_site.Address + "/hand-offs");
        await look.At("hand-offs");
        await page.ClickAsync("#for-lead");
        await look.At("hand-offs-lead");
        await page.GoBackAsync();
        await page.Locator("a.open").First.ClickAsync();
        await look.At("summary");
        await page.Locator("#choose a").First.ClickAsync();
        await page.ClickAsync("#hand-off");
        await look.At("hand-off");
        await page.EvalOnSelectorAsync("#send", "form => form.noValidate = true");
        await page.ClickAsync("#send button");
        await look.At("hand-off-refused");
        await page.CheckAsync("#send input[value=letter]");
        await page.ClickAsync("#send button");
        await look.At("entry-sent");
        await page.ClickAsync("#answer");
        await look.At("answer");
        await page.CheckAsync("input[value=not-my-patient]");
        await page.ClickAsync("#decide button");
        await look.At("clinician");
        await page.FillAsync("#find-clinician", "a");
        await page.ClickAsync(".find-clinician button");
        await look.At("clinician-found");
        await page.ClickAsync("#back");
        await look.At("entry-nobodys");
        await page.ClickAsync("#hand-off");
        await look.At("hand-off-nobody");
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Old_data_breaks_no_rule(int width)
    {
        var (page, look) = await Begin(width);
        _site.Clock.Advance(TimeSpan.FromDays(5));
        await SignIn(page, Name);
        await page.GotoAsync(_site.Address + "/hand-offs");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("summary-old-data");
        await page.CheckAsync("#send input[value=letter]");
        await page.CheckAsync("input[name=confirmed]");
        await page.ClickAsync("#send button");
        await look.At("summary-sent");
        await page.GotoAsync(_site.Address + "/worklist/export");
        await look.At("export-old-data");
        await page.EvalOnSelectorAsync("form.bulk-ask", "form => form.noValidate = true");
        await page.ClickAsync("form.bulk-ask button");
        await look.At("export-unconfirmed");
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await page.CheckAsync("input[value=page]");
        await page.SelectOptionAsync("#do", "hand-over");
        await page.ClickAsync("#bulk button:not([name])");
        await look.At("hand-over-old-data");
        _site.Clock.Advance(TimeSpan.FromDays(6));
        await SignIn(page, Name);
        await page.GotoAsync(_site.Address + "/worklist/export");
        await look.At("export-too-old");
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await page.CheckAsync("input[value=page]");
        await page.SelectOptionAsync("#do", "hand-over");
        await page.ClickAsync("#bulk button:not([name])");
        await look.At("hand-over-too-old");
        look.AssertNothingFound();
    }
}
