using Opportune.App;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Scheduling;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Runs.Ledger;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>Runs that wait in the ledger until a process begins them.</summary>
public sealed class QueuedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_message_that_comes_twice_starts_a_run_once(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Queue(fresh, "first");
        await Task.WhenAll(Handlers(fresh).StartRun("first", Cancel), Handlers(fresh).StartRun("first", Cancel));
        await Handlers(fresh).StartRun("first", Cancel);
        var run = await Find(fresh, "first");
        Assert.Equal((RunStates.Succeeded, RunWork.Inline, null), (run.State, run.Work, run.StateReason));
        Assert.Equal([run.Folder!], Cli(fresh).Folders);
        Assert.Equal(1, await Cli(fresh).Count("select count(*) from entries"));
        Assert.Equal(1, await Cli(fresh).Count("select count(*) from entry_events"));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Its_result_is_that_of_the_command(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Queue(fresh, "queued");
        await Handlers(fresh).Tend(Cancel);
        await using var other = await BothEngines.Fresh(engine);
        var command = new LedgerCli(other, _folder["in"], _folder["other"]);
        Assert.Equal(0, (await command.Night()).ExitCode);
        var folder = (await Find(fresh, "queued")).Folder!;
        foreach (var file in new[] { "gaps.parquet", "evidence.parquet" })
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine((await command.Fact("folder"))!, file), Cancel), await File.ReadAllBytesAsync(Path.Combine(folder, file), Cancel));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task One_whose_time_has_not_come_or_that_somebody_cancelled_does_not_begin(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Queue(fresh, "later", r => r with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        await Handlers(fresh).StartRun("later", Cancel);
        await Handlers(fresh).Tend(Cancel);
        Assert.Equal(RunStates.Queued, (await Find(fresh, "later")).State);
        Assert.Equal("later: cancelled before it began\n", (await Cli(fresh).Runs("cancel", "later")).Output);
        await Handlers(fresh).StartRun("later", Cancel);
        Assert.Equal(RunStates.Cancelled, (await Find(fresh, "later")).State);
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task One_whose_window_has_closed_does_not_begin_and_holds_up_no_other(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Queue(fresh, "closed");
        await Queue(fresh, "open");
        await fresh.Database.Write(
            connection =>
            {
                ScheduleLedger.MoveQueued(connection, "closed", null, TimeProvider.System.GetUtcNow().AddMinutes(-1));
                return 0;
            }, Cancel);
        await Handlers(fresh).StartRun("closed", Cancel);
        await Handlers(fresh).Tend(Cancel);
        Assert.Equal((RunStates.Queued, RunStates.Succeeded), ((await Find(fresh, "closed")).State, (await Find(fresh, "open")).State));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task One_waits_while_another_is_at_work(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Queue(fresh, "first");
        await Queue(fresh, "second");
        await Task.WhenAll(Handlers(fresh).StartRun("first", Cancel), Handlers(fresh).StartRun("second", Cancel));
        await Handlers(fresh).Tend(Cancel);
        Assert.Equal((RunStates.Succeeded, RunStates.Succeeded), ((await Find(fresh, "first")).State, (await Find(fresh, "second")).State));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task One_of_a_job_that_is_gone_or_of_a_day_before_the_list_or_yet_to_come_fails_at_once_with_its_reason(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Queue(fresh, "gone", r => r with { Job = "nightyl" });
        await Handlers(fresh).StartRun("gone", Cancel);
        var gone = await Find(fresh, "gone");
        Assert.Equal((RunStates.Failed, RunFailures.Input), (gone.State, gone.Failure));
        Assert.Contains("did you mean 'nightly'", gone.StateReason, StringComparison.Ordinal);

        await Queue(fresh, "tonight");
        await Queue(fresh, "yesterday", r => r with { AsOf = r.AsOf.AddDays(-1) });
        await Handlers(fresh).StartRun("tonight", Cancel);
        await Handlers(fresh).StartRun("yesterday", Cancel);
        var old = await Find(fresh, "yesterday");
        Assert.Equal((RunStates.Failed, RunFailures.Input), (old.State, old.Failure));
        Assert.Contains("--backfill", old.StateReason, StringComparison.Ordinal);

        await Queue(fresh, "next-year", r => r with { AsOf = r.AsOf.AddYears(1) });
        await Handlers(fresh).StartRun("next-year", Cancel);
        var early = await Find(fresh, "next-year");
        Assert.Equal((RunStates.Failed, RunFailures.Input), (early.State, early.Failure));
        Assert.Contains("yet to come", early.StateReason, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LedgerCli Cli(FreshDatabase fresh) => new(fresh, _folder["in"], _folder["out"]);

    // As a process of its own: each has its own identity.
    private static RunHandlers Handlers(FreshDatabase fresh)
    {
        var jobs = LoadedJobs.Load(ShippedJobs.Folder, null);
        return new(fresh.Database, (row, _) => Task.FromResult(jobs.Request(row)), WorkerIdentity.OfThisProcess("test", 1) with { Id = $"worker-{Guid.NewGuid():N}" }, TimeProvider.System);
    }

    private async Task Queue(FreshDatabase fresh, string id, Func<RunRow, RunRow>? change = null)
    {
        if (!Directory.Exists(_folder["in"]))
            new TinyHospital().WriteTo(_folder["in"]);
        var row = new RunRow
        {
            RunId = id,
            Job = "nightly",
            Kind = RunKinds.Live,
            AsOf = DateOnly.Parse(TinyHospital.AsOf, System.Globalization.CultureInfo.InvariantCulture),
            State = RunStates.Queued,
            RequestedAt = TimeProvider.System.GetUtcNow(),
            RequestedBy = "schedule",
            Threads = 1,
            Input = _folder["in"],
            OutFolder = _folder["out"],
            Program = "",
            RulesSha256 = "",
            LexiconSha256 = "",
        };
        await fresh.Database.Write(connection =>
        {
            RunLedger.Add(connection, change?.Invoke(row) ?? row);
            return 0;
        }, Cancel);
    }

    private static async Task<RunRow> Find(FreshDatabase fresh, string id) => (await fresh.Database.Read(connection => RunCatalog.Find(connection, id), Cancel))!;
}
