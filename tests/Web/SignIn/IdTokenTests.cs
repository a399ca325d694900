using System.Text.Json.Nodes;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Tests.Web.SignIn;

/// <summary>Which id tokens are believed; <see cref="OpenIdTests"/> shows the same over the whole way in.</summary>
public sealed class IdTokenTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private static readonly TokenMaker Maker = new();

    private static readonly IdTokenRules Rules = new("https://idp.example.org", "opportune", "n-1", TimeSpan.FromHours(1), Now);

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public void A_sound_token_tells_whom_it_is_about(string algorithm) => Assert.Equal("subject-1", Check(Maker.Sign(Claims(), algorithm)));

    [Fact]
    public void Small_differences_of_clocks_and_one_of_several_audiences_are_borne()
    {
        Assert.Equal("subject-1", Check(Maker.Sign(Claims(c => (c["exp"], c["iat"], c["nbf"]) = (At(-59), At(59), At(59))))));
        Assert.Equal("subject-1", Check(Maker.Sign(Claims(c => (c["aud"], c["azp"]) = (new JsonArray("other", "opportune"), "opportune")))));
        Assert.Equal("subject-1", Check(Maker.Sign(Claims(c => c["aud"] = new JsonArray("opportune")))));
        // A token that names no key may be signed with any.
        Assert.Equal("subject-1", Check(Maker.Sign(Claims(), header: h => h.Remove("kid"))));
    }

    public static TheoryData<string, string> Slips => new()
    {
        { "another issuer", "another issuer" },
        { "an issuer with a slash more", "another issuer" },
        { "no issuer", "another issuer" },
        { "another audience", "(aud)" },
        { "an audience that only begins alike", "(aud)" },
        { "no audience", "(aud)" },
        { "several audiences without a party", "(azp)" },
        { "another party", "(azp)" },
        { "another nonce", "(nonce)" },
        { "no nonce", "(nonce)" },
        { "a nonce that is a number", "(nonce)" },
        { "expired", "(exp)" },
        { "no end", "(exp)" },
        { "an end that is a text", "(exp)" },
        { "made in the future", "(iat)" },
        { "no beginning", "(iat)" },
        { "not good yet", "(nbf)" },
        { "a beginning that is a text", "(nbf)" },
        { "signed in too long ago", "(auth_time)" },
        { "no time of signing in", "(auth_time)" },
        { "no subject", "(sub)" },
        { "an empty subject", "(sub)" },
        { "a subject of 256 characters", "(sub)" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void One_slip_in_what_it_says_and_a_token_is_not_believed(string slip, string why)
    {
        var claims = Claims(c => _ = slip switch
        {
            "another issuer" => c["iss"] = "https://evil.example.org",
            "an issuer with a slash more" => c["iss"] = "https://idp.example.org/",
            "no issuer" => Without(c, "iss"),
            "another audience" => c["aud"] = "other",
            "an audience that only begins alike" => c["aud"] = "opportune2",
            "no audience" => Without(c, "aud"),
            "several audiences without a party" => c["aud"] = new JsonArray("opportune", "other"),
            "another party" => c["azp"] = "other",
            "another nonce" => c["nonce"] = "n-2",
            "no nonce" => Without(c, "nonce"),
            "a nonce that is a number" => c["nonce"] = 1,
            "expired" => c["exp"] = At(-60),
            "no end" => Without(c, "exp"),
            "an end that is a text" => c["exp"] = "1900000000",
            "made in the future" => c["iat"] = At(61),
            "no beginning" => Without(c, "iat"),
            "not good yet" => c["nbf"] = At(61),
            "a beginning that is a text" => c["nbf"] = "0",
            "signed in too long ago" => c["auth_time"] = At(-3661),
            "no time of signing in" => Without(c, "auth_time"),
            "no subject" => Without(c, "sub"),
            "an empty subject" => c["sub"] = "",
            _ => c["sub"] = new string('s', 256),
        });
        Assert.Contains(why, Refusal(Maker.Sign(claims)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_signed_by_a_published_key_in_an_allowed_way_or_not_believed()
    {
        var sound = Maker.Sign(Claims());
        var parts = sound.Split('.');
        foreach (var (token, why) in new (string, string)[]
        {
            (new TokenMaker().Sign(Claims()), "signature"),
            ($"{parts[0]}.{TokenMaker.Encode(Claims(c => c["sub"] = "somebody-else"))}.{parts[2]}", "signature"),
            (Maker.Sign(Claims(), header: h => h["kid"] = "unknown"), "signature"),
            // A key for one way of signing is not one for another.
            (Maker.Sign(Claims(), "ES256", header: h => h["kid"] = "rsa"), "signature"),
            (Maker.Sign(Claims(), "RS256", header: h => h["alg"] = "PS256"), "signature"),
            ($"{parts[0]}.{parts[1]}.", "signature"),
            (Maker.Unsigned(Claims(), "none"), "not allowed"),
            (Maker.Unsigned(Claims(), "None"), "not allowed"),
            (Maker.SignedWithPublicKey(Claims(), "HS256"), "not allowed"),
            (Maker.Sign(Claims(), header: h => h["alg"] = "RS384"), "not allowed"),
            (Maker.Sign(Claims(), header: h => h.Remove("alg")), "not allowed"),
            (Maker.Sign(Claims(), header: h => h["crit"] = new JsonArray("b64")), "crit"),
            // A key that the token brings along is nobody's.
            (new TokenMaker().Sign(Claims(), header: h => h["jwk"] = 1), "signature"),
            ($"{parts[0]}.{parts[1]}", "not a signed one"),
            ($"{sound}.x.y", "not a signed one"),
            ("", "not a signed one"),
            ("a.b.c", "cannot be read"),
            ($"{TokenMaker.Encode("[]")}.{parts[1]}.{parts[2]}", "cannot be read"),
            ($"{TokenMaker.Encode("{\"alg\":\"RS256\",\"alg\":\"none\"}")}.{parts[1]}.{parts[2]}", "cannot be read"),
            ($"{parts[0]}.{TokenMaker.Encode(new string('[', 100))}.{parts[2]}", "cannot be read"),
            (new string('a', 200_000), "not a signed one"),
        })
            Assert.Contains(why, Refusal(token), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_too_short_or_for_something_else_are_passed_over()
    {
        foreach (var changed in new Action<JsonObject>[] { k => k["use"] = "enc", k => k["alg"] = "RS512", k => k["kty"] = "oct", k => k["n"] = "AQAB" })
            Assert.Contains("signature", Refusal(Maker.Sign(Claims()), Maker.Keys(changed)), StringComparison.Ordinal);
        foreach (var set in new[] { "{}", "{\"keys\":1}", "{\"keys\":[{\"kty\":\"RSA\"}]}", "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"#\",\"e\":\"AQAB\"}]}" })
            Assert.Contains("RFC 7517", Assert.Throws<OpenIdException>(() => SigningKeys.Read(TokenMaker.Parse(set))).Message, StringComparison.Ordinal);
    }

    private static string Check(string token, SigningKeys? keys = null) => IdToken.Read(token).Check(keys ?? Maker.Keys(), Rules);

    private static string Refusal(string token, SigningKeys? keys = null) => Assert.Throws<OpenIdException>(() => Check(token, keys)).Message;

    private static JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = "https://idp.example.org",
            ["aud"] = "opportune",
            ["sub"] = "subject-1",
            ["nonce"] = "n-1",
            ["exp"] = At(300),
            ["iat"] = At(0),
            ["auth_time"] = At(-60),
        };
        change?.Invoke(claims);
        return claims;
    }

    private static long At(int seconds) => Now.ToUnixTimeSeconds() + seconds;

    private static JsonNode? Without(JsonObject claims, string name)
    {
        claims.Remove(name);
        return null;
    }
}
