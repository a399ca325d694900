using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>Several entries at once, and files.</summary>
public sealed class BulkAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Ticking_and_changing_several_breaks_no_rule(int width)
    {
        var (page, look) = await SignedIn(width);
        await page.GotoAsync(_site.Address + "/worklist");
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
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Handing_over_several_breaks_no_rule(int width)
    {
        var (page, look) = await SignedIn(width);
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
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Exports_break_no_rule(int width)
    {
        var (page, look) = await SignedIn(width);
        await page.GotoAsync(_site.Address + "/worklist/export");
        await look.At("export");
        await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("form.bulk-ask button"));
        await page.GotoAsync(_site.Address + "/exports");
        await look.At("exports-reviewer");
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "tasks.ndjson", MimeType = "application/fhir+ndjson", Buffer = "{}\n{\"resourceType\":\"Task\"}"u8.ToArray() });
        await page.ClickAsync("#take button");
        await look.At("exports-taken");
        await page.EvalOnSelectorAsync("#take", "form => form.noValidate = true");
        await page.ClickAsync("#take button");
        await look.At("exports-refused");
        await SignIn(page, "ada", Role.Administrator);
        await page.GotoAsync(_site.Address + "/exports");
        await look.At("exports");
        look.AssertNothingFound();
    }
}
