using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Settings;

/// <summary>Reads how people sign in.</summary>
internal static class SignInReader
{
    private static readonly Dictionary<string, Role> Roles = Enum.GetValues<Role>().ToDictionary(EntryNames.Of);

    /// <summary>It.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="folder">Where relative paths begin.</param>
    /// <param name="hasProxies">Whether proxies are named: only their header can be believed.</param>
    public static SignInSettings Read(YamlMap map, string folder, bool hasProxies)
    {
        var settings = new SignInSettings
        {
            OpenId = map.Map("oidc") is { } oidc ? ReadOpenId(oidc, folder) : null,
            Header = map.Text("header"),
            CodeFor = Core.Roles.Of(map.Texts("code-for").Select(name => RoleOf(map, "code-for", name)).OfType<Role>()),
        };
        if (settings.Header is not null && !hasProxies)
            map.ProblemAt("header", "'header' is believed only from a proxy: name its address under 'proxies' too");
        if (settings.Header is { } header && !header.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            map.ProblemAt("header", "'header' must be the name of a header, such as X-Remote-User");
        map.Done();
        return settings;
    }

    private static OpenIdSettings? ReadOpenId(YamlMap map, string folder)
    {
        var authority = map.RequiredText("authority");
        var isSafe = Uri.TryCreate(authority, UriKind.Absolute, out var uri) && SettingText.IsSafe(uri) && uri is { Query: "", Fragment: "", UserInfo: "" };
        if (authority.Length > 0 && !isSafe)
            map.ProblemAt("authority", "'authority' must be the provider's issuer: an https address, or an http address of this machine (127.0.0.1)");
        var secret = SecretReader.Read(map, "client-secret", folder, mayBeWritten: false);
        if (secret is null && !SecretReader.IsGiven(map, "client-secret"))
            map.Problem(map.Node, "'client-secret-file' (or client-secret-env) is missing");
        var clientId = map.RequiredText("client-id");
        var groups = map.Map("groups") is { } table ? ReadGroups(table) : null;
        if (groups is null)
            map.Require("groups", ": which of the provider's groups may do what");
        var read = new OpenIdSettings { Authority = uri!, ClientId = clientId, Secret = secret!, Groups = groups! };
        read = read with
        {
            Name = map.Text("name") ?? read.Name,
            GroupsClaim = map.Text("groups-claim") ?? read.GroupsClaim,
            Scopes = map.Has("scopes") ? map.Texts("scopes") : read.Scopes,
            MaxAge = map.Span("max-age"),
        };
        map.Done();
        return isSafe && secret is not null && groups is not null ? read : null;
    }

    private static ProviderGroups ReadGroups(YamlMap map)
    {
        var roles = new Dictionary<Role, IReadOnlyList<string>>();
        if (map.Map("roles") is { } given)
        {
            foreach (var name in given.Keys.ToList())
            {
                var groups = given.Texts(name);
                if (RoleOf(given, name, name) is { } role)
                    roles[role] = groups;
            }
            given.Done();
        }
        if (roles.Count == 0)
            map.Problem(map.Node, "'roles' is missing: nobody could sign in");
        var read = new ProviderGroups
        {
            Roles = roles,
            Sites = Table(map, "sites"),
            Panels = Table(map, "panels"),
            AllPatients = map.Texts("all-patients"),
            Restricted = map.Texts("restricted"),
        };
        map.Done();
        return read;
    }

    private static Dictionary<string, IReadOnlyList<string>> Table(YamlMap map, string key)
    {
        if (map.Map(key) is not { } given)
            return [];
        var table = given.Keys.ToList().ToDictionary(name => name, given.Texts);
        given.Done();
        return table;
    }

    private static Role? RoleOf(YamlMap map, string key, string name)
    {
        if (Roles.TryGetValue(name, out var role))
            return role;
        map.ProblemAtKey(key, $"there is no role '{name}'; known are {string.Join(", ", Roles.Keys)}");
        return null;
    }
}
