using System.Net;
using Opportune.Core;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;

namespace Opportune.Tests.Web.SignIn;

/// <summary>Single sign-on by a real provider that others implemented, over the whole way in and out.</summary>
public sealed class SingleSignOnTests(NpmProvider provider) : IClassFixture<NpmProvider>, IAsyncLifetime
{
    private Site _site = null!;

    [Theory]
    [InlineData("RS256", "token")]
    [InlineData("PS256", "userinfo")]
    [InlineData("ES256", "token")]
    public async Task Who_is_in_a_group_comes_in_with_what_the_group_may_do(string algorithm, string claims)
    {
        await provider.Control($"site={_site.Address}&alg={algorithm}&claims={claims}&sub=subject-{algorithm}&groups=reviewers,north");
        using var person = new Follower(_site);
        Assert.Equal("/worklist", (await person.Get("/sign-in/provider?to=/worklist")).Where);
        var user = Assert.Single(await _site.Users.List(Token));
        Assert.Equal(("ada", "Ada Meyer", "reviewer", "site=North"), (user.Name, user.DisplayName, user.Roles, user.Scope));
        Assert.Equal(($"subject-{algorithm}", provider.Address), await new ProviderTable(_site.Database).Find(user.UserId, Token) is { } row ? (row.Subject, row.Issuer) : default);
        // Once more it is the same account.
        using var again = new Follower(_site);
        await again.Get("/sign-in/provider");
        Assert.Single(await _site.Users.List(Token));
        Assert.Equal([("Ada Meyer", "reviewer", "provider"), ("Ada Meyer", "reviewer", "provider")],
            (await AuditTable.Find(_site.Database, new() { Action = "signed-in" }, Token)).Select(r => (r.Who, r.Role, r.Detail)));
    }

    [Fact]
    public async Task Who_is_in_none_of_the_groups_is_told_so_and_gets_no_account()
    {
        await provider.Control("sub=subject-2&groups=others");
        using var person = new Follower(_site);
        var (where, page) = await person.Get("/sign-in/provider?to=/worklist");
        Assert.Equal("/sign-in/refused", where);
        Assert.Contains("none of your groups may use this list", page, StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await person.Get("/worklist")).Where);
        Assert.Empty(await _site.Users.List(Token));
        Assert.Equal("provider refused (no-group)", Assert.Single(await AuditTable.Find(_site.Database, new() { Action = "signed-in" }, Token)).Detail);
    }

    [Theory]
    [InlineData("gone=yes")]
    [InlineData("groups=others")]
    public async Task Who_leaves_is_out_within_a_quarter_of_an_hour_however_busy(string leaves)
    {
        using var person = await SignedIn();
        await provider.Control(leaves);
        var since = _site.Clock.GetUtcNow();
        while ((await person.Get("/worklist")).Where == "/worklist")
            _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(_site.Clock.GetUtcNow() - since, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
        await provider.Control("gone=no&groups=reviewers,north");
    }

    [Fact]
    public async Task Who_stays_stays_in_and_who_is_given_another_role_gets_it()
    {
        using var person = await SignedIn();
        for (var minutes = 0; minutes < 40; minutes += 5)
        {
            Assert.Equal("/worklist", (await person.Get("/worklist")).Where);
            _site.Clock.Advance(TimeSpan.FromMinutes(5));
        }
        await provider.Control("groups=leads,everybody");
        _site.Clock.Advance(TimeSpan.FromMinutes(10));
        // The session of the old role ends; the provider lets the person in again without a word.
        Assert.Equal("/sign-in", (await person.Get("/worklist")).Where);
        Assert.Equal("/worklist", (await person.Get("/sign-in/provider?to=/worklist")).Where);
        Assert.Equal(("clinical-lead", "all"), ((await _site.Users.List(Token))[0].Roles, (await _site.Users.List(Token))[0].Scope));
    }

    [Fact]
    public async Task Without_a_way_to_ask_again_the_session_ends_after_a_quarter_of_an_hour()
    {
        await provider.Control($"site={_site.Address}&refresh=no&groups=reviewers,north");
        using var person = new Follower(_site);
        await person.Get("/sign-in/provider");
        _site.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal("/worklist", (await person.Get("/worklist")).Where);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("/sign-in", (await person.Get("/worklist")).Where);
        await provider.Control($"site={_site.Address}&refresh=yes");
    }

    [Fact]
    public async Task Keys_that_change_are_found()
    {
        using (await SignedIn())
            await provider.Control("make=again");
        // Nobody can make the program ask for keys more than once a minute.
        using var hasty = new Follower(_site);
        Assert.Equal("/sign-in/refused", (await hasty.Get("/sign-in/provider?to=/worklist")).Where);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        using var person = new Follower(_site);
        Assert.Equal("/worklist", (await person.Get("/sign-in/provider?to=/worklist")).Where);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_asks_the_provider_to_end_its_own()
    {
        using var person = await SignedIn();
        var page = await person.Post("/sign-out", "/worklist");
        Assert.Contains($"{provider.Address}/session/end?client_id=opportune&amp;post_logout_redirect_uri={Uri.EscapeDataString($"{_site.Address}/sign-in")}&amp;id_token_hint=", page, StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await person.Get("/worklist")).Where);
        // The provider takes it: it asks the person, and names where it leads back to.
        Assert.Contains("<form", await person.GetElsewhere(WebUtility.HtmlDecode(page.Split("href=\"" + provider.Address)[1].Split('"')[0]).Insert(0, provider.Address)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_the_provider_vouches_for_has_no_other_way_in_and_takes_nobodys_name()
    {
        await _site.Invite("ada");
        using var person = await SignedIn();
        var made = (await _site.Users.List(Token)).Single(u => u.DisplayName == "Ada Meyer");
        Assert.StartsWith("ada (", made.Name, StringComparison.Ordinal);
        using var linked = new Caller(_site);
        await linked.Post($"/sign-in/link/{await _site.Users.AddLink(made.UserId, TimeSpan.FromHours(1), Token)}", []);
        Assert.Equal(HttpStatusCode.Redirect, (await linked.Get("/worklist")).StatusCode);
        await person.Post("/account", "/worklist", KeyValuePair.Create("chosen", "tulip-anchor-granite"));
        Assert.Null((await _site.Users.Find(made.UserId, Token))!.PasswordHash);
        await _site.Users.Change(made.UserId, made.Grants, disabled: true, Token);
        Assert.Contains("was disabled", (await person.Get("/sign-in/provider")).Page, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        _site = await Site.Open(differently: w => w with
        {
            SignIn = new()
            {
                OpenId = new()
                {
                    Authority = new(provider.Address),
                    ClientId = "opportune",
                    Secret = new("a-secret-of-the-test", null, null),
                    Scopes = ["profile", "groups", "offline_access"],
                    Groups = new()
                    {
                        Roles = new Dictionary<Role, IReadOnlyList<string>> { [Role.Reviewer] = ["reviewers"], [Role.ClinicalLead] = ["leads"] },
                        Sites = new Dictionary<string, IReadOnlyList<string>> { ["North"] = ["north"] },
                        AllPatients = ["everybody"],
                    },
                },
            },
        });
        // The provider lives now.
        _site.Clock.Advance(TimeProvider.System.GetUtcNow() - _site.Clock.GetUtcNow());
        await provider.Control($"site={_site.Address}&alg=RS256&claims=token&refresh=yes&gone=no&sub=subject-1&groups=reviewers,north");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<Follower> SignedIn()
    {
        var person = new Follower(_site);
        Assert.Equal("/worklist", (await person.Get("/sign-in/provider?to=/worklist")).Where);
        return person;
    }
}
