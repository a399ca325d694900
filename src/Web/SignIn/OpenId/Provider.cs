using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Opportune.Core;

namespace Opportune.Web.SignIn.OpenId;

/// <summary>Where a provider can be asked what (its discovery document).</summary>
internal sealed record Discovery
{
    /// <summary>What its tokens call it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where people sign in.</summary>
    public required Uri Authorization { get; init; }

    /// <summary>Where codes are exchanged.</summary>
    public required Uri Token { get; init; }

    /// <summary>Where its keys are.</summary>
    public required Uri Keys { get; init; }

    /// <summary>Where it tells more of a person; null: nowhere.</summary>
    public Uri? UserInfo { get; init; }

    /// <summary>Where people sign out of it; null: nowhere.</summary>
    public Uri? EndSession { get; init; }

    /// <summary>Whether each of its answers says who gives it (RFC 9207).</summary>
    public bool NamesItself { get; init; }
}

/// <summary>Whom a provider vouches for.</summary>
/// <param name="Subject">What it calls the person, for ever.</param>
/// <param name="Name">What the person types there; a name for people, nothing is decided by it.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="Groups">The groups; null: it said nothing of groups.</param>
internal sealed record Vouched(string Subject, string Name, string DisplayName, IReadOnlyList<string>? Groups);

/// <summary>A provider of OpenID Connect: its discovery document and keys, and what its tokens say.</summary>
internal sealed class Provider : IDisposable
{
    private const int LongestAnswer = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly Fetched<Discovery> _discovery;
    private readonly Fetched<SigningKeys> _keys;

    public Provider(OpenIdSettings settings, TimeProvider time)
    {
        (Settings, _time) = (settings, time);
        // What answers with a way to elsewhere is not who was asked.
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        _discovery = new(Discover, time);
        _keys = new(async cancel => SigningKeys.Read(await Ask(HttpMethod.Get, (await Find(cancel)).Keys, cancel)), time);
    }

    /// <summary>What is configured of it.</summary>
    public OpenIdSettings Settings { get; }

    /// <summary>With what it is asked.</summary>
    public HttpClient Http { get; }

    /// <summary>Where it can be asked what.</summary>
    /// <exception cref="OpenIdException">It does not answer, or not as it should.</exception>
    public Task<Discovery> Find(CancellationToken cancel) => _discovery.Get(cancel);

    /// <summary>Whom it vouches for with an id token, after everything about the token was looked at.</summary>
    /// <param name="token">The id token.</param>
    /// <param name="nonce">What was asked; null: nothing, the token is a renewed one.</param>
    /// <param name="accessToken">With what more can be asked of the person; null: nothing is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OpenIdException">The token is not to be believed, or the provider does not answer.</exception>
    public async Task<Vouched> Check(string token, string? nonce, string? accessToken, CancellationToken cancel)
    {
        var found = await Find(cancel);
        var read = IdToken.Read(token);
        var keys = await _keys.Get(cancel);
        // A provider changes its keys: one that is not known yet is looked for once more.
        if (!keys.Has(read.Key, read.Algorithm))
            keys = await _keys.GetAgain(cancel);
        // A renewed token tells of the same sign-in; how long that may last, the provider decides.
        var subject = read.Check(keys, new(found.Issuer, Settings.ClientId, nonce, nonce is null ? null : Settings.MaxAge, _time.GetUtcNow()));
        var groups = IdToken.Texts(read.Claims, Settings.GroupsClaim);
        if (groups is not null || accessToken is null || found.UserInfo is null)
            return Of(subject, read.Claims, groups);
        var info = await Ask(HttpMethod.Get, found.UserInfo, cancel, accessToken);
        if (IdToken.Text(info, "sub") != subject)
            throw new OpenIdException("what the provider tells of the person is of another one (userinfo)");
        return Of(subject, info, IdToken.Texts(info, Settings.GroupsClaim));
    }

    /// <summary>Asks whether a person still belongs.</summary>
    /// <returns>The provider's answer; null: it does not.</returns>
    /// <exception cref="OpenIdException">It does not answer, or not as it should.</exception>
    public async Task<JsonElement?> Renew(string refreshToken, CancellationToken cancel)
    {
        var found = await Find(cancel);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
            ["client_id"] = Settings.ClientId,
            ["client_secret"] = Settings.Secret.Read(),
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, found.Token) { Content = form };
        using var answer = await Send(request, cancel);
        // RFC 6749, section 5.2: the grant is invalid, expired or revoked. Any other refusal is a fault in how it was asked.
        var said = await Json(answer, cancel);
        if (answer.StatusCode == HttpStatusCode.BadRequest && IdToken.Text(said, "error") == "invalid_grant")
            return null;
        return answer.IsSuccessStatusCode ? said : throw new OpenIdException($"the provider answered {(int)answer.StatusCode} when it was asked whether a person still belongs");
    }

    public void Dispose()
    {
        Http.Dispose();
        _discovery.Dispose();
        _keys.Dispose();
    }

    private static Vouched Of(string subject, JsonElement claims, IReadOnlyList<string>? groups)
    {
        var name = IdToken.Text(claims, "preferred_username") ?? IdToken.Text(claims, "email") ?? subject;
        return new(subject, name, IdToken.Text(claims, "name") ?? name, groups);
    }

    private async Task<Discovery> Discover(CancellationToken cancel)
    {
        var authority = Settings.Authority.AbsoluteUri.TrimEnd('/');
        var said = await Ask(HttpMethod.Get, new($"{authority}/.well-known/openid-configuration"), cancel);
        var issuer = IdToken.Text(said, "issuer");
        if (issuer?.TrimEnd('/') != authority)
            throw new OpenIdException("its discovery document is another issuer's: 'authority' must be the issuer, letter by letter");
        if (IdToken.Texts(said, "token_endpoint_auth_methods_supported") is { } ways && !ways.Contains("client_secret_post", StringComparer.Ordinal))
            throw new OpenIdException("it does not take a client secret by POST (client_secret_post)");
        return new()
        {
            Issuer = issuer,
            Authorization = Place(said, "authorization_endpoint") ?? throw Missing("authorization_endpoint"),
            Token = Place(said, "token_endpoint") ?? throw Missing("token_endpoint"),
            Keys = Place(said, "jwks_uri") ?? throw Missing("jwks_uri"),
            UserInfo = Place(said, "userinfo_endpoint"),
            EndSession = Place(said, "end_session_endpoint"),
            NamesItself = said.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind == JsonValueKind.True,
        };
    }

    private static OpenIdException Missing(string name) => new($"its discovery document has no '{name}'");

    private static Uri? Place(JsonElement said, string name) => IdToken.Text(said, name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && SettingText.IsSafe(uri) ? uri
        : throw new OpenIdException($"'{name}' of its discovery document is neither https nor on this machine");

    private async Task<JsonElement> Ask(HttpMethod method, Uri address, CancellationToken cancel, string? accessToken = null)
    {
        using var request = new HttpRequestMessage(method, address) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } } };
        if (accessToken is not null)
            request.Headers.Authorization = new("Bearer", accessToken);
        using var answer = await Send(request, cancel);
        return answer.StatusCode == HttpStatusCode.OK ? await Json(answer, cancel) : throw new OpenIdException($"{address.AbsolutePath} answered {(int)answer.StatusCode}");
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await Http.SendAsync(request, cancel);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new OpenIdException("it does not answer", e);
        }
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), new() { MaxDepth = 16 }, cancel);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new OpenIdException("what it answered is no JSON object");
        }
        catch (JsonException e)
        {
            throw new OpenIdException("what it answered is no JSON", e);
        }
    }
}
