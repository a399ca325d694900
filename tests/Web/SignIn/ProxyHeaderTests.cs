using System.Net;
using Opportune.Core;
using Opportune.Database.Audit;

namespace Opportune.Tests.Web.SignIn;

/// <summary>A header in which a proxy names who asks: believed of that proxy alone.</summary>
public sealed class ProxyHeaderTests
{
    private const string Header = "X-Remote-User";

    [Fact]
    public async Task Whom_the_named_proxy_names_is_in_as_long_as_it_names_that_person()
    {
        await using var site = await Open([IPAddress.Loopback]);
        await site.Invite("anna");
        await site.Invite("bert");
        using var caller = new Caller(site);
        caller.Headers.Add(Header, "Anna");
        Assert.Equal("/worklist", (await caller.Get("/sign-in?to=/worklist")).Headers.Location!.OriginalString);
        Assert.Contains("<summary>anna", await caller.Read("/worklist"), StringComparison.Ordinal);
        // The proxy names somebody else, nobody, or two: the session is over.
        foreach (var names in new string[][] { ["bert"], [], ["anna", "bert"] })
        {
            using var other = new Caller(site) { Cookies = { ["opportune"] = caller.Cookies["opportune"] } };
            if (names.Length > 0)
                other.Headers.Add(Header, names);
            Assert.Equal(HttpStatusCode.Redirect, (await other.Get("/worklist")).StatusCode);
        }
        Assert.Equal(("anna", "header"), Assert.Single(await AuditTable.Find(site.Database, new() { Action = "signed-in" }, TestContext.Current.CancellationToken)) is var r ? (r.Who, r.Detail) : default);
        // Whose account is disabled or was never made does not come in by any header.
        var bert = (await site.Users.FindByName("bert", TestContext.Current.CancellationToken))!;
        await site.Users.Change(bert.UserId, bert.Grants, disabled: true, TestContext.Current.CancellationToken);
        foreach (var name in new[] { "bert", "nobody", "' or 1=1 --", "%00" })
        {
            using var other = new Caller(site);
            other.Headers.Add(Header, name);
            Assert.Equal(HttpStatusCode.OK, (await other.Get("/sign-in")).StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, (await other.Get("/worklist")).StatusCode);
        }
    }

    [Fact]
    public async Task From_anybody_else_the_header_says_nothing()
    {
        await using var site = await Open([IPAddress.Parse("10.0.0.5")]);
        await site.Invite("anna");
        using var caller = new Caller(site);
        caller.Headers.Add(Header, "anna");
        caller.Headers.Add("X-Forwarded-For", "10.0.0.5");
        Assert.Equal(HttpStatusCode.OK, (await caller.Get("/sign-in")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await caller.Get("/worklist")).StatusCode);
        await using var without = await Site.Open(differently: w => w with { Proxies = [IPAddress.Loopback] });
        await without.Invite("anna");
        using var hopeful = new Caller(without);
        hopeful.Headers.Add(Header, "anna");
        Assert.Equal(HttpStatusCode.OK, (await hopeful.Get("/sign-in")).StatusCode);
    }

    private static Task<Site> Open(IReadOnlyCollection<IPAddress> proxies) => Site.Open(differently: w => w with { Proxies = proxies, SignIn = new() { Header = Header } });
}
