using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Opportune.Core;
using Opportune.Database.Accounts;

namespace Opportune.Tests.Web.Access;

/// <summary>
/// Patients whom a person does not work with are nowhere: no page names one, no count counts one, no form reaches one, and whoever guesses an id is answered
/// as if there were none.
/// </summary>
public sealed partial class ScopeTests : IAsyncLifetime
{
    private const string Far = "South", Near = "North", Panel = "Panel of the North";

    private static readonly string[] Lists =
    [
        "/", "/worklist", "/worklist?measure=dexa-review", "/worklist?measure=statin-review", "/worklist?view=treatment-unknown", "/worklist?view=not-active-here", "/worklist?sort=first-seen", "/worklist?sort=due",
        "/worklist?sort=name", "/worklist?sort=next-visit", "/worklist?state=new", "/worklist?state=closed-by-evidence", "/worklist?state=queued", "/worklist?tier=1", "/worklist?tier=2", "/worklist?due=over", "/worklist?who=nobody",
        "/worklist?site=South", "/worklist?site=North", "/worklist?q=a", "/worklist?q=m", "/worklist?q=s", "/worklist/bulk?scope=matching&do=note", "/worklist/bulk?scope=page&do=note", "/worklist/hand-over?scope=page", "/visits",
        "/hand-offs", "/hand-offs?view=no-reply",
    ];

    private Site _site = null!;
    private IReadOnlyList<Listed> _entries = [];

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        await _site.Sql(c => c.Execute(
            """
            update entries set site = case when patient_now in (select patient_id from (select patient_id, row_number() over (order by patient_id) as n from people) as p where n % 3 = 0) then 'South' else 'North' end;
            update entries set finding = 'open' where patient_now in (select patient_now from entries group by patient_now having count(distinct pathway) > 1);
            update entries set site = 'South' where entry_id in (
                select entry_id from (
                    select entry_id, row_number() over (partition by patient_now order by tier, due_key, entry_id) as n, count(*) over (partition by patient_now) as of_patient from entries
                    where finding = 'open' and state = 'new') as e
                where n = 1 and of_patient > 1);
            update people set attributed_panel = 'Another' where patient_id in (select patient_now from entries where site = 'South');
            update people set attributed_panel = 'Panel of the North' where patient_id in (select patient_now from entries where site = 'North');
            insert into clinicians (clinician_id, name, panel) values ('far', 'Dr. Far Away', 'Another');
            update people set attributed_id = 'far', attributed_name = 'Dr. Far Away' where panel = 'Another';
            update people set next_visit = '2026-11-16' where patient_id in (select patient_now from entries where tier < 3);
            """));
        _entries = await _site.Sql(c => c.Query<Listed>(
            "select e.entry_id, e.patient_now, e.site, p.panel, e.state, e.finding, p.mrn from entries as e inner join people as p on p.patient_id = e.patient_now where p.mrn is not null order by e.entry_id").AsList());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("site")]
    [InlineData("panel")]
    [InlineData("site and panel")]
    public async Task Pages_counts_files_and_forms_know_nobody_out_of_scope(string kind)
    {
        var scope = Scope.Of(kind.Contains("site", StringComparison.Ordinal) ? [Near] : [], kind.Contains("panel", StringComparison.Ordinal) ? [Panel] : []);
        using var anna = new Caller(_site);
        await anna.SignIn("anna", new Grants(Role.Reviewer, scope));
        bool IsIn(Listed e) => (scope.Sites.Count == 0 || e.Site == Near) && (scope.Panels.Count == 0 || e.Panel == Panel);
        await AssertUnknown(anna, [.. _entries.Where(e => !IsIn(e))]);
        var page = await anna.Read("/worklist?count=exact");
        Assert.Contains($"{_entries.Where(e => IsIn(e) && IsToDo(e)).DistinctBy(e => e.PatientNow).Count()} patients", page, StringComparison.Ordinal);
        // Nobody of the scope is missing, also where the patient's most urgent entry is out of it.
        var listed = new HashSet<string>();
        for (var path = "/worklist"; path is not null; path = Next().Match(page) is { Success: true } next ? next.Groups[1].Value : null)
        {
            page = WebUtility.HtmlDecode(await anna.Read(path));
            listed.UnionWith(Word().Matches(page).Select(m => m.Value));
        }
        Assert.Empty(_entries.Where(e => IsIn(e) && IsToDo(e)).Select(e => e.Mrn).Except(listed));
        // A patient at both sites is known at the near one alone, by the page of the entry there, too.
        var both = _entries.Where(e => IsIn(e) && _entries.Any(o => o.PatientNow == e.PatientNow && o.Site == Far)).ToList();
        Assert.NotEmpty(both);
        foreach (var entry in both.Take(5))
        {
            var shown = await anna.Read($"/entries/{entry.EntryId}");
            Assert.Contains(entry.Mrn, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(_entries.Where(e => !IsIn(e) && e.PatientNow == entry.PatientNow), e => shown.Contains(e.EntryId, StringComparison.Ordinal));
        }
        // Nor is anybody offered to filter by who works elsewhere alone.
        Assert.All(scope.Sites.Count > 0 ? [Far, "Another", "Dr. Far Away"] : new[] { "Another", "Dr. Far Away" }, elsewhere => Assert.DoesNotContain(elsewhere, page, StringComparison.Ordinal));
        Assert.Contains($"<option selected=\"selected\">{Panel}</option>", await anna.Read($"/worklist?panel={Uri.EscapeDataString(Panel)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_scope_works_with_nobody()
    {
        using var anna = new Caller(_site);
        await anna.SignIn("anna", new Grants(Role.Clinician, Scope.None));
        await AssertUnknown(anna, _entries);
    }

    [Fact]
    public async Task Nobody_sees_the_own_row_whatever_it_was_merged_with()
    {
        var own = _entries.First(IsToDo).PatientNow;
        using var anna = new Caller(_site);
        await anna.SignIn("anna", new Grants(Role.Reviewer, Scope.All) { PatientId = own });
        await AssertUnknown(anna, [.. _entries.Where(e => e.PatientNow == own)]);
        using var former = new Caller(_site);
        await _site.Sql(c => c.Execute("update entries set patient_id = 'as-it-was' where entry_id = (select min(entry_id) from entries where patient_now = @own)", new { own }));
        await former.SignIn("bea", new Grants(Role.Reviewer, Scope.All) { PatientId = "as-it-was" });
        await AssertUnknown(former, [.. _entries.Where(e => e.PatientNow == own)]);
    }

    [Fact]
    public async Task A_restricted_record_is_nowhere_until_who_may_opens_it_and_says_why_and_after_an_hour_it_is_nowhere_again()
    {
        var two = _entries.Where(IsToDo).DistinctBy(e => e.PatientNow).Take(2).ToList();
        await _site.Sql(c => c.Execute("update people set restricted = 1 where patient_id in (@a, @b)", new { a = two[0].PatientNow, b = two[1].PatientNow }));
        List<Listed> hidden = [.. _entries.Where(e => two.Any(t => t.PatientNow == e.PatientNow))];
        using var anna = new Caller(_site);
        await anna.SignIn("anna", new Grants(Role.Reviewer, Scope.All));
        await AssertUnknown(anna, hidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await anna.Get("/restricted")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await anna.Post("/restricted", [new("number", two[0].Mrn), new("reason", "because I would like to")], "/worklist")).StatusCode);
        using var olga = new Caller(_site);
        await olga.SignIn("olga", new Grants(Role.Reviewer, Scope.Of([two[0].Site], [])) { MayOpenRestricted = true });
        await AssertUnknown(olga, hidden);
        foreach (var (number, reason) in new[] { (two[0].Mrn, "short"), ("no-such-number", "a reason that is long enough"), (_entries.First(e => e.Site == two[0].Site && !hidden.Contains(e)).Mrn, "a reason that is long enough") })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await olga.Post("/restricted", [new("number", number), new("reason", reason)])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await olga.Post("/restricted", [new("number", two[0].Mrn), new("reason", "asked by occupational health")])).StatusCode);
        var opened = hidden.First(e => e.PatientNow == two[0].PatientNow);
        Assert.Equal(HttpStatusCode.OK, (await olga.Get($"/entries/{opened.EntryId}")).StatusCode);
        Assert.Contains(opened.EntryId, await olga.Read($"/worklist?q={opened.Mrn}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await anna.Get($"/entries/{opened.EntryId}")).StatusCode);
        await AssertUnknown(olga, [.. hidden.Where(e => e.PatientNow == two[1].PatientNow)]);
        var opening = Assert.Single(await RestrictedRecords.Last(_site.Database, 10, Token));
        Assert.Equal(("olga", two[0].PatientNow, "asked by occupational health"), (opening.DisplayName, opening.PatientId, opening.Reason));
        for (var minutes = 0; minutes < 60; minutes += 20)
        {
            _site.Clock.Advance(TimeSpan.FromMinutes(20));
            await olga.Get("/account");
        }
        await AssertUnknown(olga, hidden);
    }

    [Fact]
    public async Task What_is_silent_is_nowhere_and_what_is_in_pilot_is_with_its_panels_alone()
    {
        const string Decided =
            """
            insert into standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at)
            select distinct leader, site, @standing, @panels, 'decided', 'to see where it is', 'tests', '', @at from entries where leader = @measure
            """;
        var leaders = (await _site.Sql(c => c.Query<(string Id, string Leader)>("select entry_id, leader from entries"))).ToDictionary(e => e.Id, e => e.Leader);
        await _site.Sql(c => c.Execute(Decided, new { standing = "silent", panels = "", measure = "statin-review", at = _site.Clock.GetUtcNow() }));
        List<Listed> silent = [.. _entries.Where(e => leaders[e.EntryId] == "statin-review")];
        using var anna = new Caller(_site);
        await anna.SignIn("anna", new Grants(Roles.Of(Enum.GetValues<Role>()), Scope.All) { MayOpenRestricted = true });
        await AssertUnknown(anna, silent);
        // Nor where runs and what is measured are told of.
        foreach (var path in new[] { "/runs", $"/runs/{await _site.Sql(c => c.QueryFirst<string>("select run_id from runs"))}", "/going-live", "/exports", "/audit", "/restricted" })
        {
            var page = await anna.Read(path);
            Assert.DoesNotContain(silent.Where(e => !_entries.Any(o => o.PatientNow == e.PatientNow && !silent.Contains(o))), e => page.Contains(e.Mrn, StringComparison.Ordinal));
        }
        await _site.Sql(c => c.Execute(Decided, new { standing = "pilot", panels = Panel, measure = "dexa-review", at = _site.Clock.GetUtcNow() }));
        await _site.Sql(c => c.Execute("insert into shown_parts (measure, site, panel) select distinct leader, site, @panel from entries where leader = 'dexa-review'", new { panel = Panel }));
        await AssertUnknown(anna, [.. silent, .. _entries.Where(e => leaders[e.EntryId] == "dexa-review" && e.Panel != Panel)]);
    }

    [Fact]
    public async Task Runs_and_alarms_tell_of_what_is_silent_to_who_judges_it_alone()
    {
        await _site.Sql(c => c.Execute(
            """
            insert into standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at)
            select measure, site, 'silent', '', 'decided', 'to see where it is', 'tests', '', @at from publications where measure = 'statin-review';
            update run_parts set state = 'held', guard = 'sharp-drop', detail = 'far fewer than before' where measure = 'statin-review';
            update runs set state = 'partial'
            """, new { at = _site.Clock.GetUtcNow() }));
        var run = await _site.Sql(c => c.QueryFirst<string>("select run_id from runs"));
        var label = _site.Part<Opportune.Web.Workplace>().LabelOf("statin-review");
        async Task<string> RunAs(string name, Role role, bool isPart = false)
        {
            using var caller = new Caller(_site);
            await caller.SignIn(name, new Grants(role, Scope.All));
            var page = WebUtility.HtmlDecode(await caller.Read($"/runs/{run}"));
            Assert.Equal(isPart, page.Contains("brought only a part", StringComparison.Ordinal));
            return page[page.IndexOf("<main", StringComparison.Ordinal)..];
        }
        var ada = await RunAs("ada", Role.Administrator);
        Assert.DoesNotContain(label, ada, StringComparison.Ordinal);
        Assert.DoesNotContain("statin-review", ada, StringComparison.Ordinal);
        Assert.DoesNotContain("far fewer", ada, StringComparison.Ordinal);
        var lea = await RunAs("lea", Role.ClinicalLead);
        Assert.Contains("silent: nobody is listed", lea, StringComparison.Ordinal);
        Assert.Contains("(silent)", lea, StringComparison.Ordinal);
        Assert.DoesNotContain("/worklist?measure=statin-review", lea, StringComparison.Ordinal);
        var held = Assert.Single((await _site.Sql(Opportune.Database.Alarms.AlarmFacts.Read)).Held);
        Assert.Equal((0, true), (held.Parts, held.Silent > 0));

        // Shown at one site alone: it is counted there, and nothing tells of the others.
        var (near, far) = await _site.Sql(c =>
        {
            var sites = c.Query<string>("select site from publications where measure = 'statin-review' order by site").AsList();
            sites = [.. sites.OrderByDescending(s => Open([s]))];
            c.Execute("insert into shown_parts (measure, site, panel) values ('statin-review', @site, '')", new { site = sites[0] });
            long Open(IEnumerable<string> at) => at.Sum(s => c.ExecuteScalar<long>("select amount from run_counts where subject = @subject and item = 'open'", new { subject = $"part statin-review @ {s}" }));
            return (Open(sites.Take(1)), Open(sites.Skip(1)));
        });
        Assert.True(near > 0 && far > 0);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{near:N0} open</summary>"), await RunAs("ada", Role.Administrator, isPart: true), StringComparison.Ordinal);
        var divided = await RunAs("lea", Role.ClinicalLead, isPart: true);
        Assert.Contains("silent: shown to nobody", divided, StringComparison.Ordinal);
        Assert.Contains("/worklist?measure=statin-review", divided, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static bool IsToDo(Listed entry) => entry.Finding == "open" && entry.State is "new" or "in-review" or "reopened";

    private async Task AssertUnknown(Caller caller, IReadOnlyList<Listed> hidden)
    {
        Assert.NotEmpty(hidden);
        var ids = hidden.Select(e => e.EntryId).ToHashSet();
        // Who has another entry that may be seen is known.
        var numbers = hidden.Select(e => e.Mrn).Except(_entries.Where(e => !ids.Contains(e.EntryId)).Select(e => e.Mrn)).ToHashSet();
        var seen = 0;
        foreach (var path in Lists)
        {
            var page = WebUtility.HtmlDecode(await caller.Read(path));
            Assert.Empty(Word().Matches(page).Select(m => m.Value).Where(w => numbers.Contains(w) || ids.Contains(w)).Select(w => $"{path}: {w}"));
            seen += EntryLink().Count(page);
        }
        Assert.True(hidden.Count == _entries.Count ? seen == 0 : seen > 50, $"{seen} links to entries");
        foreach (var some in hidden.Take(4))
            Assert.DoesNotContain(some.EntryId, await caller.Read($"/worklist?q={some.Mrn}"), StringComparison.Ordinal);
        await AssertGuessed(caller, hidden[0]);
        await AssertExported(caller, numbers);
        await AssertUnchanged(caller, hidden);
    }

    // By status, body and what else is said: nothing tells an id that is out of reach from one that does not exist.
    private static async Task AssertGuessed(Caller caller, Listed entry)
    {
        foreach (var path in new[] { "", "/print", "/answer", "/clinician", "/hand-off", "/next" })
        {
            var (there, none) = (await caller.Get($"/entries/{entry.EntryId}{path}"), await caller.Get($"/entries/no-such-entry{path}"));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (there.StatusCode, none.StatusCode));
            Assert.Equal(Same(await none.Content.ReadAsStringAsync(Token), "no-such-entry"), Same(await there.Content.ReadAsStringAsync(Token), entry.EntryId));
            Assert.Equal(none.Headers.Select(h => h.Key).Order(), there.Headers.Select(h => h.Key).Order());
        }
    }

    private static string Same(string page, string id) => Secret().Replace(page.Replace(id, "ID", StringComparison.Ordinal), "");

    private async Task AssertExported(Caller caller, HashSet<string> numbers)
    {
        var file = await caller.Post("/worklist/export", [new("format", "csv"), new("confirmed", "yes")], "/worklist/export");
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        var lines = (await file.Content.ReadAsStringAsync(Token)).Split('\n');
        Assert.DoesNotContain(lines, line => line.Split(',').Any(cell => numbers.Contains(cell.Trim('"'))));
    }

    private async Task AssertUnchanged(Caller caller, IReadOnlyList<Listed> hidden)
    {
        var id = hidden[0].EntryId;
        var before = await Revisions();
        List<KeyValuePair<string, string>> form = [new("seen", "0.1.0.0"), new("request", Guid.NewGuid().ToString("N")), new("as", "in-review"), new("to", "me"), new("note", "x"), new("whose", "nobody"), new("reason", "x"), new("channel", "letter")];
        foreach (var path in new[] { "/decide", "/assign", "/note", "/takeback", "/answer", "/clinician", "/hand-off" })
            Assert.Equal(HttpStatusCode.NotFound, (await caller.Post($"/entries/{id}{path}", form, "/account")).StatusCode);
        var many = string.Join(' ', hidden.Take(3).Select(e => $"{e.EntryId}:0.1.0.0"));
        await caller.Post("/worklist/bulk", [new("do", "note"), new("text", "x"), new("entries", many), new("chosen", "ticked"), new("request", Guid.NewGuid().ToString("N"))], "/account");
        using var file = new MultipartFormDataContent { { new StringContent($$"""{"resourceType":"Task","identifier":[{"value":"{{id}}"}]}"""), "file", "tasks.ndjson" }, { new StringContent(Caller.TokenIn(await caller.Read("/account"))), "__RequestVerificationToken" } };
        await caller.Send(new(HttpMethod.Post, "/exports") { Content = file });
        Assert.Equal(before, await Revisions());

        Task<List<string>> Revisions() => _site.Sql(c => c.Query<string>("select entry_id || ' ' || revision from entries where revision > 0 union all select entry_id || ' claimed' from claims order by 1").AsList());
    }

    [GeneratedRegex(@"[\w-]+")]
    private static partial Regex Word();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex Next();

    [GeneratedRegex("href=\"/entries/")]
    private static partial Regex EntryLink();

    [GeneratedRegex("(?<=value=\")[\\w-]{20,}(?=\")")]
    private static partial Regex Secret();

    private sealed record Listed
    {
        public string EntryId { get; init; } = "";
        public string PatientNow { get; init; } = "";
        public string Site { get; init; } = "";
        public string Panel { get; init; } = "";
        public string State { get; init; } = "";
        public string Finding { get; init; } = "";
        public string Mrn { get; init; } = "";
    }
}
