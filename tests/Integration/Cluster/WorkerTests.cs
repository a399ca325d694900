using System.Diagnostics;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Runs.Ledger;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>Workers as processes of their own, through the engine that was built, on one PostgreSQL.</summary>
public sealed class WorkerTests(ClusterHospital hospital) : IClassFixture<ClusterHospital>, IDisposable
{
    // What an engine wrote of the three messages beside each, whether or not anybody has taken it.
    private static readonly Dictionary<string, string> Names = new()
    {
        ["QuartzDispatcher"] = """
            select count(*) from qrtz_job_details where job_class_name in ('Opportune.QuartzDispatch.StartRunJob, Opportune.QuartzDispatch',
                'Opportune.QuartzDispatch.RunPartitionJob, Opportune.QuartzDispatch', 'Opportune.QuartzDispatch.FinishRunJob, Opportune.QuartzDispatch')
            """,
        ["HangfireDispatcher"] = """
            select count(distinct invocationdata ->> 'Method') from hangfire.job
            where invocationdata ->> 'Type' = 'Opportune.Runs.RunMessages, Opportune.Runs' and invocationdata ->> 'Method' in ('StartRun', 'RunPartition', 'FinishRun')
            """,
    };

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_workers_share_a_run_and_leave_when_they_are_told_to()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await using var one = Start(fresh.Url);
        await using var two = Start(fresh.Url);
        await one.Says("takes work");
        await two.Says("takes work");
        await hospital.Queue(fresh, "run", _folder["out"]);
        await Ended(fresh, "run", one, two);
        await hospital.AssertAsExpected(fresh, "run");
        Assert.Equal(2, await Count(fresh, "select count(distinct worker) from run_partitions"));
        Assert.Equal(2, await Count(fresh, "select count(*) from workers where state = 'working'"));
        Assert.Equal(
            ["plan", "scan", "gather", "count", "evaluate", "compare", "care", "tables", "lists", "people", "finish"],
            (await fresh.Database.Read(c => RunCatalog.Partitions(c, "run"), TestContext.Current.CancellationToken)).Select(p => p.Step).Distinct());
        Assert.Contains("of the workers that shared it", (await Cli.Run("runs", "show", "run", "--database", fresh.Url)).Output, StringComparison.Ordinal);
        // Stable names, without a version: a message outlives the program that sent it.
        Assert.Equal(3, await Count(fresh, Names[typeof(Dispatcher).Name]));
        Assert.Equal((0, 0), (await one.Leave(), await two.Leave()));
        Assert.Equal(2, await Count(fresh, "select count(*) from workers where state = 'gone'"));
    }

    [Fact]
    public async Task A_worker_that_is_told_to_leave_in_the_middle_hands_its_unit_to_another()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await hospital.Queue(fresh, "run", _folder["out"]);
        await using var one = Start(fresh.Url, "--grace", "1s");
        await one.Says("(scan) done");
        Assert.Equal(0, await one.Leave());
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where state = 'running' or failures > 0"));
        await using var two = Start(fresh.Url);
        await Ended(fresh, "run", two);
        await hospital.AssertAsExpected(fresh, "run");
    }

    [Fact]
    public async Task A_worker_that_was_paused_for_longer_than_its_lease_comes_to_nothing_and_harms_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await hospital.Queue(fresh, "run", _folder["out"]);
        await using var paused = Start(fresh.Url, "--lease", "3s");
        // It holds a unit when it is paused.
        await Soon.Until(async () => await Count(fresh, "select count(*) from run_partitions where state = 'running'") > 0, () => paused.Log);
        await paused.Pause();
        await using var other = Start(fresh.Url, "--lease", "3s");
        await Ended(fresh, "run", paused, other);
        await paused.Continue();
        await hospital.AssertAsExpected(fresh, "run");
        Assert.Equal(0, await paused.Leave());
        await hospital.AssertAsExpected(fresh, "run");
        await WorkFolderIsGone("run");
    }

    [Fact]
    public async Task Whoever_freezes_in_the_middle_of_a_transaction_holds_nobody_up_for_long()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await hospital.Queue(fresh, "run", _folder["out"]);
        await using var connection = await fresh.Database.Connect(TestContext.Current.CancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(1, await Dapper.SqlMapper.ExecuteAsync(connection, "update runs set state_reason = 'frozen' where run_id = 'run'", transaction: transaction));
            await using var worker = Start(fresh.Url);
            await Ended(fresh, "run", worker);
            var fault = await Record.ExceptionAsync(() => transaction.CommitAsync(TestContext.Current.CancellationToken));
            Assert.True(DatabaseFault.IsTransient(fault!), $"{fault}");
        }
        await hospital.AssertAsExpected(fresh, "run");
    }

    [Fact]
    public async Task A_cancelled_run_stops_on_all_workers_within_seconds()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await hospital.Queue(fresh, "run", _folder["out"]);
        await using var one = Start(fresh.Url);
        await using var two = Start(fresh.Url);
        await WorkerProcess.OneSays("unit", one, two);
        Assert.Equal(0, (await new LedgerCli(fresh, "", "").Runs("cancel", "run")).ExitCode);
        var asked = Stopwatch.GetTimestamp();
        await Ended(fresh, "run", one, two);
        var run = (await fresh.Database.Read(connection => RunCatalog.Find(connection, "run"), TestContext.Current.CancellationToken))!;
        Assert.Equal(RunStates.Cancelled, run.State);
        Assert.Matches(@"^cancelled by .+; \d+ of \d+ units were done, nothing was published$", run.StateReason!);
        await WorkFolderIsGone("run");
        TestContext.Current.TestOutputHelper!.WriteLine($"stopped after {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s");
        Assert.False(Directory.Exists(Path.Combine(_folder["out"], "runs", "run")));
    }

    [Fact]
    public async Task A_database_that_is_restarted_in_the_middle_is_waited_for()
    {
        await using var server = await PrivateServer.Start();
        var url = $"{server.Url}/postgres";
        await using var fresh = new FreshDatabase(url, () => Task.CompletedTask);
        await BothEngines.Make(url);
        await fresh.Open();
        await ClusterHospital.NameEntries(fresh);
        await using var one = Start(url);
        await using var two = Start(url);
        await hospital.Queue(fresh, "run", _folder["out"]);
        await WorkerProcess.OneSays("(scan) done", one, two);
        await server.Crash();
        await Ended(fresh, "run", one, two);
        await hospital.AssertAsExpected(fresh, "run");
    }

    [Fact]
    public async Task A_run_of_one_process_outlives_a_restart_of_its_database()
    {
        await using var server = await PrivateServer.Start();
        await using var fresh = new FreshDatabase($"{server.Url}/postgres", () => Task.CompletedTask);
        await BothEngines.Make(fresh.Url);
        await fresh.Open();
        await ClusterHospital.NameEntries(fresh);
        var cli = new LedgerCli(fresh, hospital.Input, _folder["out"]);
        using var process = Cli.Start(cli.LoudNight);
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("scan", StringComparison.Ordinal))
        {
        }
        await server.Crash();
        var result = await Cli.Finish(process);
        Assert.Equal(0, result.ExitCode);
        await hospital.AssertAsExpected(fresh, (await cli.Fact("run_id"))!, inUnits: false);
    }

    [Fact]
    public async Task A_worker_refuses_sqlite_and_a_folder_that_is_not_there()
    {
        Directory.CreateDirectory(_folder["shared"]);
        var sqlite = await Cli.Run("worker", "--database", $"sqlite:{_folder["state.db"]}", "--shared", _folder["shared"]);
        Assert.Equal(2, sqlite.ExitCode);
        Assert.Contains("PostgreSQL only", Assert.Single(sqlite.ErrorLines), StringComparison.Ordinal);
        var folder = await Cli.Run("worker", "--database", $"{BothEngines.Server}/postgres", "--shared", _folder["nowhere"]);
        Assert.Equal(2, folder.ExitCode);
        Assert.Contains("--shared", Assert.Single(folder.ErrorLines), StringComparison.Ordinal);
        var lease = await Cli.Run("worker", "--database", $"{BothEngines.Server}/postgres", "--shared", _folder["shared"], "--lease", "soon");
        Assert.Equal(2, lease.ExitCode);
        Assert.Contains("30s or 5m", Assert.Single(lease.ErrorLines), StringComparison.Ordinal);
    }

    private WorkerProcess Start(string url, params string[] more)
    {
        Directory.CreateDirectory(_folder["shared"]);
        return WorkerProcess.Start(url, _folder["shared"], ["--threads", "1", "--unit-work", $"{ClusterHospital.UnitWork}", .. more]);
    }

    private static Task Ended(FreshDatabase fresh, string run, params WorkerProcess[] workers) =>
        Soon.Until(async () => await fresh.Database.Read(connection => RunCatalog.Find(connection, run)!.State) is not (RunStates.Queued or RunStates.Running),
            () => string.Join("\n--\n", workers.Select(w => w.Log)));

    private Task WorkFolderIsGone(string run) => Soon.Until(() => !Directory.Exists(Path.Combine(_folder["shared"], "work", run)));

    private static async Task<long> Count(FreshDatabase fresh, string sql)
    {
        await using var connection = await fresh.Connect();
        return Dapper.SqlMapper.ExecuteScalar<long>(connection, sql);
    }
}
