using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Opportune.Core;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;

namespace Opportune.Web.SignIn.OpenId;

/// <summary>
/// Sign-in by OpenID Connect: the framework's authorization code flow (RFC 6749) with PKCE, state and correlation cookie, and on top of it the nonce, the issuer's
/// name and the id token.
/// </summary>
internal sealed partial class OpenIdHandler(
    IOptionsMonitor<OAuthOptions> options, ILoggerFactory logs, UrlEncoder encoder, Provider provider, ProviderAccounts accounts, AuditTrail trail)
    : OAuthHandler<OAuthOptions>(options, logs, encoder)
{
    /// <summary>Name of this way in.</summary>
    public const string Way = "provider";

    /// <summary>Where the provider sends people back to; it has to know this address.</summary>
    public const string CallbackPath = "/sign-in/callback";

    private const string Nonce = "nonce", IdTokenHint = "id_token_hint";

    // What a cookie can carry without being split over many: a longer id token is not kept, and the provider asks before it signs a person out.
    private const int LongestHint = 2000;

    /// <summary>Puts it together.</summary>
    public static void Configure(OAuthOptions options, Provider provider)
    {
        var settings = provider.Settings;
        (options.ClientId, options.ClientSecret) = (settings.ClientId, settings.Secret.Read());
        options.CallbackPath = CallbackPath;
        options.UsePkce = true;
        options.Backchannel = provider.Http;
        options.Scope.Add("openid");
        foreach (var scope in settings.Scopes)
            options.Scope.Add(scope);
        options.CorrelationCookie.Name = "opportune-way.";
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // Where these really are, the discovery document says, before any of them is asked for.
        (options.AuthorizationEndpoint, options.TokenEndpoint) = (settings.Authority.AbsoluteUri, settings.Authority.AbsoluteUri);
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect("/sign-in/refused");
            return Task.CompletedTask;
        };
    }

    /// <summary>The id token of a session, which the provider is shown when the person signs out; null: none is kept.</summary>
    public static async Task<string?> HintOf(HttpContext context) => (await context.AuthenticateAsync()).Properties?.GetString(IdTokenHint);

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            await Look();
        }
        catch (OpenIdException e)
        {
            Failed(Logger, e.Message);
            Response.Redirect("/sign-in/refused");
            return;
        }
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        // Travels sealed in the state, there and back.
        properties.Items[Nonce] = nonce;
        var more = new Dictionary<string, string?> { [Nonce] = nonce };
        if (provider.Settings.MaxAge is { } longest)
            more["max_age"] = ((long)longest.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), more);
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var result = await Answer();
        if (result is { Succeeded: false, Handled: false, Failure: { } failure })
            Failed(Logger, failure is OpenIdException ? failure.Message : Plain(failure));
        return result;
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var token = tokens.Response is { } said ? IdToken.Text(said.RootElement, "id_token") : null;
        if (token is null || !properties.Items.Remove(Nonce, out var nonce) || nonce is null)
            throw new OpenIdException("the provider gave no id token");
        var person = await provider.Check(token, nonce, tokens.AccessToken, Context.RequestAborted);
        var (user, refused) = await accounts.Enter(person, tokens.RefreshToken, Context.RequestAborted);
        await Keep(user, refused is null ? Way : $"{Way} refused ({EntryNames.Of(refused.Value)})");
        if (user is null)
            throw new RefusedException(refused!.Value);
        // Nothing of the way here travels on in the session.
        var to = properties.RedirectUri;
        properties.Items.Clear();
        properties.RedirectUri = to;
        if (token.Length <= LongestHint && (await provider.Find(Context.RequestAborted)).EndSession is not null)
            properties.SetString(IdTokenHint, token);
        return new(Session.Of(Context, user, Way), properties, Scheme.Name);
    }

    private async Task<HandleRequestResult> Answer()
    {
        try
        {
            var found = await Look();
            // Who answers is who was asked (RFC 9207): else one provider could pass on what another one said.
            var issuer = Request.Query["iss"];
            if (issuer.Count > 0 ? issuer != found.Issuer : found.NamesItself)
                return HandleRequestResult.Fail(new OpenIdException("the answer is from another issuer (iss)"));
            return await base.HandleRemoteAuthenticateAsync();
        }
        catch (RefusedException e)
        {
            Response.Redirect($"/sign-in/refused?why={EntryNames.Of(e.Why)}");
            return HandleRequestResult.Handle();
        }
        catch (Exception e) when (e is OpenIdException or InvalidOperationException or HttpRequestException or System.Text.Json.JsonException)
        {
            return HandleRequestResult.Fail(e);
        }
    }

    private async Task<Discovery> Look()
    {
        var found = await provider.Find(Context.RequestAborted);
        (Options.AuthorizationEndpoint, Options.TokenEndpoint) = (found.Authorization.AbsoluteUri, found.Token.AbsoluteUri);
        return found;
    }

    private Task Keep(UserRow? user, string how) =>
        trail.Write(new(user?.DisplayName ?? "", user?.Roles ?? "", "signed-in", user?.UserId ?? "", how, Context.Connection.RemoteIpAddress?.ToString() ?? ""));

    // What an exception of the framework's says may quote the provider's answer; its first words do not.
    private static string Plain(Exception failure) => failure.Message is { } text && (text.StartsWith("Correlation failed", StringComparison.Ordinal) || text.StartsWith("The oauth state", StringComparison.Ordinal))
        ? "the browser brought another state than it was given"
        : failure.GetType().Name;

    [LoggerMessage(Level = LogLevel.Warning, Message = "sign-in by the provider failed: {Why}")]
    private static partial void Failed(ILogger log, string why);

    private sealed class RefusedException(Refusal why) : Exception
    {
        public Refusal Why => why;
    }
}
