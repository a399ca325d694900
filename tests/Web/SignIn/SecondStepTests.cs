using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Opportune.Core;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Web.SignIn.Codes;

namespace Opportune.Tests.Web.SignIn;

/// <summary>A code beside the password: set up, asked for, good once.</summary>
public sealed partial class SecondStepTests : IAsyncLifetime
{
    private const string Password = "tulip-anchor-granite";

    private Site _site = null!;

    [Fact]
    public async Task A_person_who_set_up_a_second_step_signs_in_by_password_and_code()
    {
        var (key, recovery) = await SetUp("anna");
        Assert.Equal(10, recovery.Distinct().Count());
        Next();
        using var caller = new Caller(_site);
        Assert.Equal("/sign-in/code", Where(await caller.TryPassword("anna", Password)));
        // With the password alone nobody is in, and whoever has not shown it is asked for nothing.
        Assert.Contains("/sign-in?", Where(await caller.Get("/worklist")), StringComparison.Ordinal);
        using var stranger = new Caller(_site);
        Assert.Contains("Sign in anew", await stranger.Read("/sign-in/code"), StringComparison.Ordinal);
        Assert.Contains("is wrong", await Text(await Code(caller, "000000")), StringComparison.Ordinal);
        Assert.Equal("/", Where(await Code(caller, Now(key))));
        Assert.Equal(HttpStatusCode.OK, (await caller.Get("/worklist")).StatusCode);
        var trail = (await AuditTable.Find(_site.Database, new() { Action = "signed-in" }, Token)).Where(r => r.Detail != "refused" || r.Who.Length == 0).Reverse().ToList();
        Assert.Contains(trail, r => r is { Who: "anna", Detail: "a second step is asked for" });
    }

    [Fact]
    public async Task A_code_is_good_once_and_so_is_a_recovery_code()
    {
        var (key, recovery) = await SetUp("anna");
        Next();
        var code = Now(key);
        Assert.True(await SignsIn("anna", code));
        Assert.False(await SignsIn("anna", code));
        // Nor does one that came before it do.
        Assert.False(await SignsIn("anna", OneTimeCode.Of(key, OneTimeCode.StepOf(_site.Clock.GetUtcNow()) - 1)));
        Next();
        Assert.True(await SignsIn("anna", Now(key)[..3] + " " + Now(key)[3..]));
        Assert.True(await SignsIn("anna", recovery[3].ToLowerInvariant()));
        Assert.False(await SignsIn("anna", recovery[3]));
        Assert.True(await SignsIn("anna", recovery[0].Replace(" ", "", StringComparison.Ordinal)));
        // What is kept of them tells nobody what they are.
        var kept = await _site.Sql(c => string.Join('\n', Dapper.SqlMapper.Query<string>(c, "select sealed_key from code_keys union all select code_sha256 from recovery_codes")));
        Assert.Equal(9, kept.Split('\n').Length);
        Assert.DoesNotContain(recovery, r => kept.Contains(r.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Convert.ToHexString(key), kept, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_the_account_and_the_right_password_between_them_does_not_help()
    {
        var (key, _) = await SetUp("anna");
        Next();
        for (var i = 0; i < UserTable.MostFailures; i++)
            Assert.False(await SignsIn("anna", $"00000{i}"));
        using var caller = new Caller(_site);
        Assert.Equal(HttpStatusCode.OK, (await caller.TryPassword("anna", Password)).StatusCode);
        Assert.NotNull((await _site.Users.FindByName("anna", Token))!.LockedUntil);
        _ = key;
    }

    [Fact]
    public async Task Where_the_role_demands_it_the_second_step_is_set_up_on_the_way_in_by_a_link_too()
    {
        await using var site = await Site.Open(differently: w => w with { SignIn = new() { CodeFor = Role.Administrator } });
        using var reviewer = new Caller(site);
        Assert.NotEqual("/sign-in/code", Where(await reviewer.SignIn("rita")));
        using var caller = new Caller(site);
        Assert.Equal("/sign-in/code", Where(await caller.SignIn("ada", Role.Administrator)));
        Assert.Contains("/sign-in?", Where(await caller.Get("/runs")), StringComparison.Ordinal);
        var page = await caller.Read("/sign-in/code");
        var (held, key) = Offered(page);
        Assert.Contains("not the code of this key", await Text(await caller.Post("/sign-in/code", [new("key", held), new("code", "000000")])), StringComparison.Ordinal);
        // A key that was offered to somebody else, or made up, is not taken.
        Assert.Contains("not the code", await Text(await caller.Post("/sign-in/code", [new("key", "x"), new("code", OneTimeCode.Of(key, OneTimeCode.StepOf(site.Clock.GetUtcNow())))])), StringComparison.Ordinal);
        var done = await Text(await caller.Post("/sign-in/code", [new("key", held), new("code", OneTimeCode.Of(key, OneTimeCode.StepOf(site.Clock.GetUtcNow())))]));
        Assert.Equal(10, Recovery().Count(done));
        Assert.Equal(HttpStatusCode.OK, (await caller.Get("/runs")).StatusCode);
    }

    [Fact]
    public async Task It_is_taken_away_by_a_code_only()
    {
        var (key, _) = await SetUp("anna");
        Next();
        using var caller = new Caller(_site);
        await caller.TryPassword("anna", Password);
        await Code(caller, Now(key));
        Next();
        Assert.Contains("is wrong", await Text(await caller.Post("/account/code", [new("code", "000000")])), StringComparison.Ordinal);
        Assert.Equal("/account", Where(await caller.Post("/account/code", [new("code", Now(key))])));
        using var later = new Caller(_site);
        Assert.Equal("/", Where(await later.TryPassword("anna", Password)));
    }

    public async ValueTask InitializeAsync() => _site = await Site.Open();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<string> Text(HttpResponseMessage answer) => Caller.Text(answer);

    private static string Where(HttpResponseMessage answer) => answer.Headers.Location?.OriginalString ?? "";

    private static Task<HttpResponseMessage> Code(Caller caller, string code) => caller.Post("/sign-in/code", [new("code", code)]);

    private void Next() => _site.Clock.Advance(TimeSpan.FromSeconds(30));

    private string Now(byte[] key) => OneTimeCode.Of(key, OneTimeCode.StepOf(_site.Clock.GetUtcNow()));

    private async Task<bool> SignsIn(string name, string code)
    {
        using var caller = new Caller(_site);
        Assert.Equal("/sign-in/code", Where(await caller.TryPassword(name, Password)));
        return Where(await Code(caller, code)) == "/";
    }

    private async Task<(byte[] Key, List<string> Recovery)> SetUp(string name)
    {
        using var caller = new Caller(_site);
        await caller.SignIn(name);
        var user = (await _site.Users.FindByName(name, Token))!;
        var (held, key) = Offered(await caller.Read("/account/code"));
        var done = await Text(await caller.Post("/account/code", [new("key", held), new("code", Now(key))]));
        await _site.Users.SetPassword(user.UserId, _site.Part<IPasswordHasher<UserRow>>().HashPassword(user, Password), Token);
        return (key, [.. Recovery().Matches(done).Select(m => m.Groups[1].Value)]);
    }

    /// <summary>What a page offers an authenticator app: the key as the form holds it, and the key.</summary>
    internal static (string Held, byte[] Key) Offered(string page)
    {
        var spelled = Secret().Match(WebUtility.HtmlDecode(page)).Groups[1].Value;
        var bits = string.Concat(spelled.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return (HeldKey().Match(page).Groups[1].Value, [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))]);
    }

    [GeneratedRegex("name=\"key\" value=\"([^\"]+)\"")]
    private static partial Regex HeldKey();

    [GeneratedRegex("otpauth://totp/Opportune:[a-z]+\\?secret=([A-Z2-7]+)&issuer=Opportune")]
    private static partial Regex Secret();

    [GeneratedRegex("<li><code>([^<]+)</code>")]
    private static partial Regex Recovery();
}
