using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Audit;

/// <summary>What was written down stays as it was, or it is found out.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private readonly TemporaryFolder _files = Some.Folder();

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Many_who_write_at_once_stand_in_one_chain_in_which_nothing_is_lost(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var folder = Folder();
        await using (var trail = await Open(fresh.Database, folder))
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? trail.Note(Fact(i)) : trail.Write(Fact(i))));
        }
        var rows = await Find(fresh.Database, new() { Limit = 1000 });
        Assert.Equal(Enumerable.Range(0, 300), rows.Select(r => int.Parse(r.Subject)).Order());
        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), rows.Select(r => r.Number).Order());
        var verification = await Verify(fresh.Database, folder);
        Assert.Equal((1, 300L, 1L), (verification.Chains, verification.Records, verification.Anchors));
        Assert.Empty(verification.Faults);
        Assert.Empty(verification.Tails);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task The_database_refuses_to_change_or_remove_a_record(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        await Fill(fresh.Database, Folder(), 3);
        foreach (var statement in new[] { "update audit_records set who = 'somebody else'", "delete from audit_records where number = 2" })
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => Do(fresh.Database, statement));
            Assert.Contains("audit records are never changed", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(3, await fresh.Database.Read(c => c.QuerySingle<long>("select count(*) from audit_records"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("update audit_records set at = '2026-01-01T00:00:00.000000Z' where number = @n")]
    [InlineData("update audit_records set who = who || ' ' where number = @n")]
    [InlineData("update audit_records set role = 'administrator' where number = @n")]
    [InlineData("update audit_records set action = 'entry-printed' where number = @n")]
    [InlineData("update audit_records set subject = 'x' where number = @n")]
    [InlineData("update audit_records set detail = '' where number = @n")]
    [InlineData("update audit_records set origin = '10.0.0.1' where number = @n")]
    [InlineData("update audit_records set seal = (select seal from audit_records where number = @n - 1) where number = @n")]
    [InlineData("update audit_records set who = who || 'x', detail = substr(detail, 2) where number = @n")]
    [InlineData("delete from audit_records where number = @n")]
    public async Task A_change_of_any_one_record_is_found_where_it_was_made(string change)
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await Fill(fresh.Database, folder, 12);
        await Unlock(fresh.Database);
        for (var n = 2; n <= 12; n++)
        {
            var faults = await After(fresh.Database, folder, change, n);
            Assert.Contains(faults, f => f.Number == n);
            Assert.All(faults, f => Assert.InRange(f.Number, n, n + 1));
        }
        Assert.Empty((await Verify(fresh.Database, folder)).Faults);
    }

    [Fact]
    public async Task Two_records_that_changed_places_are_found_and_so_is_one_that_was_put_in()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await Fill(fresh.Database, folder, 6);
        await Unlock(fresh.Database);
        Assert.NotEmpty(await After(fresh.Database, folder, "update audit_records set number = case number when 3 then -4 else -3 end where number in (3, 4); update audit_records set number = -number where number < 0", 0));
        Assert.Equal([7], (await After(fresh.Database, folder, "insert into audit_records select chain_id, 7, at, who, role, action, subject, detail, origin, seal from audit_records where number = 6", 0)).Select(f => f.Number));
    }

    [Fact]
    public async Task What_is_cut_off_a_chain_is_found_as_far_as_it_was_anchored_and_what_was_not_is_named()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await Fill(fresh.Database, folder, 5);
        await using var going = await Open(fresh.Database, folder);
        await going.Write(Fact(1));
        await going.Write(Fact(2));
        await Unlock(fresh.Database);
        var (fault, tail) = (await After(fresh.Database, folder, "delete from audit_records where number >= 4 and chain_id = (select min(chain_id) from audit_chains)", 0), (await Verify(fresh.Database, folder)).Tails);
        Assert.Equal((4L, "missing, with all up to record 5, which was anchored"), (Assert.Single(fault).Number, fault[0].What));
        Assert.Equal((1L, 2L), (Assert.Single(tail).First, tail[0].Last));
        var gone = await After(fresh.Database, folder, "delete from audit_records where chain_id = (select min(chain_id) from audit_chains); delete from audit_chains where chain_id = (select min(chain_id) from audit_chains)", 0);
        Assert.Equal("all of the chain is gone: it was anchored up to record 5", Assert.Single(gone).What);
    }

    [Fact]
    public async Task Anchors_that_were_changed_or_taken_out_are_found()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        for (var i = 0; i < 4; i++)
            await Fill(fresh.Database, folder, 2);
        var file = _files[Path.Combine("audit", "anchors.jsonl")];
        var lines = File.ReadAllLines(file);
        File.WriteAllLines(file, [lines[0], lines[1].Replace("\"number\":2", "\"number\":1"), lines[2], lines[3]]);
        Assert.Contains((await Verify(fresh.Database, folder)).Faults, f => f is { Chain: null, Number: 2 });
        File.WriteAllLines(file, [lines[0], lines[2], lines[3]]);
        Assert.Equal([2L], (await Verify(fresh.Database, folder)).Faults.Select(f => f.Number));
        File.WriteAllLines(file, [lines[0], "{", lines[2], lines[3]]);
        Assert.Contains((await Verify(fresh.Database, folder)).Faults, f => f is { Chain: null, Number: 2, What: "no anchor; the line was damaged" });
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task What_is_older_than_the_policy_leaves_for_archives_and_the_chain_goes_on_behind_them(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var folder = Folder();
        await Fill(fresh.Database, folder, 5);
        await using (var going = await Open(fresh.Database, folder))
        {
            await going.Write(Fact(1));
            await going.Write(Fact(2));
            var between = TimeProvider.System.GetUtcNow();
            await Task.Delay(5, TestContext.Current.CancellationToken);
            await going.Write(Fact(3));
            Assert.Equal(7, await AuditRetention.Count(fresh.Database, folder, between, TestContext.Current.CancellationToken));
            // Three a file: a chain is cut wherever a file is full.
            var went = await AuditRetention.Apply(fresh.Database, folder, between, 3, TestContext.Current.CancellationToken);
            Assert.Equal([("audit-000001.jsonl.gz", 3L), ("audit-000002.jsonl.gz", 3L), ("audit-000003.jsonl.gz", 1L)], went.Select(r => (r.Subject, r.Amount)));
            Assert.Empty(await AuditRetention.Apply(fresh.Database, folder, between, cancel: TestContext.Current.CancellationToken));
            await going.Write(Fact(4));
        }
        Assert.Equal(["3", "4"], (await Find(fresh.Database, new())).Select(r => r.Subject).Order());
        var verification = await Verify(fresh.Database, folder);
        Assert.Empty(verification.Faults);
        Assert.Empty(verification.Tails);
        Assert.Equal((9L, 2, 3L), (verification.Records, verification.Chains, verification.Archives));
        // The whole of a chain may go; its process writes on all the same.
        await AuditRetention.Apply(fresh.Database, folder, TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1), cancel: TestContext.Current.CancellationToken);
        Assert.Empty(await Find(fresh.Database, new()));
        Assert.Equal(9, (await Verify(fresh.Database, folder)).Records);
        Assert.Empty((await Verify(fresh.Database, folder)).Faults);
        Assert.Equal(9, (await fresh.Database.Read(connection => Removals.List(connection, 10), TestContext.Current.CancellationToken)).Sum(r => r.Amount));
        var refused = await Assert.ThrowsAnyAsync<DbException>(async () =>
        {
            await Fill(fresh.Database, folder, 1);
            await Do(fresh.Database, "delete from audit_records");
        });
        Assert.Contains("audit records are never changed", refused.Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Archives, "audit-000001.jsonl.gz")));
    }

    [Fact]
    public async Task An_archive_that_is_gone_changed_or_exchanged_is_found_and_a_damaged_trail_is_not_archived()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await Fill(fresh.Database, folder, 6);
        var later = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1);
        await AuditRetention.Apply(fresh.Database, folder, later, 2, TestContext.Current.CancellationToken);
        var files = Directory.GetFiles(folder.Archives, "*.gz").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        async Task<string> FaultsAfter(Action change)
        {
            var kept = files.ToDictionary(f => f, File.ReadAllBytes);
            change();
            var faults = string.Join('\n', (await Verify(fresh.Database, folder)).Faults.Select(f => $"{f.Chain![..8]} {f.Number} {f.What}"));
            foreach (var (file, bytes) in kept)
                File.WriteAllBytes(file, bytes);
            return faults;
        }
        Assert.Contains("archives 2 missing, with all up to archive 2", await FaultsAfter(() => File.Delete(files[1])), StringComparison.Ordinal);
        var last = await FaultsAfter(() => File.Delete(files[2]));
        Assert.Contains("archives 3 missing, with all up to archive 3, which was anchored", last, StringComparison.Ordinal);
        Assert.Contains("5 taken from the database, with all up to record 6, and in no archive that is here", last, StringComparison.Ordinal);
        Assert.Contains("archives 2 it is archive 3", await FaultsAfter(() => File.Copy(files[2], files[1], overwrite: true)), StringComparison.Ordinal);
        Assert.Contains("archives 1", await FaultsAfter(() => Rewrite(files[0], text => text.Replace("Rae Reviewer", "Ann Reviewer", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("archives 1", await FaultsAfter(() => File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..^20])), StringComparison.Ordinal);
        Assert.Empty(await FaultsAfter(() => { }));
        // Whoever holds the database says that more was archived than was.
        await Fill(fresh.Database, folder, 3);
        await Unlock(fresh.Database);
        var chain = await fresh.Database.Read(c => c.QuerySingle<string>("select max(chain_id) from audit_chains"), TestContext.Current.CancellationToken);
        Assert.Contains(await After(fresh.Database, folder, $"update audit_chains set archived_number = 2, archived_seal = (select seal from audit_records where chain_id = '{chain}' and number = 2) where chain_id = '{chain}'; delete from audit_records where number <= 2 and chain_id = '{chain}'", 0),
            f => f.Chain == chain && f.What.StartsWith("taken from the database", StringComparison.Ordinal));
        await Do(fresh.Database, $"update audit_chains set archived_number = 0, archived_seal = '' where chain_id = '{chain}'; update audit_records set who = 'x' where number = 2");
        Assert.Contains("record 2", (await Assert.ThrowsAsync<InputException>(() => AuditRetention.Apply(fresh.Database, folder, later, cancel: TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Equal(3, (await Find(fresh.Database, new())).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_archive_that_was_begun_when_the_process_died_is_finished_and_no_record_is_in_two(bool wentBack)
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await Fill(fresh.Database, folder, 5);
        var later = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1);
        // The files are there, and the database knows nothing of them: the process died, or the database is an earlier one again.
        await Do(fresh.Database, "create table kept as select * from audit_records");
        await AuditRetention.Apply(fresh.Database, folder, later, wentBack ? 2 : 9, TestContext.Current.CancellationToken);
        await Do(fresh.Database, "update audit_chains set archived_number = 0, archived_seal = ''; insert into audit_records select * from kept; drop table kept");
        File.WriteAllText(Path.Combine(folder.Archives, "audit-000009.jsonl.gz.part"), "begun");
        Assert.Empty((await Verify(fresh.Database, folder)).Faults);
        Assert.Equal(5, (await AuditRetention.Apply(fresh.Database, folder, later, cancel: TestContext.Current.CancellationToken)).Sum(r => r.Amount));
        Assert.Equal(wentBack ? 3 : 1, Directory.GetFiles(folder.Archives, "*.gz").Length);
        var verification = await Verify(fresh.Database, folder);
        Assert.Empty(verification.Faults);
        Assert.Equal(5, verification.Records);
    }

    [Fact]
    public async Task After_a_restore_that_was_noted_what_came_after_the_backup_is_told_and_not_missed()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await Fill(fresh.Database, folder, 3);
        await using (var going = await Open(fresh.Database, folder))
            await going.Write(Fact(1));
        await Backup.Write(fresh.Database, _files["state.zip"], TestContext.Current.CancellationToken);
        await Task.Delay(5, TestContext.Current.CancellationToken);
        await Fill(fresh.Database, folder, 4);
        await using var back = await BothEngines.Empty(DatabaseEngine.Sqlite);
        await Restore.From(_files["state.zip"], DatabaseUrl.Parse(back.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        await using var restored = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse(back.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("all of the chain is gone: it was anchored up to record 4", Assert.Single((await Verify(restored, folder)).Faults).What);
        // Of the database that was not restored nothing is noted, and of the one that was, once.
        Task<CliResult> Note(string url) => Cli.Run("audit", "restored", "--from", _files["state.zip"], "--database", url, "--folder", _files["audit"]);
        foreach (var (url, says) in new[] { (fresh.Url, "nothing was noted: "), (back.Url, "anchors.jsonl: the state went back to that of "), (back.Url, "nothing was noted: ") })
        {
            var said = await Note(url);
            Assert.Equal((0, ""), (said.ExitCode, said.Error));
            Assert.Contains(says, said.Output, StringComparison.Ordinal);
        }
        Assert.Single(folder.Anchors(), a => a!.Chain == "restored");
        await Fill(restored, folder, 2);
        var verification = await Verify(restored, folder);
        Assert.Empty(verification.Faults);
        Assert.Equal(4, Assert.Single(verification.WentBack).Records);
        // What was there before is asked as ever, and the note needs the key.
        await Unlock(restored);
        Assert.NotEmpty(await After(restored, folder, "delete from audit_records where number = 3", 0));
        var file = _files[Path.Combine("audit", "anchors.jsonl")];
        File.AppendAllText(file, File.ReadAllLines(file)[^1].Replace("\"chain\":\"", "\"chain\":\"restored\",\"was\":\"", StringComparison.Ordinal) + "\n");
        Assert.NotEmpty((await Verify(restored, folder)).Faults);
        Assert.Single((await Verify(restored, folder)).WentBack);
    }

    private static void Rewrite(string file, Func<string, string> change)
    {
        string text;
        using (var reader = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress)))
            text = reader.ReadToEnd();
        using var writer = new StreamWriter(new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest));
        writer.Write(change(text));
    }

    [Fact]
    public async Task Nobody_without_the_key_can_seal_what_was_changed()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await Fill(fresh.Database, Folder(), 4);
        var other = AuditFolder.Open(_files["other"]);
        Assert.Contains("sealed with another key", Assert.Single((await Verify(fresh.Database, other)).Faults).What, StringComparison.Ordinal);
        await Fill(fresh.Database, Folder(), 2);
        Assert.Contains(", as is 1 chain more; ", Assert.Single((await Verify(fresh.Database, other)).Faults).What, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files[Path.Combine("audit", "key")]));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files[Path.Combine("audit", "anchors.jsonl")]));
        }
    }

    [Fact]
    public async Task Where_the_database_does_not_answer_a_deed_fails_a_look_waits_and_the_chain_goes_on()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        var folder = Folder();
        await using (var trail = await Open(fresh.Database, folder))
        {
            await trail.Write(Fact(1));
            await Do(fresh.Database, "alter table audit_records rename to elsewhere");
            await trail.Note(Fact(2));
            await Assert.ThrowsAnyAsync<DbException>(() => trail.Write(Fact(3)));
            await Do(fresh.Database, "alter table elsewhere rename to audit_records");
            await trail.Write(Fact(4));
        }
        Assert.Equal(["1", "2", "4"], (await Find(fresh.Database, new())).OrderBy(r => r.Number).Select(r => r.Subject));
        Assert.Empty((await Verify(fresh.Database, folder)).Faults);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Whatever_a_field_holds_is_read_again_as_it_was_sealed(DatabaseEngine engine)
    {
        await using var fresh = await BothEngines.Fresh(engine);
        var folder = Folder();
        await using (var trail = await Open(fresh.Database, folder))
            await trail.Write(new("Zoë 𝔛 \u202eabc", "", "'; drop table audit_records; --", "a\0b\ud800c", "line\r\nline\ttab", ""));
        var row = Assert.Single(await Find(fresh.Database, new()));
        Assert.Equal(("Zoë 𝔛 \u202eabc", "a\ufffdb\ufffdc", "line\r\nline\ttab"), (row.Who, row.Subject, row.Detail));
        Assert.Empty((await Verify(fresh.Database, folder)).Faults);
    }

    private static Task<AuditTrail> Open(OpportuneDatabase database, AuditFolder folder) => AuditTrail.Open(database, folder, "test", cancel: TestContext.Current.CancellationToken);

    private static Task<AuditVerification> Verify(OpportuneDatabase database, AuditFolder folder) => AuditVerification.Of(database, folder, TestContext.Current.CancellationToken);

    private static Task<IReadOnlyList<AuditRow>> Find(OpportuneDatabase database, AuditFilter filter) => AuditTable.Find(database, filter, TestContext.Current.CancellationToken);

    private static Task<int> Do(OpportuneDatabase database, string statement, object? parameters = null) => database.Write(c => c.Execute(statement, parameters), TestContext.Current.CancellationToken);

    private AuditFolder Folder() => AuditFolder.Open(_files["audit"]);

    private static AuditFact Fact(int number) => new("Rae Reviewer", "reviewer", "entry-viewed", $"{number}", "by=next", "127.0.0.1");

    private static async Task Fill(OpportuneDatabase database, AuditFolder folder, int records)
    {
        await using var trail = await Open(database, folder);
        for (var i = 0; i < records; i++)
            await trail.Write(Fact(i));
    }

    // Whoever may write to the database may also take its guards away.
    private static Task<int> Unlock(OpportuneDatabase database) => Do(database, "drop trigger audit_records_stay; drop trigger audit_records_stay_unchanged");

    // What a verification finds after a change; the change is undone.
    private static async Task<IReadOnlyList<AuditFault>> After(OpportuneDatabase database, AuditFolder folder, string change, int n)
    {
        await Do(database, "create table kept as select * from audit_records; create table kept_chains as select * from audit_chains");
        await Do(database, change, new { n });
        var faults = (await Verify(database, folder)).Faults;
        await Do(database, "insert or ignore into audit_chains select * from kept_chains; delete from audit_records; insert into audit_records select * from kept; drop table kept; drop table kept_chains");
        return faults;
    }
}
