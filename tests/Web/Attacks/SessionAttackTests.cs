using System.Net;
using Microsoft.AspNetCore.Identity;
using Opportune.Core;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;

namespace Opportune.Tests.Web.Attacks;

/// <summary>Attacks on sessions and on the way to one, against a running server; each ends in the refusal that is expected.</summary>
public sealed class SessionAttackTests : IAsyncLifetime
{
    private const string Session = "opportune", Password = "tulip-anchor-granite";

    private Site _site = null!;

    [Fact]
    public async Task A_cookie_that_is_forged_changed_or_anothers_signs_nobody_in()
    {
        using var anna = await SignedIn("anna");
        var good = anna.Cookies[Session];
        Assert.Equal(HttpStatusCode.OK, (await anna.Get("/worklist")).StatusCode);
        await using var other = await Site.Open();
        using var elsewhere = new Caller(other);
        await elsewhere.SignIn("anna", Role.Administrator);
        foreach (var forged in new[] { "", "x", good[..^1], good[..^9] + "AAAAAAAAA", good[..40] + (good[40] == 'A' ? 'B' : 'A') + good[41..], "A" + good, good + good, new string('A', 8000), elsewhere.Cookies[Session] })
        {
            using var thief = new Caller(_site) { Cookies = { [Session] = forged } };
            await AssertOutside(thief);
        }
    }

    [Fact]
    public async Task A_cookie_that_was_taken_is_over_when_its_owner_signs_out_changes_the_password_or_is_disabled()
    {
        foreach (var (name, ends) in new (string, Func<Caller, UserRow, Task>)[]
        {
            ("out", (person, _) => person.Post("/sign-out", [], "/worklist")),
            ("password", (person, _) => person.Post("/account", [new("chosen", Password)])),
            ("disabled", (_, user) => _site.Users.Change(user.UserId, new(Role.Reviewer, Scope.All), disabled: true, Token)),
        })
        {
            using var person = await SignedIn(name);
            using var thief = new Caller(_site) { Cookies = { [Session] = person.Cookies[Session] } };
            Assert.Equal(HttpStatusCode.OK, (await thief.Get("/worklist")).StatusCode);
            await ends(person, (await _site.Users.FindByName(name, Token))!);
            await AssertOutside(thief);
        }
    }

    [Fact]
    public async Task What_somebody_planted_before_is_no_session_after_signing_in()
    {
        using var victim = new Caller(_site);
        using var attacker = await SignedIn("eve");
        victim.Cookies[Session] = attacker.Cookies[Session];
        await victim.SignIn("vera");
        Assert.NotEqual(attacker.Cookies[Session], victim.Cookies[Session]);
        Assert.Contains("<summary>vera", await victim.Read("/worklist"), StringComparison.Ordinal);
        Assert.Contains("<summary>eve", await attacker.Read("/worklist"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_anothers_changes_nothing()
    {
        using var anna = await SignedIn("anna");
        using var eve = await SignedIn("eve");
        var stolen = Caller.TokenIn(await eve.Read("/worklist"));
        var own = Caller.TokenIn(await anna.Read("/worklist"));
        var withoutCookie = new Caller(_site) { Cookies = { [Session] = anna.Cookies[Session] } };
        foreach (var (caller, fields) in new (Caller, Dictionary<string, string>)[]
        {
            (anna, []),
            (anna, new() { ["__RequestVerificationToken"] = "" }),
            (anna, new() { ["__RequestVerificationToken"] = "x" }),
            (anna, new() { ["__RequestVerificationToken"] = stolen }),
            (anna, new() { ["__RequestVerificationToken"] = own[..^2] + "xx" }),
            (withoutCookie, new() { ["__RequestVerificationToken"] = own }),
        })
        {
            foreach (var path in new[] { "/sign-out", "/account", "/next", "/worklist/bulk" })
                Assert.Equal(HttpStatusCode.BadRequest, (await caller.Send(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) })).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await anna.Get("/worklist")).StatusCode);
        withoutCookie.Dispose();
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_one_account_for_a_quarter_of_an_hour_and_no_other()
    {
        foreach (var name in new[] { "anna", "bert" })
            await WithPassword(name);
        using var sprayer = new Caller(_site);
        for (var i = 0; i < UserTable.MostFailures; i++)
            Assert.Equal(HttpStatusCode.OK, (await sprayer.TryPassword("anna", $"tulip-anchor-granit{i}")).StatusCode);
        // The right one too, and told in the same words as a wrong one.
        var locked = await (await sprayer.TryPassword("anna", Password)).Content.ReadAsStringAsync(Token);
        var wrong = await (await sprayer.TryPassword("nobody", Password)).Content.ReadAsStringAsync(Token);
        Assert.Equal(Said(wrong), Said(locked));
        Assert.Equal(HttpStatusCode.Redirect, (await sprayer.TryPassword("bert", Password)).StatusCode);
        // Until when is told by the database's clock, which is not the test's.
        var until = (await _site.Users.FindByName("anna", Token))!.LockedUntil!.Value;
        Assert.InRange(until - TimeProvider.System.GetUtcNow(), UserTable.Lockout - TimeSpan.FromMinutes(1), UserTable.Lockout);
        _site.Clock.Advance(until - _site.Clock.GetUtcNow());
        using var anna = new Caller(_site);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.TryPassword("ANNA", Password)).StatusCode);
        Assert.Equal(7, (await AuditTable.Find(_site.Database, new() { Action = "signed-in", Limit = 100 }, Token)).Count(r => r.Detail == "refused"));
    }

    [Fact]
    public async Task Signing_in_leads_to_a_page_of_this_site_and_writes_no_header_of_others()
    {
        await WithPassword("carl");
        foreach (var to in new[]
        {
            "https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "\\\\evil.example.org", "http:evil.example.org", "javascript:alert(1)", "/\t/evil.example.org", "~//evil.example.org",
            "/worklist\r\nSet-Cookie: opportune=planted", "/worklist\r\n\r\n<script>alert(1)</script>",
        })
        {
            using var caller = new Caller(_site);
            var answer = await caller.Post("/sign-in", [new("name", "carl"), new("password", Password), new("to", to)], $"/sign-in?to={Uri.EscapeDataString(to)}");
            Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
            Assert.DoesNotContain("planted", answer.Headers.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_link_is_good_once_for_a_day_and_not_to_be_guessed()
    {
        var path = new Uri(await _site.Invite("dora")).AbsolutePath;
        using var caller = new Caller(_site);
        foreach (var guess in new[] { path[..^1] + (path[^1] == '0' ? '1' : '0'), path.ToUpperInvariant(), path + "%00", "/sign-in/link/%27%20or%201=1%20--" })
            Assert.DoesNotContain("Welcome", await caller.Read(guess), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await caller.Post(path, [])).StatusCode);
        using var second = new Caller(_site);
        Assert.Contains("no longer good", await second.Read(path), StringComparison.Ordinal);
        var old = new Uri(await _site.Invite("dora")).AbsolutePath;
        await _site.Sql(c => Dapper.SqlMapper.Execute(c, "update sign_in_links set expires_at = created_at"));
        Assert.Contains("no longer good", await second.Read(old), StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync() => _site = await Site.Open();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<Caller> SignedIn(string name)
    {
        var caller = new Caller(_site);
        await caller.SignIn(name);
        return caller;
    }

    private async Task WithPassword(string name)
    {
        await _site.Invite(name);
        var user = (await _site.Users.FindByName(name, Token))!;
        await _site.Users.SetPassword(user.UserId, _site.Part<IPasswordHasher<UserRow>>().HashPassword(user, Password), Token);
    }

    private static async Task AssertOutside(Caller caller)
    {
        var answer = await caller.Get("/worklist");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/sign-in?", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static string Said(string page) => page[page.IndexOf("class=\"problem\"", StringComparison.Ordinal)..].Split("</p>")[0];
}
