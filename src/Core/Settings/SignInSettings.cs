namespace Opportune.Core;

/// <summary>How people sign in besides by a password of their own.</summary>
public sealed record SignInSettings
{
    /// <summary>A provider of OpenID Connect; null: none.</summary>
    public OpenIdSettings? OpenId { get; init; }

    /// <summary>The header in which the proxy names who asks; null: none is believed.</summary>
    public string? Header { get; init; }

    /// <summary>Roles in which nobody signs in by a password alone.</summary>
    public Roles CodeFor { get; init; } = Roles.None;
}

/// <summary>A provider of OpenID Connect.</summary>
public sealed record OpenIdSettings
{
    /// <summary>The issuer: its address, below which its discovery document lies. HTTPS, or this machine.</summary>
    public required Uri Authority { get; init; }

    /// <summary>What it calls this installation.</summary>
    public required string ClientId { get; init; }

    /// <summary>With what this installation proves who it is.</summary>
    public required SettingText Secret { get; init; }

    /// <summary>What people call it: "Sign in with ...".</summary>
    public string Name { get; init; } = "single sign-on";

    /// <summary>The claim that lists a person's groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>What is asked for besides openid. offline_access lets this installation ask again behind the scenes whether a person still belongs.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile", "email", "offline_access"];

    /// <summary>So long ago at most the person signed in at the provider; null: it decides.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>What its groups may do here.</summary>
    public required ProviderGroups Groups { get; init; }
}
