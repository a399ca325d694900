using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Runs.Ledger;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Cluster;

/// <summary>Who works on a unit, whose file counts, and what comes next: several handlers on one ledger, each as a process of its own.</summary>
public sealed class SharedWorkTests(ClusterHospital hospital) : IClassFixture<ClusterHospital>, IDisposable
{
    private static readonly TimeSpan Instantly = TimeSpan.FromMilliseconds(1);
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_in_units_publishes_what_one_process_does_and_leaves_nothing_behind()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await hospital.Queue(fresh, "run", _folder["out"]);
        using var worker = Worker(fresh, "one");
        await worker.Tend(Cancel);
        await hospital.AssertAsExpected(fresh, "run");
        await worker.Tend(Cancel);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder["shared"], "work")));
        Assert.True(await Count(fresh, "select count(*) from run_partitions where step = 'scan'") > 4);
    }

    [Fact]
    public async Task The_same_message_twice_and_at_once_does_the_work_once()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await hospital.Queue(fresh, "run", _folder["out"]);
        using var one = Worker(fresh, "one");
        using var two = Worker(fresh, "two");
        await Task.WhenAll(one.StartRun("run", Cancel), two.StartRun("run", Cancel));
        for (var id = -1; id < 10; id++)
            await two.RunPartition("run", $"{id}", Cancel);
        await one.FinishRun("run", Cancel);
        await hospital.AssertAsExpected(fresh, "run");
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where attempt > 1"));
        Assert.Equal(1, await Count(fresh, "select count(distinct run_id) from publications"));
    }

    [Fact]
    public async Task A_unit_whose_worker_died_without_a_word_is_done_by_another()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        var dead = await Claim(fresh, 0, "dead", Instantly);
        using var worker = Worker(fresh, "one");
        await worker.Tend(Cancel);
        await hospital.AssertAsExpected(fresh, "run");
        // And should it wake up: its attempt is not the unit's any more, and nobody names its file.
        Assert.False(await fresh.Database.Write(connection => PartitionLedger.Commit(connection, dead, "scan-late.1"), Cancel));
        Assert.False(await fresh.Database.Write(connection => PartitionLedger.Renew(connection, dead, TimeSpan.FromMinutes(1), 5), Cancel));
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where result_file = 'scan-late.1'"));
    }

    [Fact]
    public async Task A_living_worker_keeps_its_unit_and_the_next_step_waits_for_it()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        var living = await Claim(fresh, 0, "living", TimeSpan.FromMinutes(5));
        using var worker = Worker(fresh, "one");
        await worker.Tend(Cancel);
        await worker.RunPartition("run", "0", Cancel);
        Assert.Equal(1, await Count(fresh, "select count(*) from run_partitions where step = 'scan' and state <> 'done'"));
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where step = 'gather' and attempt > 0"));
        // Even a message that comes too early finds nothing.
        await worker.RunPartition("run", $"{await Count(fresh, "select min(partition_id) from run_partitions where step = 'gather'")}", Cancel);
        await worker.FinishRun("run", Cancel);
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where stage > 1 and attempt > 0"));
        await fresh.Database.Write(connection => PartitionLedger.GiveBack(connection, living, counts: false, 3, null, null), Cancel);
        await worker.Tend(Cancel);
        await hospital.AssertAsExpected(fresh, "run");
    }

    [Fact]
    public async Task A_unit_that_kills_three_workers_ends_the_run_and_names_what_is_missing()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        for (var death = 1; death <= 3; death++)
        {
            // All other messages are lost.
            await Claim(fresh, 0, $"dead-{death}", Instantly);
            await fresh.Database.Write(connection => PartitionLedger.TakeBack(connection, 3), Cancel);
        }
        using var worker = Worker(fresh, "one");
        await worker.Tend(Cancel);
        var run = await Find(fresh);
        Assert.Equal((RunStates.Failed, RunFailures.Poison), (run.State, run.Failure));
        Assert.Matches(@"^unit 0 \(scan of \w+, [\d,]+ rows\) given up after 3 attempts \(its worker ended without a word\); nothing was published", run.StateReason!);
        Assert.Equal(0, await Count(fresh, "select count(*) from publications"));
        await worker.Tend(Cancel);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder["shared"], "work")));
    }

    [Fact]
    public async Task A_unit_of_patients_that_is_given_up_leaves_them_as_they_were_and_the_run_partial()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        using var worker = Worker(fresh, "one");
        await hospital.Queue(fresh, "first", _folder["out"]);
        await worker.Tend(Cancel);
        var before = await Listed(fresh);
        await Planned(fresh);
        var unit = await GiveUpPatients(fresh);
        await TendToTheEnd(fresh, worker);
        var run = await Find(fresh);
        Assert.Equal((RunStates.Partial, RunFailures.Poison), (run.State, run.Failure));
        Assert.Matches($@"^unit {unit} \(evaluate, [\d,]+ rows\) given up after 3 attempts \(its worker ended without a word\); what is listed of their patients is as last published$", run.StateReason!);
        Assert.Equal(before, await Listed(fresh));
        Assert.Equal(0, await Count(fresh, "select count(*) from run_changes where run_id = 'run'"));
        var report = await File.ReadAllTextAsync(Path.Combine(run.Folder!, "run.json"), Cancel);
        Assert.Matches(@"""not-evaluated"": [1-9]", report);
        Assert.Contains(run.StateReason!, report, StringComparison.Ordinal);
        await hospital.Queue(fresh, "next", _folder["out"]);
        await worker.Tend(Cancel);
        await hospital.AssertAsExpected(fresh, "next");
    }

    [Fact]
    public async Task A_release_of_what_was_held_leaves_patients_who_were_left_out_as_they_were_and_the_run_partial()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        using var worker = Worker(fresh, "one");
        await hospital.Queue(fresh, "first", _folder["out"]);
        await worker.Tend(Cancel);
        var before = await Listed(fresh);
        await using (var connection = await fresh.Connect())
            await Dapper.SqlMapper.ExecuteAsync(connection, "update run_counts set amount = amount * 9 where run_id = 'first' and item = 'with-index-event'");
        await Planned(fresh);
        await GiveUpPatients(fresh);
        await TendToTheEnd(fresh, worker);
        var held = await Find(fresh);
        Assert.Contains("parts held", held.StateReason, StringComparison.Ordinal);
        var decision = new HeldDecision("run", null, null, "somebody", "the counts are right");
        await HeldParts.Release(fresh.Database, decision, ClusterHospital.Jobs.Request(held), Cancel);
        var run = await Find(fresh);
        Assert.Equal(RunStates.Partial, run.State);
        Assert.Matches("^unit .*; what is listed of their patients is as last published$", run.StateReason!);
        Assert.Equal(before, await Listed(fresh));
    }

    [Fact]
    public async Task Patients_who_were_left_out_of_the_first_list_come_with_the_next()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        await GiveUpPatients(fresh);
        using var worker = Worker(fresh, "one");
        await TendToTheEnd(fresh, worker);
        Assert.Equal(RunStates.Partial, (await Find(fresh)).State);
        var some = await Count(fresh, "select count(*) from entries where finding = 'open'");
        await hospital.Queue(fresh, "next", _folder["out"]);
        await worker.Tend(Cancel);
        await hospital.AssertAsExpected(fresh, "next");
        var all = await Count(fresh, "select count(*) from entries where finding = 'open'");
        Assert.InRange(some, 1, all - 1);
        Assert.Equal(all - some, await Count(fresh, "select sum(amount) from run_changes where run_id = 'next' and change = 'added' and cause = 'new-finding'"));
    }

    [Fact]
    public async Task A_run_that_can_evaluate_nobody_publishes_nothing()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        await using (var connection = await fresh.Connect())
            await Dapper.SqlMapper.ExecuteAsync(connection, "update run_partitions set state = 'failed', failures = 3, failure = 'internal error: X' where step = 'evaluate'");
        using var worker = Worker(fresh, "one");
        await worker.Tend(Cancel);
        var run = await Find(fresh);
        Assert.Equal((RunStates.Failed, RunFailures.Poison), (run.State, run.Failure));
        Assert.Equal(0, await Count(fresh, "select count(*) from publications"));
    }

    [Fact]
    public async Task A_file_that_was_damaged_after_it_was_committed_is_made_again()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        using (var worker = Worker(fresh, "one", new Deaf()))
            await worker.RunPartition("run", "0", Cancel);
        var file = Path.Combine(_folder["shared"], "work", "run", (await fresh.Database.Read(connection => PartitionLedger.Find(connection, "run", 0), Cancel))!.ResultFile!);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        using var next = Worker(fresh, "two");
        await TendToTheEnd(fresh, next);
        await hospital.AssertAsExpected(fresh, "run");
        Assert.Equal(2, await Count(fresh, "select attempt from run_partitions where partition_id = 0"));
    }

    [Fact]
    public async Task Input_that_changed_since_it_was_planned_ends_the_run_at_once_with_its_reason()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        var touched = Directory.GetFiles(hospital.Input, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var before = File.GetLastWriteTimeUtc(touched);
        try
        {
            File.SetLastWriteTimeUtc(touched, before.AddMinutes(1));
            using var worker = Worker(fresh, "one");
            await worker.Tend(Cancel);
        }
        finally
        {
            File.SetLastWriteTimeUtc(touched, before);
        }
        var run = await Find(fresh);
        Assert.Equal((RunStates.Failed, RunFailures.Input), (run.State, run.Failure));
        Assert.Contains(Path.GetFileName(touched), run.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_disk_is_tried_again_until_the_deadline()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        // Nothing can be written where a file of that name is to be made.
        var unit = (await fresh.Database.Write(connection => PartitionLedger.Send(connection, "run", null, 1), Cancel))[0];
        await using var connection = await fresh.Connect();
        foreach (var attempt in new[] { 1, 2 })
            Directory.CreateDirectory(Path.Combine(_folder["shared"], "work", "run", $".{await Name(fresh, unit.PartitionId)}.{attempt}.part"));
        using var worker = Worker(fresh, "one", new Deaf());
        await worker.RunPartition("run", $"{unit.PartitionId}", Cancel);
        Assert.Equal(1, await Count(fresh, $"select count(*) from run_partitions where partition_id = {unit.PartitionId} and state = 'waiting' and failures = 0 and troubled_at is not null and not_before is not null"));
        // Its time has not come.
        await worker.RunPartition("run", $"{unit.PartitionId}", Cancel);
        Assert.Equal(1, await Count(fresh, $"select attempt from run_partitions where partition_id = {unit.PartitionId}"));
        await Dapper.SqlMapper.ExecuteAsync(connection, "update runs set deadline_at = clock_timestamp(); update run_partitions set not_before = null");
        await worker.RunPartition("run", $"{unit.PartitionId}", Cancel);
        var run = await Find(fresh);
        Assert.Equal((RunStates.Failed, RunFailures.Passing), (run.State, run.Failure));
        Assert.Contains("the deadline", run.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_ends_at_once_and_says_what_was_done()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        using var worker = Worker(fresh, "one", new Deaf());
        await worker.RunPartition("run", "0", Cancel);
        Assert.Equal(0, (await new LedgerCli(fresh, "", "").Runs("cancel", "run")).ExitCode);
        await worker.RunPartition("run", "1", Cancel);
        await worker.Tend(Cancel);
        var run = await Find(fresh);
        Assert.Equal((RunStates.Cancelled, null), (run.State, run.Failure));
        Assert.Matches(@"^cancelled by .+; 2 of \d+ units were done, nothing was published$", run.StateReason!);
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where partition_id = 1 and attempt > 0"));
    }

    [Fact]
    public async Task A_worker_with_other_rules_leaves_the_run_to_others_and_says_so()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        var lines = new List<string>();
        using (var other = new RunHandlers(
            fresh.Database, (row, _) => Task.FromResult(ClusterHospital.Jobs.Request(row) with { RulesHash = "other" }), Identity("other"), TimeProvider.System, lines.Add, null, _folder["shared"]))
        {
            await other.RunPartition("run", "0", Cancel);
            await other.RunPartition("run", "1", Cancel);
        }
        Assert.Equal("run: left to other workers: its rules are not those of this process", Assert.Single(lines));
        using var worker = Worker(fresh, "one");
        await TendToTheEnd(fresh, worker);
        await hospital.AssertAsExpected(fresh, "run");
    }

    [Fact]
    public async Task Only_workers_that_are_at_nothing_are_told_of_a_unit()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        var sent = new Heard();
        using var worker = Worker(fresh, "one", sent);
        using var other = Worker(fresh, "two", new Deaf());
        // Alone it goes on by itself.
        await worker.Beat(Cancel);
        await worker.RunPartition("run", "0", Cancel);
        Assert.Empty(sent.Units);
        // One is at nothing; then it is at something.
        await other.Beat(Cancel);
        await worker.RunPartition("run", "1", Cancel);
        Assert.Single(sent.Units);
        await Claim(fresh, 3, "two", TimeSpan.FromMinutes(5));
        await worker.RunPartition("run", "2", Cancel);
        Assert.Single(sent.Units);
        // Who was told once goes on by himself, also while there is nothing to do.
        await fresh.Database.Write(connection => PartitionLedger.GiveBack(connection, new("run", 3, 1, "two"), counts: false, 3, null, null), Cancel);
        await worker.RunPartition("run", "4", Cancel);
        Assert.Single(sent.Units);
    }

    [Fact]
    public async Task Who_goes_on_takes_the_next_unit_with_the_commit_of_the_last()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        await using var connection = await fresh.Connect();
        await Dapper.SqlMapper.ExecuteAsync(connection, """
            create table noted (transaction bigint, state text);
            create function note() returns trigger language plpgsql as $$ begin insert into noted values (txid_current(), new.state); return new; end $$;
            create trigger note after update of state on run_partitions for each row when (new.state in ('running', 'done')) execute function note();
            """);
        using var worker = Worker(fresh, "one", new Deaf());
        await worker.GoOn("run", enough: Cancel, leaving: Cancel);
        await hospital.AssertAsExpected(fresh, "run");
        var units = await Count(fresh, "select count(*) from run_partitions where partition_id >= 0");
        Assert.Equal(units - 1, await Count(fresh, "select count(*) from noted n join noted d using (transaction) where n.state = 'running' and d.state = 'done'"));
    }

    [Fact]
    public async Task Who_has_enough_ends_what_is_begun_and_takes_nothing_further()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        using var enough = new CancellationTokenSource();
        using (var worker = new RunHandlers(fresh.Database, (row, _) => Task.FromResult(ClusterHospital.Jobs.Request(row)), Identity("one"), TimeProvider.System, line =>
        {
            if (line.Contains(" done, attempt 1", StringComparison.Ordinal))
                enough.Cancel();
        }, new Deaf(), _folder["shared"]))
        {
            await worker.GoOn("run", enough.Token, Cancel);
        }
        Assert.Equal(0, await Count(fresh, "select count(*) from run_partitions where state = 'running'"));
        Assert.Equal(2, await Count(fresh, "select count(*) from run_partitions where partition_id >= 0 and state = 'done'"));
        using var next = Worker(fresh, "two");
        await TendToTheEnd(fresh, next);
        await hospital.AssertAsExpected(fresh, "run");
    }

    [Fact]
    public async Task Who_writes_people_holds_up_nobody_and_leaves_nothing_of_a_run_that_was_cancelled_meanwhile()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        await Planned(fresh);
        var (lists, people) = (await Count(fresh, "select min(partition_id) from run_partitions where step = 'lists'"), await Count(fresh, "select min(partition_id) from run_partitions where step = 'people'"));
        using var one = Worker(fresh, "one", new Deaf());
        for (var id = 0; id < lists; id++)
            await one.RunPartition("run", $"{id}", Cancel);
        await using var connection = await fresh.Connect();
        await using var reading = await connection.BeginTransactionAsync(Cancel);
        await Dapper.SqlMapper.ExecuteAsync(connection, "lock table people in exclusive mode");
        var writing = one.RunPartition("run", $"{people}", Cancel);
        await Soon.Until(async () => await Count(fresh, "select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())") > 0);
        using var two = Worker(fresh, "two", new Deaf());
        await two.RunPartition("run", $"{lists}", Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(1, await Count(fresh, $"select count(*) from run_partitions where partition_id = {lists} and state = 'done'"));
        Assert.Equal(0, (await new LedgerCli(fresh, "", "").Runs("cancel", "run")).ExitCode);
        await reading.RollbackAsync(Cancel);
        await writing;
        Assert.Equal((0, 0), (await Count(fresh, "select count(*) from people"), await Count(fresh, $"select count(*) from run_partitions where partition_id = {people} and state = 'done'")));
    }

    [Fact]
    public async Task A_call_is_heard_by_all_who_listen()
    {
        await using var fresh = await ClusterHospital.Fresh(DatabaseEngine.PostgreSql);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var heard = new int[2];
        var listening = Array.ConvertAll([0, 1], who => fresh.Database.Listen("test_calls", () =>
        {
            Interlocked.Increment(ref heard[who]);
            return Task.CompletedTask;
        }, enough.Token));
        await Soon.Until(async () =>
        {
            await fresh.Database.Call("test_calls", Cancel);
            return Array.TrueForAll(heard, h => h > 0);
        });
        await enough.CancelAsync();
        foreach (var task in listening)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Planned, and all messages of what comes next lost.
    private async Task Planned(FreshDatabase fresh)
    {
        await hospital.Queue(fresh, "run", _folder["out"]);
        using var planner = Worker(fresh, "planner", new Deaf());
        await planner.StartRun("run", Cancel);
        await planner.RunPartition("run", "-1", Cancel);
        await using var connection = await fresh.Connect();
        await Dapper.SqlMapper.ExecuteAsync(connection, "update run_partitions set sent_at = null");
    }

    // Brings a planned run to where patients are evaluated; there one unit kills three workers.
    private async Task<long> GiveUpPatients(FreshDatabase fresh)
    {
        var unit = await Count(fresh, "select min(partition_id) from run_partitions where run_id = 'run' and step = 'evaluate'");
        using (var worker = Worker(fresh, "reader", new Deaf()))
        {
            for (var id = 0; id < unit; id++)
                await worker.RunPartition("run", $"{id}", Cancel);
        }
        for (var death = 1; death <= 3; death++)
        {
            await Claim(fresh, unit, $"dead-{death}", Instantly);
            await fresh.Database.Write(connection => PartitionLedger.TakeBack(connection, 3), Cancel);
        }
        return unit;
    }

    // All that readers see of the list, but for the run that saw it last.
    private static async Task<List<string>> Listed(FreshDatabase fresh)
    {
        await using var connection = await fresh.Connect();
        return [.. Dapper.SqlMapper.Query<string>(connection, "select entry_id || ' ' || patient_now || ' ' || state || ' ' || tier || ' ' || episode || ' ' || first_seen || ' ' || finding_reason from entries union all select gap_id || ' ' || status || ' ' || coalesce(content_sha256, '') from gaps order by 1")];
    }

    // The messages that were lost are sent again, one each time.
    private static async Task TendToTheEnd(FreshDatabase fresh, RunHandlers worker)
    {
        for (var round = 0; round < 50 && (await Find(fresh)).State == RunStates.Running; round++)
            await worker.Tend(Cancel);
    }

    private static async Task<AttemptKey> Claim(FreshDatabase fresh, long unit, string worker, TimeSpan lease)
    {
        var claimed = await fresh.Database.Write(connection => PartitionLedger.Claim(connection, "run", unit, worker, lease), Cancel);
        if (lease == Instantly)
            await Task.Delay(20, Cancel);
        return new("run", unit, claimed!.Attempt, worker);
    }

    private RunHandlers Worker(FreshDatabase fresh, string name, IDispatch? dispatch = null)
    {
        Directory.CreateDirectory(_folder["shared"]);
        return new(fresh.Database, (row, _) => Task.FromResult(ClusterHospital.Jobs.Request(row)), Identity(name), TimeProvider.System,
            TestContext.Current.TestOutputHelper!.WriteLine, dispatch, _folder["shared"], new() { UnitWork = ClusterHospital.UnitWork, Resend = TimeSpan.Zero });
    }

    private static WorkerIdentity Identity(string name) => WorkerIdentity.OfThisProcess("test", 1) with { Id = name };

    private static async Task<RunRow> Find(FreshDatabase fresh) => (await fresh.Database.Read(connection => RunCatalog.Find(connection, "run"), Cancel))!;

    private static async Task<string> Name(FreshDatabase fresh, long unit)
    {
        await using var connection = await fresh.Connect();
        return Dapper.SqlMapper.ExecuteScalar<string>(connection, $"select 'scan-' || table_name || '-' || lpad(cast(partition_id as text), 4, '0') from run_partitions where partition_id = {unit}")!;
    }

    private static async Task<long> Count(FreshDatabase fresh, string sql)
    {
        await using var connection = await fresh.Connect();
        return Dapper.SqlMapper.ExecuteScalar<long>(connection, sql);
    }

    /// <summary>Loses every message.</summary>
    private sealed class Deaf : IDispatch
    {
        public Task StartRun(string runId, CancellationToken cancel) => Task.CompletedTask;

        public Task RunPartition(string runId, string partitionId, CancellationToken cancel) => Task.CompletedTask;

        public Task FinishRun(string runId, CancellationToken cancel) => Task.CompletedTask;
    }

    /// <summary>Loses every message, and lists those of units.</summary>
    private sealed class Heard : IDispatch
    {
        public List<string> Units { get; } = [];

        public Task StartRun(string runId, CancellationToken cancel) => Task.CompletedTask;

        public Task RunPartition(string runId, string partitionId, CancellationToken cancel)
        {
            Units.Add(partitionId);
            return Task.CompletedTask;
        }

        public Task FinishRun(string runId, CancellationToken cancel) => Task.CompletedTask;
    }
}
