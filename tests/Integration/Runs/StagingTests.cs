using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>What a killed run leaves: never half a run, and nothing that the next run does not clear away.</summary>
public sealed class StagingTests : IDisposable
{
    private const int Kills = 10;

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_staging_folder_of_a_killed_run_is_removed_by_the_next_and_that_of_a_living_one_stays()
    {
        new TinyHospital().WriteTo(_folder["in"]);
        var (dead, alive) = (Path.Combine(_folder["out"], ".staging-dead"), Path.Combine(_folder["out"], ".staging-alive"));
        foreach (var staging in new[] { dead, alive })
        {
            Directory.CreateDirectory(staging);
            await File.WriteAllTextAsync(Path.Combine(staging, "gaps.parquet"), "half a file", TestContext.Current.CancellationToken);
        }
        await File.WriteAllTextAsync(Path.Combine(dead, ".lock"), "", TestContext.Current.CancellationToken);
        using (new FileStream(Path.Combine(alive, ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            await RunToTheEnd();
            Assert.Equal([alive], Directory.GetDirectories(_folder["out"]));
            Assert.Equal("half a file", await File.ReadAllTextAsync(Path.Combine(alive, "gaps.parquet"), TestContext.Current.CancellationToken));
        }
        // Its run ended without a word.
        await RunToTheEnd();
        Assert.Empty(Directory.GetDirectories(_folder["out"]));
    }

    [Fact]
    public async Task A_run_killed_at_any_time_leaves_a_whole_run_and_the_next_one_succeeds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        Assert.Equal(0, (await Cli.Run("synth", "-q", "--patients", "2000", "--seed", "6", "--out", _folder["in"])).ExitCode);
        var rest = await Time();
        var previous = WholeRun();
        var (kept, none) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var process = await StartAndAwaitScan())
            {
                // The last ones when it publishes, or has.
                await Task.Delay(rest * kill * 1.3 / Kills, TestContext.Current.CancellationToken);
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            var now = WholeRun();
            (kept, none) = (kept + (now == previous ? 1 : 0), none + (now is null ? 1 : 0));
            previous = now;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills within {rest.TotalMilliseconds:F0} ms: {kept} kept the old run, {none} left none, {Kills - kept - none} came too late");
        Assert.True(kept > 0, "every run was over before it was killed");
        // Between two renames there is no run, and readers are told so: by design, and hard to hit.
        Assert.True(none <= 1, $"{none} of {Kills} kills left no run");
        await RunToTheEnd();
        Assert.NotEqual(previous, WholeRun() ?? "none");
        Assert.Equal(7, Directory.GetFileSystemEntries(_folder["out"]).Length);
    }

    private string[] Arguments => ["run", "nightly", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"]];

    private async Task RunToTheEnd()
    {
        var result = await Cli.Run([.. Arguments, "-q"]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    private async Task<Process> StartAndAwaitScan()
    {
        var process = Cli.Start(Arguments);
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("scan", StringComparison.Ordinal))
        {
        }
        return process;
    }

    // How long a run takes from its first word to its end.
    private async Task<TimeSpan> Time()
    {
        using var process = await StartAndAwaitScan();
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, (await Cli.Finish(process)).ExitCode);
        return clock.Elapsed;
    }

    // The id of the run in the folder, with every file that it names as it names it; null where there is no run.
    private string? WholeRun()
    {
        var manifest = Path.Combine(_folder["out"], "run.json");
        if (!File.Exists(manifest))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (var output in json.RootElement.GetProperty("outputs").EnumerateObject())
            Assert.Equal(output.Value.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder["out"], output.Name)))));
        return json.RootElement.GetProperty("run").GetProperty("id").GetString();
    }
}
