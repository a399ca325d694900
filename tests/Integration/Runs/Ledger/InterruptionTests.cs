using System.Diagnostics;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Ledger;

/// <summary>Runs that are stopped, killed, or meet another: the list stays whole, and the next run puts the rest in order.</summary>
public sealed class InterruptionTests(InterruptionTests.Hospital hospital) : IClassFixture<InterruptionTests.Hospital>, IDisposable
{
    private const int Kills = 10;
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_second_run_is_refused_and_a_cancelled_one_stops_within_seconds(DatabaseEngine engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        await using var fresh = await BothEngines.Fresh(engine);
        var cli = new LedgerCli(fresh, hospital.Folder, _folder["out"]);
        using var process = await Begin(cli);
        // It rests while the others speak, so that it cannot be over before they have.
        await Signal(process, "-STOP");
        var second = await cli.Night();
        Assert.Equal(2, second.ExitCode);
        var id = await cli.Fact("run_id");
        Assert.Contains(id!, Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, (await cli.Runs("cancel", id!)).ExitCode);
        await Signal(process, "-CONT");
        var first = await Cli.Finish(process);
        Assert.Equal(130, first.ExitCode);
        Assert.Equal("cancelled", await cli.Fact("state", id!));
        Assert.Contains("nothing was published", await cli.Fact("state_reason", id!), StringComparison.Ordinal);
        Assert.Empty(cli.Folders);
        Assert.Equal(2, (await cli.Runs("cancel", id!)).ExitCode);
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Runs_killed_at_any_moment_leave_the_old_list_or_the_new_one_and_the_next_recovers(DatabaseEngine engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        await using var fresh = await BothEngines.Fresh(engine);
        var cli = new LedgerCli(fresh, hospital.Folder, _folder["out"]);
        Assert.Equal(0, (await cli.Night()).ExitCode);
        var list = await cli.List();
        var clock = Stopwatch.StartNew();
        using (var whole = await Begin(cli))
        {
            clock.Restart();
            Assert.Equal(0, (await Cli.Finish(whole)).ExitCode);
        }
        var rest = clock.Elapsed;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = await Begin(cli);
            // The last ones when it publishes, or has.
            await Task.Delay(rest * kill * 1.2 / Kills, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(list, await cli.List());
        }
        var last = await cli.Night();
        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Equal(list, await cli.List());
        Assert.Equal(0, await cli.Count("select count(*) from runs where state in ('queued', 'running')"));
        Assert.Equal(await cli.Count("select count(*) from runs where state = 'succeeded'"), cli.Folders.Length);
        Assert.Equal(await cli.Count("select count(*) from runs where folder is not null"), cli.Folders.Length);
        Assert.True(await cli.Count("select count(*) from runs where state_reason = 'the process ended without a word'") > 0, "every run was over before it was killed");
    }

    [Fact]
    public async Task A_full_disk_fails_the_run_clearly_and_leaves_the_list()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting a small disk takes root on Linux");
        new TinyHospital().WriteTo(_folder["in"]);
        var disk = Directory.CreateDirectory(_folder["disk"]).FullName;
        var app = $"dotnet {Path.Combine(AppContext.BaseDirectory, "Opportune.App.dll")}";
        var night = $"{app} run nightly -q --as-of {TinyHospital.AsOf} --input {_folder["in"]} --out {disk}/out --database sqlite:{_folder["state.db"]}";
        var script = $"""
            mount -t tmpfs -o size=512k tmpfs {disk}
            {night} || exit 90
            find {disk}/out -type f | sort | xargs sha256sum > {_folder["before"]}
            head -c 1000000 /dev/zero > {disk}/full 2>/dev/null
            {night}
            code=$?
            sha256sum -c --quiet {_folder["before"]} || exit 91
            [ $(ls -A {disk}/out/runs | wc -l) = 1 ] || exit 92
            rm {disk}/full
            {night} || exit 93
            [ $(ls -A {disk}/out/runs | wc -l) = 2 ] || exit 94
            exit $code
            """;
        var start = new ProcessStartInfo("unshare", ["-m", "sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var result = await Cli.Finish(process);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("space", Assert.Single(result.ErrorLines), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    // Started, and far enough that it scans.
    private static async Task<Process> Begin(LedgerCli cli)
    {
        var process = Cli.Start(cli.LoudNight);
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("scan", StringComparison.Ordinal))
        {
        }
        return process;
    }

    /// <summary>A hospital that takes a while, made once.</summary>
    public sealed class Hospital : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = Some.Folder();

        public string Folder => _folder["in"];

        public async ValueTask InitializeAsync() =>
            Assert.Equal(0, (await Cli.Run("synth", "-q", "--patients", "15000", "--seed", "8", "--out", Folder)).ExitCode);

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
