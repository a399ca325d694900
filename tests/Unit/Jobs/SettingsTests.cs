using System.Text.Json.Nodes;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Settings;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>opportune.yaml: what it may say, and where a slip is told.</summary>
public class SettingsTests
{
    private const string Whole = """
        database: sqlite:state/opportune.db
        out: out
        jobs: rules
        threads: 2
        listen: http://127.0.0.1:8080
        grace: 45s
        health: {tick: 5m, least-space-gib: 0.5}
        alarms:
          escalate-after: 30m
          quiet-hours: {from: "21:00", to: "06:30", time-zone: America/Chicago}
          channels:
            - {name: team, webhook: {url: "https://chat.example.org/hook", secret-header: X-Key, secret-file: keys/hook}}
            - {name: on-call, escalation: true, mail: {server: mail.example.org, from: opportune@example.org, to: [a@example.org], user: opportune, password-env: MAIL_KEY}}
        dead-man: {url-file: keys/ping, after: tick}
        telemetry: {endpoint: "http://127.0.0.1:4318", every: 10s}
        freshness: {confirm-after-days: 2, refuse-after-days: 7}
        proxies: [10.0.0.5, "::1"]
        audit: {folder: trail, keep: 2190d, lines: logs/audit.jsonl, log: true, anchors: {url: "https://vault.example.org/anchors"}}
        sign-in:
          code-for: [administrator, clinical-lead]
          header: X-Remote-User
          oidc:
            authority: https://login.example.org/realms/hospital
            client-id: opportune
            client-secret-file: keys/oidc
            name: hospital account
            groups-claim: roles
            scopes: [profile]
            max-age: 8h
            groups:
              roles: {reviewer: [qi, "qi 2"], auditor: privacy}
              sites: {North: north}
              panels: {p-1: one}
              all-patients: qi-all
              restricted: privacy
        identifiers: {base: "https://h.example.org/opportune", patient: "urn:oid:2.16.840.1.113883.19.5"}
        environment: test
        site: own
        dashboard: true
        """;

    [Fact]
    public void A_whole_file_is_read_with_paths_from_its_folder()
    {
        using var folder = Some.Folder();
        var settings = Read(folder, Whole, out var problems)!;
        Assert.Equal("", problems);
        Assert.Equal(new("https://h.example.org/opportune", "urn:oid:2.16.840.1.113883.19.5"), settings.Identifiers);
        Assert.Equal(($"sqlite:{folder["state/opportune.db"]}", folder["out"], folder["rules"], 2), (settings.Database, settings.Out, settings.Jobs, settings.Threads));
        Assert.Equal((TimeSpan.FromSeconds(45), TimeSpan.FromMinutes(5), 512L << 20), (settings.Grace, settings.Health.Tick, settings.Health.LeastSpace));
        Assert.Equal(new(new(21, 0), new(6, 30), "America/Chicago"), settings.Alarms.QuietHours);
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(15)), (settings.Alarms.EscalateAfter, settings.Alarms.StartWithin));
        Assert.Equal(new(new("https://chat.example.org/hook", null, null), "X-Key", new(null, folder["keys/hook"], null)), settings.Alarms.Channels[0].Webhook);
        Assert.Equal((true, 587, true, new SettingText(null, null, "MAIL_KEY")),
            (settings.Alarms.Channels[1].IsForEscalation, settings.Alarms.Channels[1].Mail!.Port, settings.Alarms.Channels[1].Mail!.Encrypted, settings.Alarms.Channels[1].Mail!.Password!));
        Assert.Equal(new(new(null, folder["keys/ping"], null), DeadManMoment.Tick), settings.DeadMan);
        Assert.Equal(new(new("http://127.0.0.1:4318"), TimeSpan.FromSeconds(10)), settings.Telemetry);
        Assert.Equal((InstallationKind.Test, folder["own"], true), (settings.Environment!.Value, settings.Site, settings.Dashboard));
        Assert.Equal(new(2, 7), settings.Freshness);
        Assert.Equal(["10.0.0.5", "::1"], settings.Proxies.Select(p => p.ToString()));
        Assert.Equal(new() { Folder = folder["trail"], Keep = TimeSpan.FromDays(2190), Lines = folder["logs/audit.jsonl"], Log = true, Anchors = new(new("https://vault.example.org/anchors", null, null), null, null) }, settings.Audit);
    }

    [Fact]
    public void What_is_said_of_signing_in_is_read()
    {
        using var folder = Some.Folder();
        var settings = Read(folder, Whole, out _)!.SignIn;
        Assert.Equal(("X-Remote-User", "clinical-lead administrator"), (settings.Header, settings.CodeFor.ToString()));
        var provider = settings.OpenId!;
        Assert.Equal(("https://login.example.org/realms/hospital", "opportune", new(null, folder["keys/oidc"], null), "hospital account", "roles", TimeSpan.FromHours(8)),
            (provider.Authority.AbsoluteUri, provider.ClientId, provider.Secret, provider.Name, provider.GroupsClaim, provider.MaxAge!.Value));
        Assert.Equal(["profile"], provider.Scopes);
        Assert.Null(provider.Groups.GrantsOf(["north", "one", "qi-all"]));
        Assert.Equal(new(Role.Reviewer, Scope.Of(["North"], ["p-1"])), provider.Groups.GrantsOf(["qi 2", "north", "one", "x"]));
        Assert.Equal(new(Roles.Of([Role.Reviewer, Role.Auditor]), Scope.All) { MayOpenRestricted = true }, provider.Groups.GrantsOf(["qi", "privacy", "north", "qi-all"]));
        // A role without a place is a role with nobody's patients.
        Assert.Equal(new(Role.Reviewer, Scope.None), provider.Groups.GrantsOf(["qi"]));
    }

    [Fact]
    public void Of_what_is_tried_out_nobody_outside_is_told()
    {
        using var folder = Some.Folder();
        var settings = Read(folder, Whole, out _)!;
        Assert.Equal(["channel team", "channel on-call", "the dead man's switch", "the copy of the anchors"], settings.ToldOutside());
        Assert.Empty(settings.Unheard().ToldOutside());
        Assert.Equal((settings.Alarms.QuietHours, settings.Audit.Folder, settings.Telemetry), (settings.Unheard().Alarms.QuietHours, settings.Unheard().Audit.Folder, settings.Unheard().Telemetry));
    }

    [Fact]
    public void What_is_not_said_is_as_usual()
    {
        using var folder = Some.Folder();
        Assert.Equal(new ServeSettings { Out = folder["out"] }.ToString(), Read(folder, "out: out", out _)!.ToString());
    }

    [Theory]
    [InlineData("threads: 2", "threads: 0", "4:10: 'threads' must be a whole number from 1")]
    [InlineData("proxies: [10.0.0.5,", "proxies: [proxy.example.org,", "17:11: 'proxy.example.org' is no address; write the numbers of the proxy's, such as 10.0.0.5")]
    [InlineData("environment: test", "environment: tset", "37:14: unknown environment 'tset'; did you mean 'test'?")]
    [InlineData("grace: 45s", "grace: 45", "6:8: 'grace' must be a length of time such as 30s, 90m, 6h or 14d")]
    [InlineData("grace: 45s", "grase: 45s", "6:1: unknown key 'grase'; did you mean 'grace'?")]
    [InlineData("https://chat.example.org/hook", "http://chat.example.org/hook", "12:35: 'url' must be an https address, or an http address of this machine (127.0.0.1)")]
    [InlineData("secret-file: keys/hook", "secret: abc", "12:90: a secret is not written here: name the file that holds it (secret-file) or an environment variable (secret-env)")]
    [InlineData("password-env: MAIL_KEY", "password: abc", "13:141: a secret is not written here: name the file that holds it (password-file) or an environment variable (password-env)")]
    [InlineData("to: [a@example.org]", "to: [nobody]", "13:47: 'nobody' is no mail address")]
    [InlineData("name: on-call, escalation: true", "name: team", "13:14: there is a channel 'team' already")]
    [InlineData("name: team,", "name: team, escalation: true,", "12:5: every channel is for escalation: nobody would be told of an alarm at first")]
    [InlineData("from: opportune@", "encrypted: false, from: opportune@", "13:85: without encryption only a mail server on this machine may be used")]
    [InlineData("\"06:30\"", "\"21:00\"", "10:36: quiet hours that end when they begin would never end")]
    [InlineData("America/Chicago", "CST6", "10:56: 'time-zone' must be an IANA zone such as Europe/Berlin or UTC")]
    [InlineData("after: tick", "after: tock", "14:40: unknown after 'tock'; did you mean 'tick'?")]
    [InlineData("refuse-after-days: 7", "refuse-after-days: 1", "16:55: 'refuse-after-days' is at least 'confirm-after-days': what is refused is not asked for")]
    [InlineData("confirm-after-days: 2", "confirm-after-days: -2", "16:33: 'confirm-after-days' must be a whole number from 0")]
    [InlineData("url-file: keys/ping, ", "", "14:11: 'url' is missing (or url-file, url-env): the address to ask for")]
    [InlineData("\"http://127.0.0.1:4318\"", "here", "15:23: 'endpoint' must be the address of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318")]
    [InlineData("https://login.", "http://login.", "23:16: 'authority' must be the provider's issuer: an https address, or an http address of this machine (127.0.0.1)")]
    [InlineData("client-secret-file: keys/oidc", "client-secret: abc", "25:5: a secret is not written here: name the file that holds it (client-secret-file) or an environment variable (client-secret-env)")]
    [InlineData("client-secret-file: keys/oidc", "", "23:5: 'client-secret-file' (or client-secret-env) is missing")]
    [InlineData("{reviewer: [qi, ", "{revewer: [qi, ", "31:15: there is no role 'revewer'; known are viewer, reviewer, clinician, clinical-lead, administrator, auditor")]
    [InlineData("[administrator, clinical-lead]", "[boss]", "20:3: there is no role 'boss'; known are viewer, reviewer, clinician, clinical-lead, administrator, auditor")]
    [InlineData("proxies: [10.0.0.5, \"::1\"]", "", "21:11: 'header' is believed only from a proxy: name its address under 'proxies' too")]
    public void A_slip_is_told_with_its_place(string passage, string slip, string expected)
    {
        using var folder = Some.Folder();
        Assert.Contains(passage, Whole);
        Read(folder, Whole.Replace(passage, slip, StringComparison.Ordinal), out var problems);
        Assert.Equal(string.Join('\n', expected.Split('|').Select(e => $"opportune.yaml:{e}")), problems);
    }

    [Fact]
    public void Every_setting_that_is_read_is_told_in_the_documented_file_and_no_other()
    {
        var read = Keys(SettingsFile.Schema(), "").Select(SettingsGuide.Stem).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.InRange(read.Count, 50, int.MaxValue);
        Assert.Equal(read, SettingsGuide.All.Select(s => SettingsGuide.Stem(s.Key)).Distinct().Order(StringComparer.Ordinal));
        Assert.All(SettingsGuide.All.Where(s => s.Value is not null && !s.Key.Contains("channels[]", StringComparison.Ordinal) && !s.IsExample), s => Assert.NotEqual("", s.Means));
    }

    [Fact]
    public void The_documented_file_is_one_as_it_is_and_with_every_line_of_it_in_force()
    {
        using var folder = Some.Folder();
        Assert.Equal(new ServeSettings { Database = $"sqlite:{folder["state/opportune.db"]}", Out = folder["out"] }.ToString(), Read(folder, SettingsGuide.Text, out var problems)!.ToString());
        Assert.Equal("", problems);
        Assert.NotNull(Read(folder, SettingsGuide.Whole, out problems)!.SignIn.OpenId);
        Assert.Equal("", problems);
    }

    [Fact]
    public void What_the_documented_file_calls_usual_is()
    {
        using var folder = Some.Folder();
        var usual = SettingsGuide.All.Where(s => s is { IsExample: false, Value: not null }).ToList();
        Assert.InRange(usual.Count, 9, int.MaxValue);
        var text = string.Join('\n', usual.GroupBy(s => s.Key.Contains('.', StringComparison.Ordinal) ? s.Key[..s.Key.IndexOf('.')] : "")
            .Select(g => g.Key.Length == 0 ? string.Join('\n', g.Select(s => $"{s.Key}: {s.Value}")) : $"{g.Key}: {{{string.Join(", ", g.Select(s => $"{s.Key[(s.Key.IndexOf('.') + 1)..]}: \"{s.Value}\""))}}}"));
        var read = Read(folder, text, out var problems)!;
        Assert.Equal("", problems);
        Assert.Empty(read.Alarms.Channels);
        Assert.Equal(new ServeSettings().ToString(), (read with { Alarms = read.Alarms with { Channels = new AlarmSettings().Channels } }).ToString());
    }

    private static IEnumerable<string> Keys(JsonNode schema, string before)
    {
        if (schema["anyOf"] is JsonArray either)
        {
            foreach (var key in either.SelectMany(one => Keys(one!["items"] ?? one, before)).Distinct())
                yield return key;
            yield break;
        }
        foreach (var (name, inner) in schema["properties"]?.AsObject() ?? [])
        {
            var below = Keys(inner!, $"{before}{name}{(inner!["anyOf"] is null ? "." : "[].")}").ToList();
            // A list of texts, and a table whose keys the site chooses, are told as one.
            yield return before + name;
            foreach (var key in below)
                yield return key;
        }
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        using var folder = Some.Folder();
        var problems = new Problems();
        Assert.Null(SettingsFile.Read(folder["none.yaml"], problems));
        Assert.EndsWith("none.yaml: there is no such file; name the settings with --settings FILE", problems.All.Single().ToString(), StringComparison.Ordinal);
    }

    private static ServeSettings? Read(TemporaryFolder folder, string text, out string told)
    {
        File.WriteAllText(folder["opportune.yaml"], text);
        var problems = new Problems();
        var settings = SettingsFile.Read(folder["opportune.yaml"], problems);
        told = string.Join('\n', problems.All.Select(p => p with { File = "opportune.yaml" }));
        return settings;
    }
}
