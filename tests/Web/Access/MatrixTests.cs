using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database.Standings;
using Opportune.Runs.Exports;
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
    public async Task What_is_silent_is_on_no_page_and_in_no_file_for_anybody_and_its_counts_are_told_to_who_judges_it_alone()
    {
        var hidden = await Silence("statin-review");
        var more = await MorePaths();
        var (answered, wrong) = (new HashSet<string>(), new List<string>());
        foreach (var role in All)
        {
            foreach (var page in PageRules.All)
            {
                foreach (var path in new[] { await PathOf(page, null) }.Concat(more.GetValueOrDefault(page, [])))
                    await Look(role, page, await _callers[role].Get(path), path);
            }
            foreach (var endpoint in _site.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is null && !e.RoutePattern.RawText!.Contains('{')))
                await Look(role, "", await _callers[role].Get("/" + endpoint.RoutePattern.RawText!.TrimStart('/')), endpoint.RoutePattern.RawText!);
            foreach (var format in EntryNames.All<ExportFormat>())
            {
                if ((await _callers[role].Get("/worklist/export")).StatusCode == HttpStatusCode.OK)
                    await Look(role, "/Export", await _callers[role].Post("/worklist/export", [new("format", format), new("confirmed", "yes")], "/worklist/export"), format);
            }
        }
        // Last, since the trail tells an auditor of who asked for what.
        foreach (var (role, id) in All.SelectMany(role => hidden.Ids.Take(2).Select(id => (role, id))))
            Assert.NotEqual(HttpStatusCode.OK, (await _callers[role].Get($"/entries/{id}")).StatusCode);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // A page that nobody was answered by was not looked at: it needs a path of its own here. Of these there is nothing to look at: nothing was done in bulk, drawn or changed; the others lead on.
        var unseen = string.Join(' ', PageRules.All.Except(answered).Order(StringComparer.Ordinal));
        Assert.True(unseen == "/BulkDone /Judge /Next /Office/RuleChange /SignInProvider /SignOut", unseen);

        async Task Look(Role role, string page, HttpResponseMessage answer, string path)
        {
            if (answer.StatusCode != HttpStatusCode.OK)
                return;
            answered.Add(page);
            // A recall and a trial of changed rules are of silent measures, too, and say so; for a clinical lead alone.
            if (role == Role.ClinicalLead && page is "/Office/Recall" or "/Office/RuleChange")
                return;
            var text = await TextOf(answer);
            wrong.AddRange(Word().Matches(text).Select(m => m.Value).Where(hidden.Words.Contains).Distinct().Select(w => $"{path} for {EntryNames.Of(role)}: {w}"));
            // The list itself, by its address, leads to itself; nothing else leads there, and no tab bears its name.
            if ((page == "/Worklist" ? Tabs().Match(text).Value : text).Contains("/worklist?measure=statin-review", StringComparison.Ordinal))
                wrong.Add($"{path} for {EntryNames.Of(role)}: the list of what is silent");
            wrong.AddRange(hidden.Names.Where(n => text.Contains(n, StringComparison.Ordinal)).Select(n => $"{path} for {EntryNames.Of(role)}: {n}"));
            // Who judges whether it is right is told how many it would list, on the measure's page at the site.
            if (page == "/Office/Standing" && Roles.Of([role]).May(Permission.ValidateMeasures))
                Assert.Contains("Live it would list 8,675,", text, StringComparison.Ordinal);
            else if (role != Role.ClinicalLead)
                wrong.AddRange(Planted().Matches(text).Select(m => $"{path} for {EntryNames.Of(role)}: the count {m.Value}"));
        }
    }

    // Addresses of pages that show more than they do without.
    private async Task<Dictionary<string, string[]>> MorePaths()
    {
        var site = await _site.Sql(c => c.QueryFirst<string>("select site from publications where measure = 'statin-review' order by site"));
        var clinicians = await _site.Sql(c => c.Query<string>("select distinct p.clinician_id from people as p inner join entries as e on e.patient_now = p.patient_id where p.clinician_id is not null order by 1").AsList());
        return new(StringComparer.Ordinal)
        {
            ["/Worklist"] = ["/worklist?measure=statin-review&count=exact", "/worklist?count=exact", "/worklist?state=closed-by-person&count=exact", "/worklist?state=withdrawn&count=exact"],
            ["/Office/Quality"] = ["/quality?measure=statin-review", "/quality?handler=Csv&measure=statin-review"],
            ["/Office/Standing"] = [$"/going-live/statin-review?site={Uri.EscapeDataString(site)}"],
            ["/Office/Measure"] = ["/measures/statin-review"],
            ["/Office/ValueSet"] = ["/value-sets/dxa-central"],
            ["/Summary"] = [.. clinicians.Select(c => $"/hand-offs/{Uri.EscapeDataString(c)}")],
        };
    }

    // Silences a measure as a clinical lead does, of which a run has counted what cannot be missed: numbers from 8,675,000 on.
    private async Task<(HashSet<string> Ids, HashSet<string> Words, IReadOnlyList<string> Names)> Silence(string measure)
    {
        var standings = _site.Part<StandingTable>();
        foreach (var part in (await standings.List(Token)).Where(p => p.Measure == measure && p.RunId is not null))
            Assert.Null(await standings.Decide(new(measure, part.Site, Standing.Silent, [], "it is to be seen nowhere", part.Versions), "lea", Role.ClinicalLead, new(), Token));
        await _site.Sql(c => c.Execute(
            """
            update run_counts set amount = 8675000 + rowid % 1000 where subject = 'measure ' || @measure or subject like 'part ' || @measure || ' @ %' or subject like 'measure ' || @measure || ' %';
            update run_parts set state = 'held', guard = 'sharp-drop', detail = 'from 8675001 to 8675002' where measure = @measure;
            update runs set state = 'partial'
            """, new { measure }));
        var rows = await _site.Sql(c => c.Query<(string Id, string Patient, string? Mrn, string? Name)>(
            """
            select e.entry_id, e.patient_now, p.mrn, p.display_name from entries as e inner join people as p on p.patient_id = e.patient_now
            where e.leader = @measure and not exists (select 1 from entries as o where o.patient_now = e.patient_now and o.leader <> @measure)
                and not exists (select 1 from people as q where (q.display_name = p.display_name and q.patient_id <> p.patient_id) or q.clinician_name = p.display_name or q.next_visit_provider = p.display_name)
                and not exists (select 1 from clinicians as c where c.name = p.display_name)
            """, new { measure }).AsList());
        Assert.True(rows.Count > 30);
        return ([.. rows.Select(r => r.Id)], [.. rows.SelectMany(r => new[] { r.Id, r.Patient, r.Mrn }).OfType<string>()], [.. rows.Select(r => r.Name).OfType<string>()]);
    }

    private static async Task<string> TextOf(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType is not ("application/vnd.apache.parquet" or "application/vnd.apache.arrow.file"))
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token));
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + (answer.Content.Headers.ContentType!.MediaType!.EndsWith("parquet", StringComparison.Ordinal) ? ".parquet" : ".arrow"));
        try
        {
            await File.WriteAllBytesAsync(path, await answer.Content.ReadAsByteArrayAsync(Token), Token);
            return string.Join('\n', TableRows.Read(path, "entry_id", "patient_id", "mrn", "display_name", "measure").Select(r => string.Join(' ', r)));
        }
        finally
        {
            File.Delete(path);
        }
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
        var entry = await _site.Sql(c => c.QueryFirst<string>("select entry_id from entries order by leader = 'statin-review', finding = 'open' desc, entry_id"));
        var run = await _site.Sql(c => c.QueryFirst<string>("select run_id from runs"));
        var route = _site.Endpoints.OfType<RouteEndpoint>().First(e => e.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == page).RoutePattern.RawText!;
        var path = "/" + Parameter().Replace(route, m => m.Groups[1].Value switch { "id" => entry, "run" => run, "job" => "nightly", "user" => "new", "handler" => "", _ => "nothing" }).TrimEnd('/');
        return handler is null ? path : $"{path}?handler={handler}";
    }

    [GeneratedRegex(@"^\| `(/\w+(?:/\w+)? \w+)` \|(.+)\|$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"[\w-]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"8[,.]?675[,.]?\d{3}")]
    private static partial Regex Planted();

    [GeneratedRegex("<nav class=\"tabs\".*?</nav>", RegexOptions.Singleline)]
    private static partial Regex Tabs();

    [GeneratedRegex(@"\{(\w+)\??\}")]
    private static partial Regex Parameter();
}
