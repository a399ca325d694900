using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Opportune.Core;
using Opportune.Tests.Unit.Columnar;
using Opportune.Web.Access;

namespace Opportune.Tests.Web.Access;

/// <summary>
/// Who may do what: every kind of request to every page, for every role and for nobody, is allowed or refused as the table in SECURITY.md says, which is
/// compared with the program's own. Asked for by a program; a form is sent without its token, so that what is allowed changes nothing (400).
/// </summary>
public sealed partial class MatrixTests : IAsyncLifetime
{
    private static readonly Role[] All = Enum.GetValues<Role>();

    private readonly Dictionary<Role, Caller> _callers = [];
    private Site _site = null!;
    private Caller _nobody = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        _nobody = new(_site);
        foreach (var role in All)
        {
            _callers[role] = new(_site);
            await _callers[role].SignIn($"only {role}", new Grants(role, Scope.All) { MayOpenRestricted = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in _callers.Values.Append(_nobody))
            caller.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Every_request_of_every_role_is_answered_as_the_table_in_SECURITY_md_says()
    {
        var table = Rows(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md")));
        Assert.Equal(PageRules.Rows.Select(r => Key(r.Page, r.IsSent, r.Handler)).Order(StringComparer.Ordinal), table.Keys.Order(StringComparer.Ordinal));
        var wrong = new List<string>();
        foreach (var (page, isSent, handler, _) in PageRules.Rows)
        {
            var (path, allowed) = (await PathOf(page, handler), table[Key(page, isSent, handler)]);
            Look("nobody", (await Ask(_nobody, path, isSent)).StatusCode, allowed[0], isAnonymous: true);
            foreach (var role in All)
                Look(EntryNames.Of(role), (await Ask(_callers[role], path, isSent)).StatusCode, allowed[1 + (int)role], isAnonymous: false);

            void Look(string who, HttpStatusCode status, bool isAllowed, bool isAnonymous)
            {
                // Nobody is led to where one signs in; a role that may not is told so.
                var isRefused = isAnonymous ? status == HttpStatusCode.Redirect : status == HttpStatusCode.Forbidden;
                if (page == "/Error")
                    isRefused = false;
                if (isRefused == isAllowed || (int)status >= 500 || (isAllowed && status == HttpStatusCode.Unauthorized))
                    wrong.Add($"{Key(page, isSent, handler)} for {who}: {(int)status}, and the table says {(isAllowed ? "yes" : "no")}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Whatever_can_be_asked_for_has_a_rule_and_what_has_none_is_refused_to_everybody()
    {
        var pages = _site.Endpoints.Select(e => e.Metadata.GetMetadata<PageActionDescriptor>()).OfType<PageActionDescriptor>().Select(p => p.ViewEnginePath).Distinct();
        Assert.Equal(PageRules.All.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
        foreach (var endpoint in _site.Endpoints.OfType<RouteEndpoint>())
        {
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
                Assert.Equal(PageRules.Of(page.ViewEnginePath, false, null)!.IsOpen, isOpen);
            else
                Assert.True(isOpen, $"{endpoint.RoutePattern.RawText} is no page and has no rule: nobody reaches it");
            // A policy of its own would go past the table.
            Assert.Empty(endpoint.Metadata.OfType<IAuthorizeData>());
        }
        // A page without forms takes none, whatever handler is named; and another method is no way around.
        foreach (var (method, path) in new[] { ("POST", "/visits"), ("POST", "/runs"), ("PUT", "/visits"), ("DELETE", "/worklist"), ("POST", "/runs/x"), ("POST", "/runs/x?handler=no-such") })
        {
            foreach (var role in All)
                Assert.Equal(HttpStatusCode.Forbidden, (await _callers[role].Send(new(new(method), path))).StatusCode);
        }
    }

    [Fact]
    public async Task Who_holds_several_roles_may_do_what_one_of_them_may_and_the_trail_names_that_one()
    {
        using var both = new Caller(_site);
        await both.SignIn("both", new Grants(Roles.Of([Role.Reviewer, Role.Administrator]), Scope.All));
        foreach (var path in new[] { "/worklist", "/runs", "/people" })
            Assert.Equal(HttpStatusCode.OK, (await both.Get(path)).StatusCode);
        var trail = _site.Part<Opportune.Database.Audit.AuditTrail>();
        await trail.Write(new("tests", "", "end", "", "", ""));
        var records = await Opportune.Database.Audit.AuditTable.Find(_site.Database, new() { Who = "both" }, Token);
        Assert.Equal([("accounts-viewed", "administrator"), ("list-viewed", "reviewer"), ("signed-in", "reviewer administrator")], records.Select(r => (r.Action, r.Role)));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Key(string page, bool isSent, string? handler) => $"{page} {(isSent ? handler ?? "send" : "look")}";

    private static async Task<HttpResponseMessage> Ask(Caller caller, string path, bool isSent) =>
        await caller.Send(new(isSent ? HttpMethod.Post : HttpMethod.Get, path) { Content = isSent ? new FormUrlEncodedContent([]) : null });

    // "| /Entry send | no | no | yes | ...": nobody, then the roles in their order.
    private static Dictionary<string, bool[]> Rows(string text) => Line().Matches(text)
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Split('|').Select(c => c.Trim() == "yes").ToArray(), StringComparer.Ordinal);

    private async Task<string> PathOf(string page, string? handler)
    {
        var entry = await _site.Sql(c => c.QueryFirst<string>("select entry_id from entries where finding = 'open' order by entry_id"));
        var run = await _site.Sql(c => c.QueryFirst<string>("select run_id from runs"));
        var route = _site.Endpoints.OfType<RouteEndpoint>().First(e => e.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == page).RoutePattern.RawText!;
        var path = "/" + Parameter().Replace(route, m => m.Groups[1].Value switch { "id" => entry, "run" => run, "job" => "nightly", "user" => "new", "handler" => "", _ => "nothing" }).TrimEnd('/');
        return handler is null ? path : $"{path}?handler={handler}";
    }

    [GeneratedRegex(@"^\| `(/\w+(?:/\w+)? \w+)` \|(.+)\|$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"\{(\w+)\??\}")]
    private static partial Regex Parameter();
}
