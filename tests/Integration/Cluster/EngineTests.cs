using Opportune.App;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Schedules;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Runs.Ledger;
using Opportune.Tests.Integration.Schedules;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>The engine that was built, whichever it is: what its messages do in this process, sent once, twice, late, or not at all. <see cref="WorkerTests"/> has processes of their own.</summary>
public sealed class EngineTests : IDisposable
{
    // Messages that the engine still has, to be taken now or later.
    private static readonly Dictionary<string, string> Waiting = new()
    {
        ["QuartzDispatcher"] = "select count(*) from qrtz_triggers",
        ["HangfireDispatcher"] = "select count(*) from hangfire.job where statename not in ('Succeeded', 'Deleted')",
    };

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_servers_that_hear_each_message_several_times_do_the_work_once()
    {
        await using var fresh = await Fresh(DatabaseEngine.PostgreSql);
        Directory.CreateDirectory(_folder["shared"]);
        await using var one = await Server.Listen(fresh, _folder["shared"]);
        await using var two = await Server.Listen(fresh, _folder["shared"]);
        await Queue(fresh, "run", RunKinds.Live, 0);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : two).Engine.StartRun("run", Cancel)));
        await Ended(fresh, "run");
        Assert.Equal((RunStates.Succeeded, RunWork.Shared, null), (await Find(fresh, "run") is var run ? (run.State, run.Work, run.StateReason) : default));
        var (lists, files) = (await Listed(fresh), Directory.GetFiles(run.Folder!).Length);
        // And when all is done, and for what never was.
        var heard = one.Heard + two.Heard;
        foreach (var unit in new[] { "-1", "0", "1", "9999", "none" })
            await two.Engine.RunPartition("run", unit, Cancel);
        await one.Engine.FinishRun("run", Cancel);
        await one.Engine.FinishRun("nowhere", Cancel);
        await Queue(fresh, "next", RunKinds.Live, 0);
        await two.Engine.StartRun("next", Cancel);
        await Ended(fresh, "next");
        Assert.Equal((lists, files), (await Listed(fresh), Directory.GetFiles(run.Folder!).Length));
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where attempt > 1"));
        Assert.Equal(1, await Count(fresh, "select count(*) from runs where run_id = 'next' and state = 'succeeded'"));
        Assert.True(one.Heard + two.Heard > heard);
        // Whose turn it is is chance; that both take part WorkerTests and the storm show.
        Assert.InRange(await Count(fresh, "select count(distinct worker) from run_partitions"), 1, 2);
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_backfill_comes_through_the_engine_and_touches_no_entry(DatabaseEngine database)
    {
        await using var fresh = await Fresh(database);
        await using var server = await Server.Listen(fresh, null);
        await Queue(fresh, "tonight", RunKinds.Live, 0);
        await server.Engine.StartRun("tonight", Cancel);
        await Ended(fresh, "tonight");
        var before = await Listed(fresh);
        await Queue(fresh, "last-month", RunKinds.Backfill, -30);
        await server.Engine.StartRun("last-month", Cancel);
        await Ended(fresh, "last-month");
        Assert.Equal((RunStates.Succeeded, RunStates.Succeeded), ((await Find(fresh, "tonight")).State, (await Find(fresh, "last-month")).State));
        Assert.NotEqual("", before);
        Assert.Equal(before, await Listed(fresh));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_paused_job_sends_nothing_until_it_is_resumed(DatabaseEngine database)
    {
        await using var rota = await Rota.On(database, "06-05 12:00");
        rota.Write("nightly", "cron: \"30 2 * * *\"\ntime-zone: UTC\n");
        await using var server = await Server.Listen(rota.Database, null, _ => throw new InputException("enough was heard"));
        var duty = new ScheduleDuty(rota.Database, rota.Settings, rota.Clock, server.Engine.StartRun);
        await LookAt("06-05 12:01");
        await LookAt("06-06 02:31");
        // It ends before the pause could let it go.
        await Soon.Until(async () => (await rota.LastRun("nightly")).State == RunStates.Failed);
        await rota.Desk.Pause("nightly", null, "ada", "the source is being rebuilt", Cancel);
        await LookAt("06-07 02:31");
        await LookAt("06-08 02:31");
        await rota.Desk.Resume("nightly", "ada", null, Cancel);
        await LookAt("06-09 02:31");
        // What was sent last was sent after all that was not to be.
        await Soon.Until(() => server.Heard == 2);
        Assert.Equal(["06-06 02:30 queued", "06-07 02:30 skipped paused", "06-08 02:30 skipped paused", "06-09 02:30 queued"], await rota.Decided("nightly"));
        Task LookAt(string now)
        {
            rota.Clock.Now = Rota.At(now);
            return duty.Look(Cancel);
        }
    }

    [Fact]
    public async Task A_cancelled_run_that_waits_is_not_begun_by_a_message_that_comes_late()
    {
        await using var fresh = await Fresh(DatabaseEngine.PostgreSql);
        await Queue(fresh, "run", RunKinds.Live, 0);
        Assert.Equal(0, (await new LedgerCli(fresh, "", "").Runs("cancel", "run")).ExitCode);
        await using var server = await Server.Listen(fresh, null);
        await server.Engine.StartRun("run", Cancel);
        await Queue(fresh, "next", RunKinds.Live, 0);
        await server.Engine.StartRun("next", Cancel);
        await Ended(fresh, "next");
        Assert.Equal((RunStates.Cancelled, RunStates.Succeeded), ((await Find(fresh, "run")).State, (await Find(fresh, "next")).State));
    }

    [Fact]
    public async Task A_message_that_fails_is_dropped_for_the_ledger_has_what_it_was_about()
    {
        await using var fresh = await Fresh(DatabaseEngine.PostgreSql);
        await using var server = await Server.Listen(fresh, null);
        await Queue(fresh, "run", RunKinds.Live, 0);
        await Rename("runs", "gone");
        await server.Engine.StartRun("run", Cancel);
        await Soon.Until(async () => await Count(fresh, Waiting[typeof(Dispatcher).Name]) == 0);
        await Rename("gone", "runs");
        Assert.Equal((RunStates.Queued, 0), ((await Find(fresh, "run")).State, server.Heard));
        await server.Tend();
        await Ended(fresh, "run");
        Assert.Equal((RunStates.Succeeded, 1), ((await Find(fresh, "run")).State, server.Heard));
        async Task Rename(string from, string to)
        {
            await using var connection = await fresh.Connect();
            await Dapper.SqlMapper.ExecuteAsync(connection, $"alter table {from} rename to {to}");
        }
    }

    [Fact]
    public async Task A_message_that_waits_when_its_server_rests_is_taken_by_another()
    {
        await using var fresh = await Fresh(DatabaseEngine.PostgreSql);
        await using var resting = await Server.Listen(fresh, null);
        await resting.Engine.Rest();
        await Queue(fresh, "run", RunKinds.Live, 0);
        await resting.Engine.StartRun("run", Cancel);
        await using var other = await Server.Listen(fresh, null);
        await Ended(fresh, "run");
        Assert.Equal((RunStates.Succeeded, 0, 1), ((await Find(fresh, "run")).State, resting.Heard, other.Heard));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<FreshDatabase> Fresh(DatabaseEngine engine) => BothEngines.Fresh(engine);

    private static Task Ended(FreshDatabase fresh, string run) => Soon.Until(async () => (await Find(fresh, run)).State is not (RunStates.Queued or RunStates.Running));

    private static async Task<RunRow> Find(FreshDatabase fresh, string id) => (await fresh.Database.Read(connection => RunCatalog.Find(connection, id), Cancel))!;

    // All that readers see of the list, but for the run that saw it last.
    private static async Task<string> Listed(FreshDatabase fresh)
    {
        await using var connection = await fresh.Connect();
        return string.Join('\n', Dapper.SqlMapper.Query<string>(connection, "select entry_id || ' ' || state || ' ' || first_seen || ' ' || revision from entries union all select event_id || ' ' || kind from entry_events order by 1"));
    }

    private static async Task<long> Count(FreshDatabase fresh, string sql)
    {
        await using var connection = await fresh.Connect();
        return Dapper.SqlMapper.ExecuteScalar<long>(connection, sql);
    }

    private Task Queue(FreshDatabase fresh, string id, string kind, int days)
    {
        if (!Directory.Exists(_folder["in"]))
            new TinyHospital().WriteTo(_folder["in"]);
        return ClusterHospital.Queue(fresh, id, kind, DateOnly.Parse(TinyHospital.AsOf, System.Globalization.CultureInfo.InvariantCulture).AddDays(days), _folder["in"], _folder["out"]);
    }

    /// <summary>What takes messages as a process does.</summary>
    private sealed class Server(Dispatcher engine, RunHandlers handlers, Func<int> heard) : IAsyncDisposable
    {
        public Dispatcher Engine => engine;

        /// <summary>So many runs it was told of that it looked into.</summary>
        public int Heard => heard();

        /// <summary>Sends what was lost.</summary>
        public Task Tend() => handlers.Tend(Cancel);

        public static Task<Server> Listen(FreshDatabase fresh, string? shared) => Listen(fresh.Database, shared, ClusterHospital.Jobs.Request);

        public static async Task<Server> Listen(OpportuneDatabase database, string? shared, Func<RunRow, RunRequest> request)
        {
            var heard = 0;
            var me = WorkerIdentity.OfThisProcess("test", 1) with { Id = $"worker-{Guid.NewGuid():N}" };
            var engine = await Dispatcher.Open(database, me.Id, 1, Cancel);
            var handlers = new RunHandlers(database, (row, _) =>
            {
                Interlocked.Increment(ref heard);
                return Task.FromResult(request(row));
            }, me, TimeProvider.System, null, engine, shared);
            await handlers.Beat(Cancel);
            await engine.Listen(handlers, CancellationToken.None, Cancel);
            return new(engine, handlers, () => Volatile.Read(ref heard));
        }

        public async ValueTask DisposeAsync()
        {
            await engine.DisposeAsync();
            handlers.Dispose();
        }
    }
}
