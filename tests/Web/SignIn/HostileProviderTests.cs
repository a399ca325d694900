using System.Net;
using System.Text.Json.Nodes;
using Opportune.Core;
using Opportune.Database.Audit;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Tests.Web.SignIn;

/// <summary>A provider, or somebody between it and us, that lies: over the whole way in, nobody comes in by it and nothing is kept of it.</summary>
public sealed class HostileProviderTests : IAsyncLifetime
{
    private Site _site = null!;
    private HostileProvider _provider = null!;

    [Fact]
    public async Task No_token_that_is_wrong_lets_anybody_in()
    {
        Assert.Equal("/worklist", await TryIn());
        var others = new TokenMaker();
        foreach (var (what, token) in new (string, Func<JsonObject, string>)[]
        {
            ("a wrong signature", c => others.Sign(c)),
            ("no algorithm", c => _provider.Maker.Unsigned(c, "none")),
            ("the public key as a secret", c => _provider.Maker.SignedWithPublicKey(c, "HS256")),
            ("another issuer", c => Sign(c, "iss", "https://evil.example.org")),
            ("another audience", c => Sign(c, "aud", "another")),
            ("another nonce", c => Sign(c, "nonce", "of-another-browser")),
            ("no nonce", c => Sign(c, "nonce", null)),
            ("expired", c => Sign(c, "exp", _site.Clock.GetUtcNow().ToUnixTimeSeconds() - 61)),
            ("made in the future", c => Sign(c, "iat", _site.Clock.GetUtcNow().ToUnixTimeSeconds() + 120)),
            ("nobody's", c => Sign(c, "sub", "")),
            ("no token", _ => ""),
            ("no groups", c => Sign(c, "groups", null)),
            ("groups that are no list", c => Sign(c, "groups", new JsonObject { ["reviewers"] = true })),
            ("groups within a text", c => Sign(c, "groups", "reviewers,admins")),
        })
        {
            _provider.Token = token;
            Assert.True(await TryIn() == "/sign-in/refused", what);
        }
        Assert.Single(await _site.Users.List(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keys_that_nobody_knows_are_asked_for_once_a_minute_at_most()
    {
        Assert.Equal("/worklist", await TryIn());
        Assert.Equal(1, _provider.KeysAsked);
        // The provider changed its keys: found as soon as a minute has passed since the last look.
        _provider.Published = _provider.Maker = new() { Prefix = "new-" };
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("/worklist", await TryIn());
        Assert.Equal(2, _provider.KeysAsked);
        // Somebody makes up names of keys, to have them fetched.
        _provider.Token = c => _provider.Maker.Sign(c, header: h => h["kid"] = Guid.NewGuid().ToString());
        for (var i = 0; i < 10; i++)
            Assert.Equal("/sign-in/refused", await TryIn());
        Assert.Equal(2, _provider.KeysAsked);
        // What is no set of keys does not take the place of one.
        (_provider.Token, _provider.Published) = (null, null);
        _site.Clock.Advance(Fetched<object>.Kept);
        Assert.Equal("/worklist", await TryIn());
        _site.Clock.Advance(Fetched<object>.Longest);
        Assert.Equal("/sign-in/refused", await TryIn());
    }

    [Fact]
    public async Task A_discovery_document_that_is_anothers_or_leads_astray_is_not_followed()
    {
        foreach (var change in new Action<JsonObject>[]
        {
            d => d["issuer"] = "https://evil.example.org",
            d => d.Remove("issuer"),
            d => d["token_endpoint"] = "http://192.0.2.1/token",
            d => d["jwks_uri"] = "file:///etc/passwd",
            d => d["authorization_endpoint"] = "javascript:alert(1)",
            d => d.Remove("jwks_uri"),
            d => d["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
            d => d["more"] = new string('x', 2_000_000),
            // It says that it names itself, and does not: the answer may be another's.
            d => d["authorization_response_iss_parameter_supported"] = true,
        })
        {
            _provider.Discovery = change;
            Assert.Equal("/sign-in/refused", await TryIn());
            _site.Clock.Advance(Fetched<object>.Longest + TimeSpan.FromMinutes(1));
        }
        _provider.Discovery = _ => { };
        Assert.Equal("/worklist", await TryIn());
        _provider.Answer = "&iss=https%3A%2F%2Fevil.example.org";
        Assert.Equal("/sign-in/refused", await TryIn());
    }

    [Fact]
    public async Task An_answer_that_nobody_here_asked_for_is_not_taken()
    {
        using var attacker = new Caller(_site);
        // The attacker's own answer, sent to a victim's browser: it would be signed in as the attacker.
        var challenge = await attacker.Get("/sign-in/provider?to=/worklist");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var answer = (await http.GetAsync(challenge.Headers.Location, TestContext.Current.CancellationToken)).Headers.Location!.PathAndQuery;
        using var victim = new Caller(_site);
        foreach (var path in new[] { answer, answer.Replace("state=", "state=x", StringComparison.Ordinal), "/sign-in/callback", "/sign-in/callback?code=x", "/sign-in/callback?error=access_denied&error_description=%3Cscript%3E" })
        {
            Assert.Equal("/sign-in/refused", (await victim.Get(path)).Headers.Location!.OriginalString);
            Assert.Equal(HttpStatusCode.Redirect, (await victim.Get("/worklist")).StatusCode);
        }
        Assert.Equal("/worklist", (await attacker.Get(answer)).Headers.Location!.OriginalString);
        // And once only.
        Assert.Equal("/sign-in/refused", (await attacker.Get(answer)).Headers.Location!.OriginalString);
        // Nor does the way there lead anywhere else in the end.
        foreach (var to in new[] { "https://evil.example.org", "//evil.example.org", "/\\evil.example.org" })
        {
            using var person = new Follower(_site);
            Assert.Equal("/", (await person.Get($"/sign-in/provider?to={Uri.EscapeDataString(to)}")).Where);
        }
    }

    [Fact]
    public async Task What_userinfo_says_counts_only_of_the_person_of_the_token()
    {
        _provider.Token = c => Sign(c, "groups", null);
        foreach (var (said, where) in new[]
        {
            ("""{"sub":"subject-1","groups":["reviewers"]}""", "/worklist"), ("""{"sub":"subject-2","groups":["reviewers"]}""", "/sign-in/refused"), ("""{"groups":["reviewers"]}""", "/sign-in/refused"),
            ("""["reviewers"]""", "/sign-in/refused"), ("no json", "/sign-in/refused"), ("""{"sub":"subject-1","groups":["other"]}""", "/sign-in/refused"),
        })
        {
            _provider.UserInfo = said;
            Assert.Equal(where, await TryIn());
        }
    }

    [Fact]
    public async Task What_is_kept_of_a_token_is_who_came_and_nothing_else()
    {
        _provider.Token = c => Sign(c, "name", "Ada \u202eMeyer\r\nX: y<script>");
        Assert.Equal("/worklist", await TryIn());
        Assert.DoesNotContain(await AuditTable.Find(_site.Database, new() { Limit = 100 }, TestContext.Current.CancellationToken), r => $"{r}".Contains("eyJ", StringComparison.Ordinal));
        Assert.Equal("Ada MeyerX: y<script>", Assert.Single(await _site.Users.List(TestContext.Current.CancellationToken)).DisplayName);
    }

    public async ValueTask InitializeAsync()
    {
        _provider = await HostileProvider.Start();
        _site = await Site.Open(differently: w => w with
        {
            SignIn = new()
            {
                OpenId = new()
                {
                    Authority = new(_provider.Address),
                    ClientId = "opportune",
                    Secret = new("secret", null, null),
                    Groups = new() { Roles = new Dictionary<Role, IReadOnlyList<string>> { [Role.Reviewer] = ["reviewers"] }, AllPatients = ["reviewers"] },
                },
            },
        });
        // Cookies on the way live now.
        _site.Clock.Advance(TimeProvider.System.GetUtcNow() - _site.Clock.GetUtcNow());
        _provider.Time = _site.Clock;
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private string Sign(JsonObject claims, string name, JsonNode? value)
    {
        if (value is null)
            claims.Remove(name);
        else
            claims[name] = value;
        return _provider.Maker.Sign(claims);
    }

    private async Task<string> TryIn()
    {
        using var person = new Follower(_site);
        return (await person.Get("/sign-in/provider?to=/worklist")).Where;
    }
}
