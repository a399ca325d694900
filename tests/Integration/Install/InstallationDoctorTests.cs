using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Serving;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Install;

/// <summary><c>doctor --install</c>: what is wrong with an installation is told in a line with how to mend it.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallationDoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_thing_that_is_wrong_is_one_line()
    {
        Directory.CreateDirectory(_folder["out"], (UnixFileMode)0b111_101_101);
        File.WriteAllText(_folder["key"], "secret");
        File.SetUnixFileMode(_folder["key"], (UnixFileMode)0b110_100_100);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var mail = ((IPEndPoint)silent.LocalEndpoint).Port;
        silent.Stop();
        await using var plain = new MailCatcher();
        var wrong = await Wrong(new()
        {
            Out = _folder["out"],
            Jobs = ShippedJobs.All,
            Database = $"sqlite:{_folder["none/state.db"]}",
            Listen = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}",
            Health = new() { LeastSpace = long.MaxValue },
            DeadMan = new(new(null, _folder["nothing"], null), DeadManMoment.Run),
            Alarms = new()
            {
                QuietHours = new(new(21, 0), new(6, 0), "Nowhere/Town"),
                Channels =
                [
                    new() { Name = "a", Mail = new() { Server = "127.0.0.1", Port = mail, From = "o@example.org", To = ["t@example.org"], User = "o", Password = new(null, _folder["key"], null) } },
                    new() { Name = "b", Mail = new() { Server = "127.0.0.1", Port = plain.Port, From = "o@example.org", To = ["t@example.org"] } },
                ],
            },
        }, new("https://127.0.0.1:1"));
        foreach (var (name, says) in new[]
        {
            ("settings", "copy opportune.example.yaml"), ("out", "chmod 700"), ("secret", "cannot read"), ("secret", "chmod 640"), ("port", "belongs to another program"), ("certificate of 127.0.0.1", "does not answer"),
            ("disk", "make room"), ("time zone", "Nowhere/Town"), ($"mail server 127.0.0.1:{mail}", "does not answer"), ($"mail server 127.0.0.1:{plain.Port}", "does not offer STARTTLS"), ("database", "is not there"),
        })
            Assert.Contains(wrong, c => c.Name == name && c.Says.Contains(says, StringComparison.Ordinal));
        Assert.All(wrong, c => Assert.DoesNotContain('\n', c.Says));
        // A service that cannot answer there begins nothing, and says one line.
        var second = await Cli.Run("serve", "--database", $"sqlite:{_folder["beside/state.db"]}", "--out", _folder["beside/out"], "--jobs", ShippedJobs.All, "--listen", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(2, second.ExitCode);
        Assert.Matches("^opportune: --listen: http://127.0.0.1:[0-9]+ is taken, by another 'serve' or another program; ", Assert.Single(second.ErrorLines));
        Directory.Delete(_folder["beside"], recursive: true);
        // What was looked at is as it was.
        Assert.Equal(["key", "out"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(plain.All);
    }

    [Fact]
    public async Task An_installation_as_it_should_be_has_nothing_to_mend_but_what_is_of_the_machine()
    {
        Directory.CreateDirectory(_folder["out"], (UnixFileMode)0b111_000_000);
        File.WriteAllText(_folder["opportune.yaml"], "environment: test");
        var wrong = await Wrong(new() { Environment = InstallationKind.Test, Out = _folder["out"], Jobs = ShippedJobs.All, Database = $"sqlite:{_folder["state.db"]}", Listen = "http://127.0.0.1:0" }, null, _folder["opportune.yaml"]);
        Assert.DoesNotContain(wrong, c => c.Name is not ("account" or "program" or "time server"));
        var open = await Wrong(new() { Environment = InstallationKind.Production, Out = _folder["out"], Jobs = _folder["no-jobs"], Listen = "http://0.0.0.0:0" }, null, _folder["opportune.yaml"]);
        Assert.Contains(open, c => c.Name == "TLS" && c.Says.Contains("put a proxy with TLS before it", StringComparison.Ordinal));
        Assert.Contains(open, c => c.Name == "alarms");
        Assert.Contains(open, c => c.Name == "rules" && c.Says.Contains("there is no folder", StringComparison.Ordinal));
        Assert.Contains(open, c => c.Name == "database" && c.Says.Contains("none is named", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_on_a_server_is_looked_over_and_who_signs_in_to_it_as_its_master_is_told()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        // People signed in, and 'out' lies elsewhere now.
        await fresh.Database.Write(c => Dapper.SqlMapper.Execute(c, "insert into users (user_id, name, display_name, roles, scope, stamp, failures, may_open_restricted, created_at, created_by, seen_at) values ('u', 'vera', 'Vera', 'viewer', 'all', 's', 0, 0, now(), 'tests', now())"), TestContext.Current.CancellationToken);
        var checks = await new InstallationDoctor(new() { Database = fresh.Url, Out = _folder["moved"], Listen = "http://127.0.0.1:0", Jobs = ShippedJobs.All }, null, TimeProvider.System).Examine(null, TestContext.Current.CancellationToken);
        Assert.Contains(checks, c => c is { Name: "database: schema", Holds: true });
        Assert.Contains(checks, c => c is { Name: "keys", Holds: false } && c.Says.Contains("copy the folder 'keys' of the old one there", StringComparison.Ordinal));
        var started = await Cli.Run("serve", "--database", fresh.Url, "--out", _folder["moved"], "--jobs", ShippedJobs.All, "--listen", "http://127.0.0.1:0");
        Assert.Equal((2, true), (started.ExitCode, Assert.Single(started.ErrorLines).Contains("'serve --new-keys' once makes others", StringComparison.Ordinal)));
        Assert.Contains(checks, c => c is { Name: "database: rights", Holds: false } && c.Says.Contains("opportune_service", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<DatabaseCheck>> Wrong(ServeSettings settings, Uri? address, string? file = null) =>
        [.. (await new InstallationDoctor(settings, file, TimeProvider.System).Examine(address, TestContext.Current.CancellationToken)).Where(c => !c.Holds)];
}
