using System.Diagnostics;
using System.Globalization;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Synth;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Runs;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>
/// Four workers on one run, disturbed at random. A small one in every test run; <c>bash tests/run.sh cluster 50000000</c> for a large
/// one. The seed is printed and can be given again.
/// </summary>
public sealed class StormTests : IDisposable
{
    private const long UsualFindings = 40_000;
    private const int Workers = 4;

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_paused_and_cut_off_workers_publish_what_one_process_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        var isLarge = Setting("OPPORTUNE_CLUSTER_FINDINGS") is not null;
        var findings = Setting("OPPORTUNE_CLUSTER_FINDINGS") ?? UsualFindings;
        var seed = (int)(Setting("OPPORTUNE_CLUSTER_SEED") ?? Random.Shared.Next());
        Tell($"{findings:N0} findings, seed {seed}");
        if (!Directory.Exists(Input))
            Hospital.WriteBench(findings, 5, isLarge ? Input : _folder["whole"]);
        // A large table has many row groups; of a small one files make as many units.
        if (!isLarge)
            SplitTables.Into(_folder["whole"], Input, 12, ".parquet");
        await using var one = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        var alone = Stopwatch.StartNew();
        // Everything it reads is read by the workers too, on the same machine: its time is told, not compared.
        Assert.Equal(0, await Alone(one.Url));
        Tell($"one process: {alone.Elapsed.TotalSeconds:0.0} s");
        var expected = Directory.GetDirectories(Path.Combine(_folder["expected"], "runs")).Single();

        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await ClusterHospital.Queue(fresh, "run", Hospital.BenchAsOf, Input, _folder["out"]);
        var shared = Stopwatch.StartNew();
        await using (var storm = new ClusterStorm(fresh, _folder["shared"], Workers, TimeSpan.FromSeconds(isLarge ? 15 : 4), TimeSpan.FromSeconds(isLarge ? 60 : 5), TimeSpan.FromMinutes(isLarge ? 120 : 10), seed, isLarge ? [] : ["--unit-work", "20000"]))
        {
            await storm.Run("run");
            Tell($"{Workers} workers: {shared.Elapsed.TotalSeconds:0.0} s, {storm.Kills} kills, {storm.Pauses} pauses, {storm.Cuts} cuts");
            Assert.True(storm.Kills + storm.Pauses + storm.Cuts > 0, "the run was over before anybody was disturbed");
        }
        await using var connection = await fresh.Connect();
        var (units, attempts) = Dapper.SqlMapper.QuerySingle<(long, long)>(connection, "select count(*), cast(sum(attempt) as bigint) from run_partitions");
        Tell($"{units} units, {attempts} attempts");
        await ClusterHospital.AssertSame(fresh, "run", expected);
        Assert.Equal(await ClusterHospital.People(one), await ClusterHospital.People(fresh));
        Tell("published what one process does, byte by byte; each unit counted once");
    }

    private async Task<int> Alone(string url)
    {
        using var process = Cli.Start(["run", "nightly", "-q", "--as-of", $"{Hospital.BenchAsOf:yyyy-MM-dd}", "--input", Input, "--out", _folder["expected"], "--database", url, "--jobs", ShippedJobs.Folder]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    // Fifty million findings take longer to invent than to run over: a folder may be named that keeps them.
    private string Input => Environment.GetEnvironmentVariable("OPPORTUNE_CLUSTER_INPUT") ?? _folder["in"];

    private static long? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    // The long version is watched while it goes on.
    private static void Tell(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Setting("OPPORTUNE_CLUSTER_FINDINGS") is not null)
            Console.Error.WriteLine(line);
    }
}
