using Dapper;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Playwright;
using Opportune.Database.Audit;
using Opportune.Web.Audit;

namespace Opportune.Tests.Web.Audit;

/// <summary>What people see and do in the browser stands in the trail, and no patient's name does.</summary>
public sealed class AuditTests : PageTests
{
    [Fact]
    public async Task Signing_in_looking_searching_and_deciding_stand_in_the_trail_without_a_patients_name()
    {
        var page = await SignIn("anna");
        var patient = await _site.Sql(c => c.QueryFirst<(string Name, string Mrn)>("select p.display_name, p.mrn from people p inner join entries e on e.patient_now = p.patient_id where p.mrn is not null order by e.entry_id"));
        await page.GotoAsync($"{_site.Address}/worklist?q={Uri.EscapeDataString(patient.Name)}&tier=1");
        await page.GotoAsync($"{_site.Address}/worklist?q={Uri.EscapeDataString(patient.Mrn)}");
        await page.GotoAsync($"{_site.Address}/worklist");
        await page.Locator("tbody a[href^='/entries/']").First.ClickAsync();
        await page.IsAt("/entries/");
        var entry = new Uri(page.Url).Segments[2].TrimEnd('/');
        await page.Locator("textarea[name=note]").First.FillAsync("looked at with Dr Smith");
        await page.Locator("form:has(textarea[name=note]) button").First.ClickAsync();
        await page.IsWhole();
        await page.GotoAsync($"{_site.Address}/runs");

        var records = await Records();
        Assert.All(records, r => Assert.Equal(("anna", "reviewer"), (r.Who, r.Role)));
        Assert.Equal("signed-in", records[0].Action);
        Assert.Contains(records, r => r is { Action: "entry-viewed" } && r.Subject == entry);
        Assert.Contains(records, r => r is { Action: "entry-changed" } && r.Subject == entry && r.Detail.StartsWith("note", StringComparison.OrdinalIgnoreCase));
        var searches = records.Where(r => r.Action == "list-viewed" && r.Detail.Contains("q=", StringComparison.Ordinal)).Select(r => r.Detail).ToList();
        Assert.Equal(2, searches.Distinct().Count());
        Assert.Contains(searches, s => s == $"q={_site.Part<AuditTrail>().Hide(patient.Name)} tier=1");
        // Whatever a page shows, the trail holds no name and no number of a patient, and no word of a note.
        var people = await _site.Sql(c => c.Query<string>("select display_name from people where display_name is not null union select mrn from people where mrn is not null").ToList());
        var kept = string.Join('\n', records.Select(r => $"{r.Subject} {r.Detail} {r.Origin}"));
        Assert.DoesNotContain(people, word => kept.Contains(word, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Smith", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_stands_in_the_trail_without_what_was_typed_and_so_does_what_was_refused()
    {
        var page = await NewPage();
        await page.GotoAsync(_site.Address + "/sign-in");
        await page.FillAsync("input[name=name]", "my-secret-typed-here");
        await page.FillAsync("input[name=password]", "another-secret");
        await page.ClickAsync("main button");
        await page.IsWhole();
        var reviewer = await SignIn("anna");
        await reviewer.GotoAsync(_site.Address + "/runs/no-such-run");
        var records = await Records();
        Assert.Equal(("", "signed-in", "refused"), (records[0].Who, records[0].Action, records[0].Detail));
        Assert.Contains(records, r => r is { Who: "anna", Action: "run-viewed", Detail: "refused", Subject: "no-such-run" });
        Assert.DoesNotContain(records, r => $"{r}".Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_done()
    {
        var page = await SignIn("anna");
        await page.GotoAsync($"{_site.Address}/worklist");
        await page.Locator("tbody a[href^='/entries/']").First.ClickAsync();
        await page.IsAt("/entries/");
        await _site.Part<AuditTrail>().DisposeAsync();
        var answer = await page.APIRequest.GetAsync(page.Url);
        Assert.Equal(500, answer.Status);
    }

    [Fact]
    public void Every_page_stands_in_the_table_of_what_is_kept()
    {
        var pages = _site.Endpoints.Select(e => e.Metadata.GetMetadata<PageActionDescriptor>()).OfType<PageActionDescriptor>().Select(p => p.ViewEnginePath).Distinct();
        Assert.Equal(PageActions.All.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    // Looks are kept a moment later than they happen: a change of a later record is waited for.
    private async Task<List<AuditRow>> Records()
    {
        await _site.Part<AuditTrail>().Write(new("tests", "", "end", "", "", ""));
        return [.. (await AuditTable.Find(_site.Database, new() { Limit = 1000 }, TestContext.Current.CancellationToken)).Reverse().Where(r => r.Who != "tests")];
    }
}
