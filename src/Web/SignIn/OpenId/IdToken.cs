using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Opportune.Web.SignIn.OpenId;

/// <summary>What an id token has to say so that it is believed.</summary>
/// <param name="Issuer">Who says it.</param>
/// <param name="Audience">To whom: this installation's client id.</param>
/// <param name="Nonce">In answer to what was asked; null: to nothing, where a token is renewed.</param>
/// <param name="MaxAge">How long ago the person may have signed in; null: that is not asked.</param>
/// <param name="Now">The instant.</param>
internal sealed record IdTokenRules(string Issuer, string Audience, string? Nonce, TimeSpan? MaxAge, DateTimeOffset Now);

/// <summary>An id token (OpenID Connect Core 1.0, section 3.1.3.7): read first, then held against keys and rules.</summary>
internal sealed class IdToken
{
    /// <summary>So far may clocks be apart.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    // A person in a thousand groups still comes in.
    private const int LongestText = 128 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private IdToken(string algorithm, string? key, JsonElement claims, byte[] signed, byte[] signature) =>
        (Algorithm, Key, Claims, _signed, _signature) = (algorithm, key, claims, signed, signature);

    /// <summary>With what it claims to be signed; one that counts.</summary>
    public string Algorithm { get; }

    /// <summary>Name of the key; null: it does not say.</summary>
    public string? Key { get; }

    /// <summary>What it says; nothing of it is to be believed before <see cref="Check"/>.</summary>
    public JsonElement Claims { get; }

    /// <summary>Reads a token.</summary>
    /// <exception cref="OpenIdException">It is none, or is signed in a way that does not count.</exception>
    public static IdToken Read(string text)
    {
        if (text.Length > LongestText || text.Split('.') is not [var head, var body, var signature])
            throw new OpenIdException("the id token is not a signed one");
        try
        {
            var header = Json(head);
            var algorithm = header.TryGetProperty("alg", out var alg) ? alg.GetString() ?? "" : "";
            if (!SigningKeys.Knows(algorithm))
                throw new OpenIdException("the id token is signed in a way that is not allowed (only RS256, PS256 and ES256 are)");
            // What a token says must be understood is not understood here (RFC 7515, section 4.1.11).
            if (header.TryGetProperty("crit", out _))
                throw new OpenIdException("the id token asks for more than is understood here (crit)");
            return new(algorithm, header.TryGetProperty("kid", out var kid) ? kid.GetString() : null, Json(body), Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature));
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new OpenIdException("the id token cannot be read", e);
        }
    }

    /// <summary>Holds the token against the provider's keys and what it has to say.</summary>
    /// <returns>Whom it is about: the provider's subject.</returns>
    /// <exception cref="OpenIdException">It is not to be believed.</exception>
    public string Check(SigningKeys keys, IdTokenRules rules)
    {
        Demand(keys.HasSigned(Key, Algorithm, _signed, _signature), "the id token's signature is wrong");
        Demand(Text("iss") == rules.Issuer, "the id token is from another issuer");
        var audience = Audience();
        Demand(audience.Contains(rules.Audience, StringComparer.Ordinal), "the id token is for somebody else (aud)");
        var party = Text("azp");
        Demand(party is null ? audience.Count == 1 : party == rules.Audience, "the id token was made for somebody else (azp)");
        CheckTimes(rules);
        if (rules.Nonce is { } nonce)
            Demand(Text("nonce") is { } said && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(nonce)), "the id token answers another question (nonce)");
        return Text("sub") is { Length: > 0 and <= 255 } subject ? subject : throw new OpenIdException("the id token does not say who it is about (sub)");
    }

    /// <summary>The texts of a claim that is a list or a single text; null where it is not there.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement claims, string name) => claims.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
            JsonValueKind.String => [value.GetString()!],
            _ => [],
        }
        : null;

    /// <summary>A claim that is a text; null where it is not there, or something else.</summary>
    public static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void CheckTimes(IdTokenRules rules)
    {
        var (now, leeway) = (rules.Now.ToUnixTimeMilliseconds() / 1000.0, Leeway.TotalSeconds);
        Demand(Seconds("exp") is { } until && now < until + leeway, "the id token is no longer good (exp)");
        Demand(Seconds("iat") is { } made && made <= now + leeway, "the id token was made in the future (iat)");
        Demand(!Claims.TryGetProperty("nbf", out _) || Seconds("nbf") <= now + leeway, "the id token is not good yet (nbf)");
        if (rules.MaxAge is { } longest)
            Demand(Seconds("auth_time") is { } since && now <= since + longest.TotalSeconds + leeway, "the person signed in at the provider too long ago (auth_time)");
    }

    private IReadOnlyList<string> Audience() => Texts(Claims, "aud") ?? [];

    private string? Text(string name) => Text(Claims, name);

    private double? Seconds(string name) => Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) ? seconds : null;

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new OpenIdException(otherwise);
    }

    // Two claims of one name could be read in two ways.
    private static JsonElement Json(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), new() { AllowDuplicateProperties = false, MaxDepth = 16 });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new FormatException("no object");
    }
}
