using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Ledger;

/// <summary>Which files of runs go, and when: never those that readers see, nor those of which a part waits for a person.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly TemporaryFolder _folder = Some.Folder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Old_files_go_but_for_what_readers_see_and_what_waits_for_a_person(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var now = TimeProvider.System.GetUtcNow();
        var (old, recent) = (now - Kept - TimeSpan.FromMinutes(1), now - Kept + TimeSpan.FromHours(1));
        await Add(fresh, "nightly", "old", RunStates.Succeeded, old);
        await Add(fresh, "nightly", "failed", RunStates.Failed, old);
        await Add(fresh, "nightly", "held", RunStates.Held, old);
        await Add(fresh, "nightly", "published", RunStates.Succeeded, old);
        await Add(fresh, "nightly", "recent", RunStates.Succeeded, recent);
        await Add(fresh, "nightly", "running", RunStates.Running, null);
        await Add(fresh, "kept-for-ever", "forever", RunStates.Succeeded, old);
        await using (var connection = await fresh.Connect())
        {
            await connection.ExecuteAsync("insert into run_parts (run_id, measure, site, state) values ('held', 'dexa-review', '', 'held')");
            await connection.ExecuteAsync(
                "insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256) values ('dexa-review', '', 'published', @asOf, @at, 1, '', '', '')",
                new { asOf = new DateOnly(2026, 6, 30), at = old });
        }
        Assert.Equal([new(RemovalKinds.RunFiles, "nightly", 2)], await RunRetention.Apply(fresh.Database, OfNightly(null, Kept), isDry: true, Cancel));
        Assert.Equal(["failed", "forever", "held", "old", "published", "recent", "running"], Directory.GetDirectories(_folder["runs"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([new(RemovalKinds.RunFiles, "nightly", 2)], await RunRetention.Apply(fresh.Database, OfNightly(null, Kept), isDry: false, Cancel));
        Assert.Equal(["forever", "held", "published", "recent", "running"], Directory.GetDirectories(_folder["runs"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // What the ledger says of them stays; only their folders are forgotten.
        Assert.Equal(["failed", "old"], await WithoutFolder(fresh));
        Assert.Empty(await RunRetention.Apply(fresh.Database, _ => new(null, Kept * 2, null), isDry: false, Cancel));
        Assert.Equal([("run-files", "nightly", 2L)], (await fresh.Database.Read(connection => Removals.List(connection, 10), Cancel)).Select(r => (r.Kind, r.Subject, r.Amount)));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Of_runs_past_their_time_a_line_stays_where_something_names_it_and_what_is_needed_stays_whole(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var old = TimeProvider.System.GetUtcNow() - Kept - TimeSpan.FromDays(1);
        // Each of these is needed in another way; "newest" is the newest of its job.
        string[] whole = ["published", "held", "learned", "moved", "newest"], lines = ["named", "sampled", "first"];
        foreach (var (id, i) in whole.SkipLast(1).Concat(lines).Concat(["free", "follower"]).Append("newest").Select((id, i) => (id, i)))
            await Add(fresh, "nightly", id, id == "held" ? RunStates.Held : RunStates.Succeeded, old + TimeSpan.FromMinutes(i));
        await using (var connection = await fresh.Connect())
        {
            await connection.ExecuteAsync("""
                insert into run_parts (run_id, measure, site, state) select run_id, 'dexa-review', '', case run_id when 'held' then 'held' else 'published' end from runs;
                insert into run_counts (run_id, subject, item, amount) select run_id, 'table conditions', 'read', 5 from runs;
                insert into run_timings (run_id, step, milliseconds) select run_id, 'scan', 5 from runs;
                insert into run_files (run_id, direction, name, bytes, rows) select run_id, 'input', 'patients.parquet', 1, 1 from runs;
                insert into run_feeds (run_id, feed, site, code_system, covered_from, covered_to) select run_id, 'results', '', '', '2026-01-01', '2026-06-30' from runs;
                insert into run_partitions (run_id, partition_id, step, table_name, rows, state, attempt, stage, rows_done, failures) select run_id, 1, 'scan', 'conditions', 1, 'done', 1, 0, 1, 0 from runs;
                insert into run_changes (run_id, pathway, site, change, cause, amount) select run_id, 'bone', '', 'added', case run_id when 'moved' then 'measure-changed' else 'new-finding' end, 3 from runs;
                insert into run_days (run_id, site, rules_sha256, days) values ('learned', '', '', '');
                insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256) select 'dexa-review', '', run_id, as_of, requested_at, 1, '', '', '' from runs where run_id = 'published';
                insert into rule_versions (measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, first_run_id, first_as_of) values ('dexa-review', '', 1, '', '', '', 'first', '2026-06-30');
                insert into validation_samples (measure, site, kind, seed, asked_by, role, asked_at, run_id) select 'dexa-review', '', 'whole', 's', 'lea', 'clinical-lead', requested_at, run_id from runs where run_id = 'sampled';
                insert into schedules (job, title, seen_at) select 'nightly', '', requested_at from runs where run_id = 'free';
                insert into occasions (job, due_at, origin, as_of, state, run_id, decided_at) select 'nightly', requested_at, 'schedule', as_of, 'queued', run_id, requested_at from runs where run_id = 'free';
                insert into occasions (job, due_at, origin, as_of, state, after_run, decided_at) select 'nightly', requested_at, 'schedule', as_of, 'skipped', 'free', requested_at from runs where run_id = 'newest';
                update runs set retry_of = 'named' where run_id = 'newest';
                """);
        }
        var policy = OfNightly(Kept, Kept);
        // As if the process had died once the first folders were gone.
        using (var dying = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            Directory.Delete(Path.Combine(_folder["runs"], "free"), recursive: true);
            await dying.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunRetention.Apply(fresh.Database, policy, isDry: false, dying.Token));
        }
        var went = await RunRetention.Apply(fresh.Database, policy, isDry: false, Cancel);
        Assert.Equal([new(RemovalKinds.RunFiles, "nightly", 8), new(RemovalKinds.RunDetails, "nightly", 5), new(RemovalKinds.Runs, "nightly", 2)], went);
        Assert.Empty(await RunRetention.Apply(fresh.Database, policy, isDry: false, Cancel));
        await using (var connection = await fresh.Connect())
        {
            Assert.Equal(whole.Concat(lines).Order(StringComparer.Ordinal), await connection.QueryAsync<string>("select run_id from runs order by run_id"));
            Assert.Equal(lines.Order(StringComparer.Ordinal), await connection.QueryAsync<string>("select run_id from runs where details_gone_at is not null order by run_id"));
            foreach (var table in new[] { "run_parts", "run_counts", "run_timings", "run_files", "run_feeds", "run_partitions", "run_changes" })
                Assert.Equal(whole.Order(StringComparer.Ordinal), await connection.QueryAsync<string>($"select run_id from {table} order by run_id"));
            // What was decided after it stays, and names it no more.
            Assert.Equal([null], await connection.QueryAsync<string?>("select after_run from occasions"));
        }
        Assert.Equal([("run-details", 5L), ("run-files", 8L), ("runs", 2L)], (await fresh.Database.Read(connection => Removals.List(connection, 10), Cancel)).Select(r => (r.Kind, r.Amount)));
    }

    private static Func<string, Retention?> OfNightly(TimeSpan? runs, TimeSpan? files) => job => job == "nightly" ? new(runs, files, null) : null;

    private async Task Add(FreshDatabase fresh, string job, string id, string state, DateTimeOffset? finished)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder["runs"], id)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "gaps.parquet"), "x", Cancel);
        await fresh.Database.Write(connection =>
        {
            RunLedger.Add(connection, new()
            {
                RunId = id,
                Job = job,
                Kind = RunKinds.Live,
                AsOf = new(2026, 6, 30),
                State = RunStates.Queued,
                RequestedAt = finished ?? connection.Now(),
                RequestedBy = "test",
                Threads = 1,
                Input = "in",
                OutFolder = _folder.Path,
                Program = "",
                RulesSha256 = "",
                LexiconSha256 = "",
            });
            return connection.Execute("update runs set state = @state, folder = @folder, finished_at = @finished where run_id = @id", new { state, folder, finished, id });
        }, Cancel);
    }

    private static async Task<IEnumerable<string>> WithoutFolder(FreshDatabase fresh)
    {
        await using var connection = await fresh.Connect();
        return await connection.QueryAsync<string>("select run_id from runs where folder is null order by run_id");
    }
}
