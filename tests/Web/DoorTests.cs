using System.Net;
using Opportune.Core;
using Opportune.Database.Audit;

namespace Opportune.Tests.Web;

/// <summary>The way in and out, asked for by a program and not by a browser.</summary>
public sealed class DoorTests
{
    [Fact]
    public async Task Who_tries_many_passwords_from_one_address_waits_whatever_names_are_tried()
    {
        await using var site = await Site.Open();
        using var caller = new Caller(site);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 35; i++)
            answers.Add((await caller.TryPassword($"person-{i}", "Winter-2026-Winter")).StatusCode);
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, 30).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 5)), answers);
        var last = await caller.TryPassword("person", "Winter-2026-Winter");
        Assert.Equal("60", last.Headers.GetValues("Retry-After").Single());
        Assert.Contains("Too many at once", await Text(last), StringComparison.Ordinal);
        // Who is in already goes on.
        Assert.Equal(30, (await AuditTable.Find(site.Database, new() { Action = "signed-in", Limit = 100 }, Token)).Count(r => r.Detail == "refused"));
    }

    [Fact]
    public async Task A_session_ends_twelve_hours_after_signing_in_however_busy_it_was()
    {
        await using var site = await Site.Open();
        using var caller = new Caller(site);
        await caller.SignIn("anna");
        for (var minutes = 0; minutes < 12 * 60; minutes += 20)
        {
            Assert.Equal(HttpStatusCode.OK, (await caller.Get("/worklist")).StatusCode);
            site.Clock.Advance(TimeSpan.FromMinutes(20));
        }
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await caller.Get("/worklist");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.AbsolutePath : answer.Headers.Location.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "127.0.0.1")]
    [InlineData(true, "203.0.113.7")]
    public async Task The_word_of_a_proxy_is_taken_only_where_it_is_named(bool isNamed, string origin)
    {
        await using var site = await Site.Open(differently: w => w with { Proxies = isNamed ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [] });
        using var caller = new Caller(site);
        caller.Headers.Add("X-Forwarded-For", "203.0.113.7");
        caller.Headers.Add("X-Forwarded-Proto", "https");
        var answer = await caller.SignIn("anna");
        Assert.Equal(isNamed, answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(isNamed, answer.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("opportune=", StringComparison.Ordinal)).Contains("; secure", StringComparison.Ordinal));
        Assert.Equal(origin, Assert.Single(await AuditTable.Find(site.Database, new() { Action = "signed-in" }, Token)).Origin.Replace("::ffff:", "", StringComparison.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<string> Text(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Token);
}
