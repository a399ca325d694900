using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>Files and paper: what a reviewer takes along, what is asked before, and what an administrator sees of it.</summary>
public sealed class ExportTests : PageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_filtered_list_becomes_a_file_with_these_rows_and_an_administrator_sees_who_took_it(bool withScript)
    {
        var page = await SignIn("una", withScript);
        await page.GotoAsync(_site.Address + "/worklist?tier=2");
        var names = await TextsOf(page.Locator("a.open"));
        Assert.InRange(names.Count, 2, 49);
        await page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync();
        Assert.Equal($"Export {names.Count} entries", await page.Locator("h1").InnerTextAsync());
        foreach (var (format, extension) in new[] { ("csv", ".csv"), ("fhir", ".ndjson"), ("parquet", ".parquet"), ("arrow", ".arrow") })
        {
            await page.SelectOptionAsync("#format", format);
            var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("form.bulk-ask button"));
            Assert.Equal($"worklist-2026-11-13{extension}", download.SuggestedFilename);
            if (format is "parquet" or "arrow")
                continue;
            var text = await File.ReadAllTextAsync(await download.PathAsync(), Encoding.UTF8, TestContext.Current.CancellationToken);
            Assert.Equal(names.Count + (format == "csv" ? 1 : 0), text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.All(names, name => Assert.Contains(name, text, StringComparison.Ordinal));
        }
        await page.GotoAsync(_site.Address + "/exports");
        Assert.Equal(0, await page.Locator("tbody").CountAsync());
        var administrator = await SignIn("admin", withScript, Role.Administrator);
        await administrator.ClickAsync(".me summary");
        await administrator.GetByRole(AriaRole.Link, new() { Name = "Exports" }).ClickAsync();
        var rows = await TextsOf(administrator.Locator("tbody tr"));
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Contains("una", row, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Contains("?tier=2", row, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Old_data_asks_for_a_confirmation_that_is_recorded_and_too_old_data_is_refused(bool withScript)
    {
        var page = await SignIn("vera", withScript);
        _site.Clock.Advance(TimeSpan.FromDays(4));
        page = await SignIn("vera", withScript);
        await page.GotoAsync(_site.Address + "/worklist/export?tier=1");
        if (withScript)
        {
            Assert.False(await page.EvalOnSelectorAsync<bool>("form.bulk-ask", "form => form.checkValidity()"));
            await page.EvalOnSelectorAsync("form.bulk-ask", "form => form.noValidate = true");
            await page.ClickAsync("form.bulk-ask button");
            Assert.Contains("confirm that it may go out", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
        }
        await page.CheckAsync("input[name=confirmed]");
        await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("form.bulk-ask button"));
        var kept = Assert.Single(await new ExportBook(_site.Database, _site.Dispositions, Sight.Everything).List(10, TestContext.Current.CancellationToken));
        Assert.Contains("5 days old", kept.Confirmed, StringComparison.Ordinal);
        _site.Clock.Advance(TimeSpan.FromDays(7));
        page = await SignIn("vera", withScript);
        await page.GotoAsync(_site.Address + "/worklist/export");
        Assert.Contains("beyond 10 days nothing", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("form.bulk-ask").CountAsync());
    }

    [Fact]
    public async Task An_entry_on_paper_names_the_patient_on_every_page()
    {
        var page = await SignIn("wim", true);
        await page.GotoAsync(_site.Address + "/worklist");
        var name = await page.Locator("a.open").First.InnerTextAsync();
        var number = await page.Locator(".mrn").First.InnerTextAsync();
        await page.Locator("a.open").First.ClickAsync();
        // Enough history for several pages.
        for (var i = 0; i < 4; i++)
        {
            await page.FillAsync("#note", string.Concat(Enumerable.Range(0, 80).Select(n => string.Create(CultureInfo.InvariantCulture, $"line {n} of note {i}\n"))));
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
        }
        await page.GetByRole(AriaRole.Link, new() { Name = "Print" }).ClickAsync();
        await Prints(page);
        var whose = await page.Locator(".whose").InnerTextAsync();
        Assert.Contains(name, whose, StringComparison.Ordinal);
        Assert.Contains(number, whose, StringComparison.Ordinal);
        Assert.Contains("born ", whose, StringComparison.Ordinal);
        var text = await page.Locator(".paper-table").InnerTextAsync();
        foreach (var part in new[] { "Looked for and not found", "Would close it:", "For the clinician:", "Known limits:", "History", Wording.Closing })
            Assert.Contains(part, text, StringComparison.Ordinal);
        var path = Path.Combine(Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder ? folder : _site.Folder, "print.pdf");
        await page.PdfAsync(new() { Path = path, Format = "A4" });
        // Each page of the PDF draws the head anew; a page is an object of that type.
        var pages = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Split("/Type /Page\n").Length - 1;
        Assert.True(pages > 3, $"{pages} pages");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal("table-header-group", await page.EvalOnSelectorAsync<string>(".paper-table thead", "head => getComputedStyle(head).display"));
        Assert.False(await page.Locator(".top").IsVisibleAsync());
        Assert.False(await page.Locator(".crumbs").IsVisibleAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_of_tasks_that_came_back_is_taken_in_with_a_result_for_each_line(bool withScript)
    {
        var page = await SignIn("wim", withScript);
        await page.GotoAsync(_site.Address + "/worklist/export?tier=3");
        await page.SelectOptionAsync("#format", "fhir");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("form.bulk-ask button"));
        var lines = (await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken))[..4];
        string[] ids = [.. lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("identifier")[0].GetProperty("value").GetString()!)];
        // The second was changed by a colleague meanwhile; the third says nothing; the fourth is broken.
        lines[0] = lines[0].Replace("\"status\":\"requested\"", "\"status\":\"accepted\"", StringComparison.Ordinal);
        lines[1] = lines[1].Replace("\"status\":\"requested\"", "\"status\":\"accepted\"", StringComparison.Ordinal);
        lines[3] = lines[3][..100];
        var other = await SignIn("xaver", withScript);
        await other.GotoAsync($"{_site.Address}/entries/{ids[1]}");
        await other.ClickAsync("button[data-key=a]");
        await page.ClickAsync(".me summary");
        await page.GetByRole(AriaRole.Link, new() { Name = "Tasks that came back" }).ClickAsync();
        await Upload(page, "back<b>.ndjson", string.Join('\n', lines));
        Assert.Equal("1 kept, 1 nothing decided yet, 1 changed since the file was made, 1 not allowed.", await page.Locator(".said[role=status]").InnerTextAsync());
        var told = await page.Locator("#lines tbody tr").AllInnerTextsAsync();
        Assert.Equal(2, told.Count);
        Assert.Contains(ids[1], told[0], StringComparison.Ordinal);
        Assert.Contains("this is no JSON", told[1], StringComparison.Ordinal);
        await page.GotoAsync($"{_site.Address}/entries/{ids[0]}");
        Assert.Equal("in review", (await page.Locator(".standing .state").InnerTextAsync()).ToLowerInvariant());
        Assert.Contains("wim", await page.Locator(".history").InnerTextAsync(), StringComparison.Ordinal);

        // Again it changes nothing more; too large, it is not taken in.
        await page.GotoAsync(_site.Address + "/exports");
        await Upload(page, "again.ndjson", string.Join('\n', lines));
        Assert.StartsWith("1 kept", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        await Upload(page, "large.ndjson", new string(' ', 9 << 20));
        Assert.Contains("larger than 8 MB", await page.Locator("#problem").InnerTextAsync(), StringComparison.Ordinal);
        var administrator = await SignIn("admin", withScript, Role.Administrator);
        await administrator.GotoAsync(_site.Address + "/exports");
        var rows = await administrator.Locator("tbody tr").AllInnerTextsAsync();
        Assert.Equal(3, rows.Count);
        Assert.Contains(rows, row => row.Contains("back<b>.ndjson", StringComparison.Ordinal) && row.Contains("came back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_without_the_forms_own_token_is_not_taken_in()
    {
        var page = await SignIn("yara");
        await page.GotoAsync(_site.Address + "/exports");
        await page.EvalOnSelectorAsync("#take [name=__RequestVerificationToken]", "token => token.remove()");
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "t.ndjson", MimeType = "application/fhir+ndjson", Buffer = "{}"u8.ToArray() });
        var answer = await page.RunAndWaitForResponseAsync(() => page.ClickAsync("#take button"), r => r.Request.Method == "POST");
        Assert.Equal(400, answer.Status);
    }

    private static async Task Upload(IPage page, string name, string text)
    {
        await page.SetInputFilesAsync("#file", new FilePayload { Name = name, MimeType = "application/fhir+ndjson", Buffer = Encoding.UTF8.GetBytes(text) });
        await page.ClickAsync("#take button");
    }
}
