using Dapper;
using Microsoft.Playwright;
using Opportune.Core;

namespace Opportune.Tests.Web.Access;

/// <summary>People, the trail, restricted records, and what those see who only look.</summary>
public sealed class PeopleAccessTests : AccessTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task People_and_the_trail_break_no_rule(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, "ada", Role.Administrator);
        await page.GotoAsync(_site.Address + "/people/new");
        await look.At("person-new");
        await page.FillAsync("#name", "vera");
        await page.FillAsync("#shown", "Vera Viewer");
        await page.CheckAsync("input[value=auditor]");
        await page.Locator("input[name=site]").First.CheckAsync();
        await page.ClickAsync("#save button.main");
        await look.At("person-made");
        await page.UncheckAsync("input[value=viewer]");
        await page.UncheckAsync("input[value=auditor]");
        await page.ClickAsync("#save button.main");
        await look.At("person-refused");
        await page.ClickAsync("#disable");
        await look.At("person-off");
        await page.GotoAsync(_site.Address + "/people");
        await look.At("people");
        await SignIn(page, "otto", Role.Auditor);
        await page.GotoAsync(_site.Address + "/audit");
        await look.At("audit");
        await page.ClickAsync("#verify");
        await page.Locator(".said").WaitForAsync();
        await look.At("audit-verified");
        await page.GotoAsync(_site.Address + "/audit?who=nobody-there");
        await look.At("audit-none");
        look.AssertNothingFound();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Restricted_records_and_pages_for_who_only_looks_break_no_rule(int width)
    {
        var (page, look) = await Begin(width);
        await SignIn(page, "vera", Role.Viewer);
        await page.GotoAsync(_site.Address + "/worklist");
        await look.At("list-viewer");
        await page.Locator("a.open").First.ClickAsync();
        await look.At("entry-viewer");
        await page.GotoAsync(_site.Address + "/hand-offs");
        await look.At("hand-offs-viewer");
        var number = await _site.Sql(c => c.QueryFirst<string>("select p.mrn from people as p inner join entries as e on e.patient_now = p.patient_id where e.state = 'new' and p.mrn is not null"));
        await _site.Sql(c => c.Execute("update people set restricted = 1 where mrn = @number", new { number }));
        await page.Enter(await _site.Invite("olga", new Grants(Role.Reviewer, Scope.All) { MayOpenRestricted = true }));
        await page.GotoAsync(_site.Address + "/restricted");
        await look.At("restricted");
        await page.FillAsync("#number", "no-such-number");
        await page.FillAsync("#reason", "asked by occupational health");
        await page.ClickAsync("#open button");
        await look.At("restricted-refused");
        await page.FillAsync("#number", number);
        await page.ClickAsync("#open button");
        await look.At("restricted-open");
        look.AssertNothingFound();
    }
}
