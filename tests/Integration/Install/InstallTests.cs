using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Install;

/// <summary>
/// The archive as a hospital meets it: on a machine of its own, in namespaces without network and without .NET, it is installed, runs, is upgraded, goes back and
/// is taken away again. The next version is this one with a migration more, another version number and a rule that ships changed.
/// </summary>
public sealed class InstallTests : IDisposable
{
    private const string Next = "99.0.0";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_installs_runs_upgrades_goes_back_and_leaves_without_network_or_dotnet_and_nothing_of_the_site_is_lost()
    {
        await Succeeds("bash", Path.Combine(Repository.Root, "src/App/Packaging/pack.sh"), "--out", _folder.Path, "linux-x64");
        var archive = Assert.Single(Directory.GetFiles(_folder.Path, "*.tar.gz"));
        Assert.Equal($"{Hash(archive)}  {Path.GetFileName(archive)}\n", await File.ReadAllTextAsync(_folder["SHA256SUMS"], TestContext.Current.CancellationToken));
        var version = Path.GetFileName(archive)["opportune-".Length..^"-linux-x64.tar.gz".Length];
        await MakeNext(archive, version);
        foreach (var script in new[] { "bare.sh", "story.sh" })
            File.Copy(Path.Combine(Repository.Root, "tests/Integration/Install", script), _folder[script]);
        var told = await Succeeds("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "bash", _folder["bare.sh"], _folder.Path, "story.sh");
        Assert.Equal(
        [
            "neither network nor .NET", $"installed {version}", "doctor finds nothing to mend", "the demo ran", "a night with live data", "rehearsed", $"upgraded to {Next}", "the older program is refused",
            $"rolled back to {version}", "rolled back on PostgreSQL, too", "uninstalled; the site's files are there",
        ], told.Split('\n').Where(l => l.StartsWith("-- ", StringComparison.Ordinal)).Select(l => l[3..]));
    }

    [Fact]
    public async Task Every_unit_says_what_systemd_understands()
    {
        // A container that builds has no systemd, and a test does not bring a machine another way of starting. Skipped is told as skipped.
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not installed here");
        var units = Directory.GetFiles(Path.Combine(Repository.Root, "src/App/Packaging/linux/systemd"));
        foreach (var unit in units)
            await File.WriteAllTextAsync(_folder[Path.GetFileName(unit)], (await File.ReadAllTextAsync(unit, TestContext.Current.CancellationToken)).Replace("/opt/opportune/current/opportune", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(4, units.Length);
        // It ends well where it only warns of a key that it does not know.
        Assert.Equal("", await Succeeds("sh", "-c", $"systemd-analyze verify --man=no {_folder.Path}/opportune* 2>&1"));
    }

    private async Task MakeNext(string archive, string version)
    {
        var folder = _folder[$"opportune-{Next}-linux-x64"];
        await Succeeds("tar", "xzf", archive, "-C", _folder.Path);
        Directory.Move(_folder[$"opportune-{version}-linux-x64"], folder);
        IsWhole(folder);
        var number = Directory.GetFiles(Path.Combine(Repository.Root, "sql/migrations/sqlite")).Length + 1;
        foreach (var (engine, table) in new[] { ("sqlite", "create table next_things (thing_id integer primary key) strict;\n"), ("postgresql", "create table next_things (thing_id bigint primary key);\n") })
        {
            Directory.CreateDirectory(_folder[$"sql/migrations/{engine}"]);
            await File.WriteAllTextAsync(_folder[$"sql/migrations/{engine}/{number:0000}_add_next_things.sql"], table, TestContext.Current.CancellationToken);
        }
        await File.WriteAllTextAsync(_folder["next.targets"], $"""
            <Project>
              <ItemGroup Condition="'$(MSBuildProjectName)' == 'Database'">
                <EmbeddedResource Include="{_folder["sql"]}/**/*.sql" LogicalName="%(RecursiveDir)%(Filename)%(Extension)" />
              </ItemGroup>
            </Project>
            """, TestContext.Current.CancellationToken);
        await Succeeds("dotnet", "build", Path.Combine(Repository.Root, "src/Database"), "-c", "Release", "-v", "quiet", "-clp:NoSummary", "-p:RunAnalyzers=false", $"-p:Version={Next}",
            $"-p:ArtifactsPath={_folder["made"]}", $"-p:CustomAfterMicrosoftCommonTargets={_folder["next.targets"]}", "-o", _folder["library"]);
        foreach (var library in new[] { "Opportune.Core.dll", "Opportune.Database.dll" })
            File.Copy(_folder[$"library/{library}"], Path.Combine(folder, "program", library), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "VERSION"), Next + "\n", TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(Path.Combine(folder, "program/jobs/measures/statin-review.yaml"), "# Another version.\n", TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(folder, "SHA256SUMS"),
            Files(folder).Select(f => $"{Hash(f)}  ./{Path.GetRelativePath(folder, f)}"), TestContext.Current.CancellationToken);
    }

    // What the archive says of itself is so.
    private static void IsWhole(string folder)
    {
        Assert.Equal(File.ReadLines(Path.Combine(folder, "SHA256SUMS")).Order(StringComparer.Ordinal), Files(folder).Select(f => $"{Hash(f)}  ./{Path.GetRelativePath(folder, f)}").Order(StringComparer.Ordinal));
        var bill = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "bill-of-materials.cdx.json")))!["components"]!.AsArray().Select(c => (string)c!["name"]!).ToList();
        Assert.Contains("Microsoft.NETCore.App.Runtime.linux-x64", bill);
        Assert.Contains("Microsoft.AspNetCore.App.Runtime.linux-x64", bill);
        Assert.Equal(bill.Order(StringComparer.Ordinal), Directory.GetDirectories(Path.Combine(folder, "licences")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("measures/dexa-review.yaml", Directory.GetFiles(Path.Combine(folder, "program/jobs"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Path.Combine(folder, "program/jobs"), f)));
    }

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => f != Path.Combine(folder, "SHA256SUMS"));

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    // Its output where it succeeds; what it said fails the test else.
    private static async Task<string> Succeeds(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]}: {output}{await error}");
        return output;
    }
}
