using System.Net;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Database.Audit;
using Opportune.Tests.Web.Access;

namespace Opportune.Tests.Web.Office;

/// <summary>An administrator makes and changes accounts; an auditor reads who did and saw what, and has it checked.</summary>
public sealed partial class PeopleTests : IAsyncLifetime
{
    private Site _site = null!;
    private Caller _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        _ada = new(_site);
        await _ada.SignIn("ada", Role.Administrator);
    }

    public async ValueTask DisposeAsync()
    {
        _ada.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_person_is_made_comes_in_by_the_link_is_given_another_scope_and_switched_off()
    {
        var made = await _ada.Post("/people/new?handler=Save", [new("name", "Nora"), new("shown", "Nora N."), new("role", "reviewer"), new("role", "clinical-lead"), new("site", "A"), new("panel", "P 1"), new("restricted", "true"), new("own", "p-7")]);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var nora = (await _site.Users.FindByName("nora", Token))!;
        Assert.Equal(new Grants(Roles.Of([Role.Reviewer, Role.ClinicalLead]), Scope.Of(["A"], ["P 1"])) { MayOpenRestricted = true, PatientId = "p-7" }, nora.Grants);
        using var person = new Caller(_site);
        var link = new Uri(Link().Match(WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync(Token))).Value).AbsolutePath;
        await person.Post(link, []);
        Assert.Equal(HttpStatusCode.OK, (await person.Get("/runs")).StatusCode);
        // Whatever changes an account ends its sessions.
        Assert.Equal(HttpStatusCode.Redirect, (await _ada.Post($"/people/{nora.UserId}?handler=Save", [new("role", "viewer")], $"/people/{nora.UserId}")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await person.Get("/worklist")).StatusCode);
        Assert.Equal(new Grants(Role.Viewer, Scope.All), (await _site.Users.Find(nora.UserId, Token))!.Grants);
        await person.SignIn("nora");
        await _ada.Post($"/people/{nora.UserId}?handler=Sessions", [], $"/people/{nora.UserId}");
        Assert.Equal(HttpStatusCode.Redirect, (await person.Get("/worklist")).StatusCode);
        await person.SignIn("nora");
        await _ada.Post($"/people/{nora.UserId}?handler=Disable", [], $"/people/{nora.UserId}");
        Assert.Equal(HttpStatusCode.Redirect, (await person.Get("/worklist")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _ada.Post($"/people/{nora.UserId}?handler=Link", [], $"/people/{nora.UserId}")).StatusCode);
        await _ada.Post($"/people/{nora.UserId}?handler=Enable", [], $"/people/{nora.UserId}");
        Assert.Null((await _site.Users.Find(nora.UserId, Token))!.DisabledAt);
        await _site.Part<AuditTrail>().Write(new("tests", "", "end", "", "", ""));
        var kept = await AuditTable.Find(_site.Database, new() { Who = "ada", Action = "account-changed", Limit = 100 }, Token);
        Assert.Equal(6, kept.Count);
        Assert.All(kept, r => Assert.Equal(("administrator", nora.UserId), (r.Role, r.Subject)));
    }

    [Theory]
    [InlineData("", "Somebody", "reviewer", "name to sign in with")]
    [InlineData("somebody", " ", "reviewer", "name to show in histories")]
    [InlineData("somebody", "ADA", "reviewer", "shown by that name")]
    [InlineData("ada", "Somebody", "reviewer", "a person of that name already")]
    [InlineData("somebody", "Somebody", "no-such-role", "choose a role")]
    public async Task What_is_no_account_is_refused_with_the_reason(string name, string shown, string role, string why)
    {
        var before = (await _site.Users.List(Token)).Count;
        var answer = await _ada.Post("/people/new?handler=Save", [new("name", name), new("shown", shown), new("role", role)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(before, (await _site.Users.List(Token)).Count);
    }

    [Fact]
    public async Task Nobody_changes_the_own_account()
    {
        var ada = (await _site.Users.FindByName("ada", Token))!;
        foreach (var handler in new[] { "Save", "Disable" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _ada.Post($"/people/{ada.UserId}?handler={handler}", [new("role", "clinician"), new("role", "administrator")], $"/people/{ada.UserId}")).StatusCode);
        Assert.Equal(ada.Grants, (await _site.Users.Find(ada.UserId, Token))!.Grants);
        Assert.Equal(HttpStatusCode.NotFound, (await _ada.Get("/people/no-such-person")).StatusCode);
    }

    [Fact]
    public async Task The_auditor_finds_a_record_and_learns_that_one_was_changed()
    {
        using var otto = new Caller(_site);
        await otto.SignIn("otto", Role.Auditor);
        await _ada.Get("/people");
        await _site.Part<AuditTrail>().Write(new("tests", "", "end", "", "", ""));
        Assert.Contains("accounts-viewed", await otto.Read("/audit?who=ada&action=accounts-viewed"), StringComparison.Ordinal);
        Assert.Contains("No such record", await otto.Read("/audit?who=ada&until=2020-01-01"), StringComparison.Ordinal);
        Assert.Contains("are as they were written", await (await otto.Post("/audit", [])).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await _site.Sql(c => Dapper.SqlMapper.Execute(c, "drop trigger audit_records_stay_unchanged; update audit_records set who = 'eve' where action = 'accounts-viewed'"));
        Assert.Contains("fault was found", await (await otto.Post("/audit", [])).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [GeneratedRegex("http://[\\w.:]+/sign-in/link/\\w+")]
    private static partial Regex Link();
}
