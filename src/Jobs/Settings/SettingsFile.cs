using System.Net;
using System.Text.Json.Nodes;
using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Settings;

/// <summary>Reads <c>opportune.yaml</c>: how an installation is served. Paths in it are relative to its folder; secrets are never in it.</summary>
public static class SettingsFile
{
    private static readonly Dictionary<string, DeadManMoment> Moments = new() { ["run"] = DeadManMoment.Run, ["tick"] = DeadManMoment.Tick };

    private static readonly Dictionary<string, InstallationKind> Kinds = new() { ["test"] = InstallationKind.Test, ["production"] = InstallationKind.Production };

    /// <summary>The settings, or null where the file is no mapping; every slip is told with its place.</summary>
    public static ServeSettings? Read(string path, Problems problems)
    {
        if (Refusal(path) is { } refused)
        {
            problems.Add(new(path, 0, 0, refused));
            return null;
        }
        if (YamlFile.Read(path, problems) is not { } map)
            return null;
        return Read(map, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Why the file cannot be read, and who can; null: it can.</summary>
    public static string? Refusal(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "there is no such file; name the settings with --settings FILE";
        }
        // A file in a folder that is not this account's to look into is as good as unread: nobody can say that it is not there.
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return $"the account {Environment.UserName} may not read the settings; that of the service may, and root: sudo -u opportune opportune COMMAND";
        }
    }

    /// <summary>The JSON schema of the file, for editors: by letting the loader read a probe.</summary>
    public static JsonObject Schema()
    {
        var map = YamlMap.Probe();
        Read(map, "");
        return map.Shape!.ToSchema();
    }

    private static ServeSettings Read(YamlMap map, string folder)
    {
        var usual = new ServeSettings();
        var settings = new ServeSettings
        {
            Environment = map.Word("environment", Kinds),
            Database = ReadDatabase(map, folder),
            Out = Place(map, "out", folder),
            Jobs = Place(map, "jobs", folder),
            Site = Place(map, "site", folder),
            ValueSets = Place(map, "value-sets", folder),
            Shared = Place(map, "shared", folder),
            Dashboard = map.Flag("dashboard"),
            Threads = map.Integer("threads"),
            Listen = map.Text("listen") ?? usual.Listen,
            Proxies = map.Has("proxies") ? ReadProxies(map) : usual.Proxies,
            Grace = map.Span("grace") ?? usual.Grace,
            Health = map.Map("health") is { } health ? ReadHealth(health) : usual.Health,
            Freshness = map.Map("freshness") is { } freshness ? ReadFreshness(freshness) : usual.Freshness,
            Identifiers = map.Map("identifiers") is { } identifiers ? ReadIdentifiers(identifiers) : usual.Identifiers,
            Alarms = map.Map("alarms") is { } alarms ? AlarmReader.Read(alarms, folder) : usual.Alarms,
            SignIn = map.Map("sign-in") is { } signIn ? SignInReader.Read(signIn, folder, map.Has("proxies")) : usual.SignIn,
            Audit = map.Map("audit") is { } audit ? ReadAudit(audit, folder) : usual.Audit,
            DeadMan = map.Map("dead-man") is { } deadMan ? ReadDeadMan(deadMan, folder) : null,
            Telemetry = map.Map("telemetry") is { } telemetry ? ReadTelemetry(telemetry) : null,
        };
        if (settings.Threads < 1)
            map.ProblemAt("threads", "'threads' must be a whole number from 1");
        map.Done();
        return settings;
    }

    /// <summary>A path of the file, from its folder.</summary>
    internal static string? Place(YamlMap map, string key, string folder) => map.Text(key) is { } path ? Path.GetFullPath(path, folder) : null;

    // A file of SQLite's lies relative to the settings, like every other path.
    private static string? ReadDatabase(YamlMap map, string folder) =>
        map.Text("database") is { } url && url.StartsWith("sqlite:", StringComparison.Ordinal) && url.Length > "sqlite:".Length && url != "sqlite::memory:"
            ? $"sqlite:{Path.GetFullPath(url["sqlite:".Length..], folder)}"
            : map.Text("database");

    private static HealthSettings ReadHealth(YamlMap map)
    {
        var usual = new HealthSettings();
        var space = map.Number("least-space-gib");
        if (space < 0)
            map.ProblemAt("least-space-gib", "'least-space-gib' must be a number from 0");
        var health = new HealthSettings
        {
            Tick = map.Span("tick") ?? usual.Tick,
            LeastSpace = space is { } gib ? (long)(gib * (1L << 30)) : usual.LeastSpace,
            HostKeepsClock = map.Flag("host-keeps-clock"),
        };
        map.Done();
        return health;
    }

    private static FreshnessLimits ReadFreshness(YamlMap map)
    {
        var usual = new FreshnessLimits();
        var limits = new FreshnessLimits(map.Integer("confirm-after-days") ?? usual.ConfirmAfterDays, map.Integer("refuse-after-days") ?? usual.RefuseAfterDays);
        if (limits.ConfirmAfterDays < 0)
            map.ProblemAt("confirm-after-days", "'confirm-after-days' must be a whole number from 0");
        if (limits.RefuseAfterDays < limits.ConfirmAfterDays)
            map.ProblemAt("refuse-after-days", "'refuse-after-days' is at least 'confirm-after-days': what is refused is not asked for");
        map.Done();
        return limits;
    }

    private static IdentifierSystems ReadIdentifiers(YamlMap map)
    {
        var systems = new IdentifierSystems(map.Text("base") ?? new IdentifierSystems().Base, map.Text("patient"));
        foreach (var (key, uri) in new[] { ("base", systems.Base), ("patient", systems.Patient) })
        {
            if (uri is not null && IdentifierSystems.Refusal(uri) is { } refused)
                map.ProblemAt(key, $"'{key}': {refused}");
        }
        map.Done();
        return systems;
    }

    private static List<IPAddress> ReadProxies(YamlMap map)
    {
        var proxies = new List<IPAddress>();
        foreach (var (node, text) in MeasureScope.Texts(map, "proxies"))
        {
            if (IPAddress.TryParse(text, out var address))
                proxies.Add(address);
            else
                map.Problem(node, $"'{text}' is no address; write the numbers of the proxy's, such as 10.0.0.5");
        }
        return proxies;
    }

    private static AuditSettings ReadAudit(YamlMap map, string folder)
    {
        var settings = new AuditSettings { Folder = Place(map, "folder", folder), Keep = map.Span("keep"), Lines = Place(map, "lines", folder), Log = map.Flag("log"), Anchors = map.Map("anchors") is { } anchors ? AlarmReader.ReadWebhook(anchors, folder) : null };
        map.Done();
        return settings;
    }

    private static DeadManSettings? ReadDeadMan(YamlMap map, string folder)
    {
        var url = SecretReader.Read(map, "url", folder, mayBeWritten: true);
        if (url is null)
            map.Problem(map.Node, "'url' is missing (or url-file, url-env): the address to ask for");
        var moment = map.Word("after", Moments) ?? DeadManMoment.Run;
        map.Done();
        return url is null ? null : new(url, moment);
    }

    private static TelemetrySettings? ReadTelemetry(YamlMap map)
    {
        var endpoint = map.RequiredText("endpoint");
        var every = map.Span("every") ?? TimeSpan.FromMinutes(1);
        map.Done();
        if (Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0)
            return new(uri, every);
        if (endpoint.Length > 0)
            map.ProblemAt("endpoint", "'endpoint' must be the address of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318");
        return null;
    }
}
