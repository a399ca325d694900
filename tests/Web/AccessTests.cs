using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web;

/// <summary>Every page for everybody: no violation of WCAG 2.2 AA that a program can find, in both themes, wide and narrow; nothing sideways at 320 px, which is 400% zoom.</summary>
public sealed class AccessTests : PageTests
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task No_page_breaks_a_rule(ColorScheme scheme, int width)
    {
        var page = await _browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        var look = new Look(page, $"{scheme}-{width}");
        await page.GotoAsync(_site.Address + "/sign-in");
        await look.At("sign-in");
        await page.FillAsync("#name", "nobody");
        await page.FillAsync("#password", "wrong");
        await page.ClickAsync("main button");
        await look.At("sign-in-refused");
        await page.GotoAsync(await _site.Invite($"anna-{scheme}-{width}"));
        await look.At("link");
        await page.ClickAsync("main button");
        await look.At("account");
        await page.GotoAsync(_site.Address + "/worklist");
        await look.At("list");
        await page.Locator("input[name=entry]").First.CheckAsync();
        await look.At("list-ticked");
        await page.SelectOptionAsync("#do", "snooze");
        await page.ClickAsync("#bulk button:not([name])");
        await look.At("bulk");
        await page.ClickAsync(".bulk-ask button");
        await look.At("bulk-done");
        await page.ClickAsync("#undo");
        await look.At("bulk-undone");
        await page.GotoAsync(_site.Address + "/worklist/bulk?do=note");
        await look.At("bulk-none");
        await page.GotoAsync(_site.Address + "/worklist/export");
        await look.At("export");
        await page.GotoAsync(_site.Address + "/exports");
        await look.At("exports-reviewer");
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "tasks.ndjson", MimeType = "application/fhir+ndjson", Buffer = "{}\n{\"resourceType\":\"Task\"}"u8.ToArray() });
        await page.ClickAsync("#take button");
        await look.At("exports-taken");
        await page.EvalOnSelectorAsync("#take", "form => form.noValidate = true");
        await page.ClickAsync("#take button");
        await look.At("exports-refused");
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await page.CheckAsync("input[value=page]");
        await page.SelectOptionAsync("#do", "hand-over");
        await page.ClickAsync("#bulk button:not([name])");
        await look.At("hand-over");
        await page.EvalOnSelectorAsync("#send", "form => form.noValidate = true");
        await page.ClickAsync("#send button");
        await look.At("hand-over-refused");
        await page.CheckAsync("#send input[value=letter]");
        await page.ClickAsync("#send button");
        await look.At("hand-over-done");
        await page.ClickAsync("#undo");
        await look.At("hand-over-undone");
        await page.GotoAsync(_site.Address + "/worklist/hand-over?scope=ticked");
        await look.At("hand-over-none");
        await page.GotoAsync(_site.Address + "/worklist?q=no-such-patient");
        await look.At("list-empty");
        await page.GotoAsync(_site.Address + "/worklist?view=treatment-unknown");
        await look.At("list-unknown");
        await page.GotoAsync(_site.Address + "/worklist?sort=name&due=over&who=nobody");
        await look.At("list-filtered");
        await page.ClickAsync(".views .keep");
        await page.FillAsync("#name", $"Over due {scheme} {width}");
        await page.CheckAsync("[name=shared]");
        await page.ClickAsync("main button.main");
        await look.At("list-kept");
        await page.ClickAsync(".views .keep");
        await look.At("views");
        await page.GotoAsync(_site.Address + "/worklist?tier=2");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("entry");
        await page.GetByRole(AriaRole.Link, new() { Name = "Print" }).ClickAsync();
        await look.At("print");
        await page.GoBackAsync();
        foreach (var details in await page.Locator("main details").AllAsync())
            await details.Locator("summary").ClickAsync();
        await page.CheckAsync("input[value=referred]");
        await look.At("entry-deciding");
        // Without the recipient the browser asks for it; sent all the same, the server refuses it.
        await page.EvalOnSelectorAsync("#decide", "form => form.noValidate = true");
        await page.ClickAsync("button[value=stay]");
        Assert.Contains("Nothing was changed", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
        await look.At("entry-refused");
        await page.FillAsync("[name='referred.recipient']", "Dr. Example");
        await page.ClickAsync("button[value=stay]");
        await look.At("entry-decided");
        await page.Keyboard.PressAsync("?");
        await page.Locator("dialog[open]").WaitForAsync();
        await look.At("keys");
        await HandOff(page, look, $"anna-{scheme}-{width}");
        await page.GotoAsync(_site.Address + "/no-such-page");
        await look.At("not-found");
        Assert.True(look.Faults.Count == 0, string.Join("\n", look.Faults.Distinct().Take(20)));
    }

    // Whose patient it is, sending, old data, the answer, a summary.
    private async Task HandOff(IPage page, Look look, string name)
    {
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
        _site.Clock.Advance(TimeSpan.FromDays(5));
        await page.GotoAsync(await _site.Invite(name));
        await page.ClickAsync("main button");
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
        await page.GotoAsync(await _site.Invite($"admin-{name}", ReviewerRole.Administrator));
        await page.ClickAsync("main button");
        await page.GotoAsync(_site.Address + "/exports");
        await look.At("exports");
        _site.Clock.Advance(TimeSpan.FromDays(6));
        await page.GotoAsync(await _site.Invite(name));
        await page.ClickAsync("main button");
        await page.GotoAsync(_site.Address + "/worklist/export");
        await look.At("export-too-old");
        await page.GotoAsync(_site.Address + "/worklist?tier=3");
        await page.CheckAsync("input[value=page]");
        await page.SelectOptionAsync("#do", "hand-over");
        await page.ClickAsync("#bulk button:not([name])");
        await look.At("hand-over-too-old");
    }
}
