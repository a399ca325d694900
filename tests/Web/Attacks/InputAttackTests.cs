using System.Net;
using System.Text;
using Dapper;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Schedules;

namespace Opportune.Tests.Web.Attacks;

/// <summary>Attacks by what is asked for and what is sent, against a running server; what a browser makes of hostile texts stands in <see cref="HostileInputTests"/>.</summary>
public sealed class InputAttackTests : IAsyncLifetime
{
    private static readonly string[] Injections =
    [
        "' or '1'='1", "' or 1=1 --", "'; drop table entries; --", "\"; delete from users; --", "1) union select password_hash from users --", "%' escape '", "\\'; select pg_sleep(5); --", "@entry_id", ":x", "$1", "a*", "%%", "_", "\u2019 or 1=1",
    ];

    private Site _site = null!;
    private Caller _anna = null!;

    [Fact]
    public async Task What_is_asked_for_reaches_the_database_as_a_value_only()
    {
        var before = await Everything();
        foreach (var text in Injections.Select(Uri.EscapeDataString))
        {
            foreach (var name in new[] { "measure", "view", "state", "tier", "who", "after", "sort", "due", "since", "count", "by", "site", "panel" })
                Assert.InRange((int)(await _anna.Get($"/worklist?{name}={text}")).StatusCode, 200, 404);
            // A search that were part of a statement would find everybody.
            Assert.DoesNotContain("class=\"open\"", await _anna.Read($"/worklist?q={text}"), StringComparison.Ordinal);
            foreach (var path in new[] { $"/entries/{text}", $"/worklist/bulk?do=note&entry={text}", $"/sign-in/link/{text}", $"/hand-offs?after={text}" })
                Assert.InRange((int)(await _anna.Get(path)).StatusCode, 200, 404);
        }
        foreach (var text in Injections)
        {
            using var stranger = new Caller(_site);
            Assert.Equal(HttpStatusCode.OK, (await stranger.TryPassword(text, text)).StatusCode);
        }
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task What_is_asked_for_comes_back_as_text_and_in_no_header()
    {
        foreach (var path in new[] { "/worklist?q=", "/sign-in?to=", "/entries/", "/error?code=", "/looks/", "/worklist?view=", "/sign-in/link/" })
        {
            var answer = await _anna.Get(path + Uri.EscapeDataString("<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\r\nX-Planted: yes"));
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("X-Planted"));
        }
    }

    // It spoke of an entry, whatever was asked for.
    [Fact]
    public async Task What_is_not_there_is_called_a_page_and_nothing_else()
    {
        foreach (var path in new[] { "/nothing", "/entries/none", "/visits/none" })
        {
            var answer = await _anna.Get(path);
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("Nothing here has this address", page, StringComparison.Ordinal);
            Assert.DoesNotContain("The entry", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Fields_that_no_form_has_are_not_taken()
    {
        var account = (await _site.Users.FindByName("anna", TestContext.Current.CancellationToken))!;
        List<KeyValuePair<string, string>> more =
        [
            .. new[] { "role", "Role", "roles", "User.Role", "scope", "user_id", "UserId", "name", "display_name", "stamp", "disabled_at", "DisabledAt", "HasPassword", "may_open_restricted" }.Select(name => KeyValuePair.Create(name, "administrator")),
        ];
        Assert.Equal(HttpStatusCode.Redirect, (await _anna.Post("/account?role=administrator", [new("chosen", "tulip-anchor-granite"), .. more])).StatusCode);
        var after = (await _site.Users.FindByName("anna", TestContext.Current.CancellationToken))!;
        Assert.Equal(account with { PasswordHash = after.PasswordHash, Stamp = after.Stamp }, after);
        var entry = await _site.Sql(c => c.QueryFirst<string>("select entry_id from entries where state = 'new' order by entry_id"));
        var before = await Entry(entry);
        await _anna.Fill($"/entries/{entry}", $"/entries/{entry}/note",
            [new("note", "looked at"), new("state", "closed-by-person"), new("tier", "3"), new("assignee", "eve"), new("decided_by", "eve"), new("patient_id", "other"), new("site", "other"), .. more]);
        Assert.Equal(before, await Entry(entry));
        Assert.Equal("looked at", await _site.Sql(c => c.QueryFirst<string>("select note from entries where entry_id = @entry", new { entry })));
        Assert.Equal(0, await _site.Sql(c => c.ExecuteScalar<long>("select count(*) from entry_events where actor <> 'anna' and kind = 'noted'")));
    }

    [Fact]
    public async Task No_name_leads_out_of_a_runs_folder()
    {
        await _site.Deliver();
        var (run, _) = await _site.Part<ScheduleDesk>().Trigger("nightly", "ada", null, TestContext.Current.CancellationToken);
        await _site.Work(run.RunId!);
        var folder = (await _site.Sql(connection => RunCatalog.Find(connection, run.RunId!)!)).Folder!;
        var secret = Path.Combine(_site.Folder, "secret.txt");
        await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);
        string[] names = ["../../../secret.txt", secret, "..\\..\\..\\secret.txt", "x/../../../../secret.txt", "%2e%2e/%2e%2e/%2e%2e/secret.txt", "../../../state.db", "/etc/passwd", "worklist.csv/../../../../secret.txt", "", "\0", "rejects.parquet"];
        // Even where the ledger itself was made to say so.
        await _site.Sql(c => c.Execute("insert into run_files (run_id, name, direction, rows, bytes, sha256) select @run, @name, 'output', 1, 1, 'x' where not exists (select 1 from run_files where run_id = @run and name = @name)",
            names.Where(n => n.Length > 1).Select(name => new { run = run.RunId, name })));
        using var ada = new Caller(_site);
        await ada.SignIn("ada", Holder);
        foreach (var name in names)
        {
            var answer = await ada.Post($"/runs/{run.RunId}?handler=File", [new("name", name)], $"/runs/{run.RunId}");
            Assert.InRange((int)answer.StatusCode, 400, 404);
            Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/runs/../../secret.txt", "/looks/..%2f..%2fsecret.txt", "/looks/%2e%2e/secret.txt", $"/runs/{run.RunId}/..%2f..%2fsecret.txt" })
            Assert.Equal(HttpStatusCode.NotFound, (await ada.Get(path)).StatusCode);
        // And whoever else has an account on the machine opens none of them.
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            foreach (var path in Directory.EnumerateFileSystemEntries(folder).Append(folder))
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~Owner);
        }
    }

    [Fact]
    public async Task A_deeply_nested_file_of_tasks_is_refused_line_by_line()
    {
        var text = string.Concat(Enumerable.Repeat("{\"resourceType\":\"Task\",\"x\":", 3_000)) + "\n" + new string('[', 90_000);
        using var content = new MultipartFormDataContent
        {
            { new StringContent(Caller.TokenIn(await _anna.Read("/exports"))), "__RequestVerificationToken" },
            { new StringContent(text + "\n" + "{}\n", Encoding.UTF8), "file", "../../tasks.ndjson" },
        };
        var answer = await _anna.Send(new(HttpMethod.Post, "/exports") { Content = content });
        Assert.InRange((int)answer.StatusCode, 200, 422);
        Assert.Equal(0, await _site.Sql(c => c.ExecuteScalar<long>("select count(*) from entry_events where actor = 'anna'")));
        Assert.Equal(HttpStatusCode.OK, (await _anna.Get("/worklist")).StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open();
        _anna = new(_site);
        await _anna.SignIn("anna");
    }

    public async ValueTask DisposeAsync()
    {
        _anna.Dispose();
        await _site.DisposeAsync();
    }

    // Whoever may take files of runs along.
    private static Grants Holder => new(Role.ClinicalLead, Scope.All) { MayOpenRestricted = true };

    private Task<string> Entry(string id) => _site.Sql(c => c.QueryFirst<(string, string?, long, string?, string, string)>("select state, assignee, tier, decided_by, patient_id, site from entries where entry_id = @id", new { id }).ToString());

    private Task<string> Everything() => _site.Sql(c => string.Join(' ', new[] { "entries", "users", "people", "entry_events", "views", "sign_in_links" }.Select(table => c.ExecuteScalar<long>($"select count(*) from {table}"))));
}
