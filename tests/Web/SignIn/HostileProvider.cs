using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Opportune.Tests.Web.SignIn;

/// <summary>A provider that says whatever the test makes it say: what a real one refuses to do.</summary>
internal sealed class HostileProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private string _nonce = "";

    private HostileProvider(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Its keys; those that are published are <see cref="Published"/>'s.</summary>
    public TokenMaker Maker { get; set; } = new();

    /// <summary>Whose keys are published; null: an answer that is none.</summary>
    public TokenMaker? Published { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int KeysAsked { get; private set; }

    /// <summary>Makes the token; sound ones by default.</summary>
    public Func<JsonObject, string>? Token { get; set; }

    /// <summary>What its discovery document says besides.</summary>
    public Action<JsonObject> Discovery { get; set; } = _ => { };

    /// <summary>What it adds to the answer that the browser carries back.</summary>
    public string Answer { get; set; } = "";

    /// <summary>What userinfo says of the person.</summary>
    public string UserInfo { get; set; } = "{}";

    /// <summary>The time of its tokens.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static async Task<HostileProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new HostileProvider(app);
        provider.Published = provider.Maker;
        app.MapGet("/.well-known/openid-configuration", () =>
        {
            var document = new JsonObject
            {
                ["issuer"] = provider.Address,
                ["authorization_endpoint"] = provider.Address + "/authorize",
                ["token_endpoint"] = provider.Address + "/token",
                ["jwks_uri"] = provider.Address + "/keys",
                ["userinfo_endpoint"] = provider.Address + "/userinfo",
            };
            provider.Discovery(document);
            return Results.Text(document.ToJsonString(), "application/json");
        });
        app.MapGet("/keys", () =>
        {
            provider.KeysAsked++;
            return Results.Text(provider.Published?.KeySet().ToJsonString() ?? "no keys", "application/json");
        });
        app.MapGet("/authorize", (HttpRequest request) =>
        {
            provider._nonce = request.Query["nonce"]!;
            return Results.Redirect($"{request.Query["redirect_uri"]}?code=code-1&state={Uri.EscapeDataString(request.Query["state"]!)}{provider.Answer}");
        });
        app.MapGet("/userinfo", () => Results.Text(provider.UserInfo, "application/json"));
        app.MapPost("/token", () =>
        {
            var now = provider.Time.GetUtcNow().ToUnixTimeSeconds();
            var claims = new JsonObject
            {
                ["iss"] = provider.Address,
                ["aud"] = "opportune",
                ["sub"] = "subject-1",
                ["nonce"] = provider._nonce,
                ["iat"] = now,
                ["exp"] = now + 300,
                ["groups"] = new JsonArray("reviewers"),
            };
            return Results.Text(new JsonObject { ["access_token"] = "at", ["token_type"] = "Bearer", ["id_token"] = provider.Token?.Invoke(claims) ?? provider.Maker.Sign(claims) }.ToJsonString(), "application/json");
        });
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
