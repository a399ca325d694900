using System.IO.Compression;
using System.Text;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Database;

/// <summary>Backups: of one state, whole or refused, and from either engine into either.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly DateTimeOffset Instant = new(2026, 3, 8, 7, 6, 5, 4, 321, TimeSpan.Zero);

    // What may have happened to a file on its way.
    private static readonly Dictionary<string, Action<string>> Spoilings = new()
    {
        ["cut off"] = path =>
        {
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length - 30);
        },
        ["half"] = path =>
        {
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length / 2);
        },
        ["letter"] = path => File.WriteAllText(path, "Dear colleague"),
        ["without manifest"] = path => InZip(path, zip => zip.GetEntry("manifest.json")!.Delete()),
        ["without table"] = path => InZip(path, zip => zip.GetEntry("tables/entries.jsonl")!.Delete()),
        ["other value"] = path => Replace(path, "tables/entries.jsonl", "Osteoporosis", "Osteopenia"),
        ["missing row"] = path => Replace(path, "tables/installation.jsonl", "[\"key\",\"0123\"]\n", ""),
        ["other type"] = path => Replace(path, "tables/entry_events.jsonl", "[1,", "[\"one\","),
        ["no array"] = path => Replace(path, "tables/entry_events.jsonl", "[1,", "{1,"),
        ["other count"] = path => Replace(path, "manifest.json", "\"rows\": 3", "\"rows\": 4"),
        ["other column"] = path => Replace(path, "manifest.json", "\"entry_id\"", "\"entry_name\""),
        ["other schema"] = path => Replace(path, "manifest.json", "\"sha256\": \"", "\"sha256\": \"0"),
        ["later form"] = path => Replace(path, "manifest.json", "\"format\": 1", "\"format\": 2"),
        ["no JSON"] = path => Replace(path, "manifest.json", "\"format\"", "format"),
        ["one byte"] = path =>
        {
            // In the middle of the packed data of a table.
            var bytes = File.ReadAllBytes(path);
            var at = bytes.AsSpan().IndexOf("tables/entries.jsonl"u8) + 60;
            bytes[at] ^= 0x40;
            File.WriteAllBytes(path, bytes);
        },
    };

    private readonly TemporaryFolder _folder = Some.Folder();

    public static TheoryData<DatabaseEngine> Engines => BothEngines.All;

    public static TheoryData<DatabaseEngine, DatabaseEngine> Pairs => new(
        from source in Enum.GetValues<DatabaseEngine>() from target in Enum.GetValues<DatabaseEngine>() select (source, target));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_is_restored_equals_what_was_backed_up(DatabaseEngine from, DatabaseEngine to)
    {
        await using var source = await BothEngines.Fresh(from);
        await Fill(source);
        await using var target = await BothEngines.Empty(to);
        var (tables, rows) = await Backup.Write(source.Database, _folder["one.zip"], TestContext.Current.CancellationToken);
        var restored = await Restore.From(_folder["one.zip"], DatabaseUrl.Parse(target.Url), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((tables, rows), (restored.Tables, restored.Rows));
        await target.Open();
        await Backup.Write(target.Database, _folder["two.zip"], TestContext.Current.CancellationToken);
        Assert.Equal(Contents(_folder["one.zip"]), Contents(_folder["two.zip"]));
        // The numbers go on after the highest.
        await target.Database.Write(AddEvent, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3, 4], await target.Database.Read(c => c.Query<long>("select event_id from entry_events order by 1").ToList(), TestContext.Current.CancellationToken));
        await using var connection = await target.Connect();
        Assert.ThrowsAny<System.Data.Common.DbException>(() => connection.Execute("insert into run_timings (run_id, step, milliseconds) values ('no such run', 's', 1)"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_backup_taken_while_writers_write_is_one_state(DatabaseEngine engine)
    {
        await using var source = await BothEngines.Fresh(engine);
        await source.Database.Write(c => c.Execute("insert into installation (name, value) values ('a', '0'), ('b', '0')"), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        // Every transaction changes two tables, and moves the two numbers together.
        var writer = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                var n = i;
                await source.Database.Write(c => c.Execute("update installation set value = @value", new { value = $"{n}" })
                    + c.Execute("insert into schedules (job, title, seen_at) values (@job, 't', @Instant)", new { job = $"job {n}", Instant }), TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            var path = _folder[$"{i}.zip"];
            await Backup.Write(source.Database, path, TestContext.Current.CancellationToken);
            await using var target = await BothEngines.Empty(engine);
            await Restore.From(path, DatabaseUrl.Parse(target.Url), TimeProvider.System, TestContext.Current.CancellationToken);
            await target.Open();
            var values = await target.Database.Read(c => c.Query<string>("select value from installation where name in ('a', 'b')").Distinct().ToList(), TestContext.Current.CancellationToken);
            Assert.Equal(await target.Database.Read(c => c.QuerySingle<long>("select count(*) from schedules"), TestContext.Current.CancellationToken), long.Parse(Assert.Single(values), null));
        }
        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task A_servers_state_is_set_aside_for_a_backup_and_comes_back()
    {
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.PostgreSql);
        await Fill(fresh);
        await Backup.Write(fresh.Database, _folder["older.zip"], TestContext.Current.CancellationToken);
        await fresh.Database.Write(c => c.Execute("insert into installation (name, value) values ('later', 'yes')"), TestContext.Current.CancellationToken);
        Task<CliResult> Aside(params string[] how) => Cli.Run(["set-aside", "--database", fresh.Url, .. how]);
        Assert.Equal(0, (await Aside("--as", "of_99")).ExitCode);
        Assert.Contains("has a schema 'of_99' already", (await Aside("--as", "of_99")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.Run("restore", "--database", fresh.Url, "--from", _folder["older.zip"], "--quiet")).ExitCode);
        // Another installation's schema in the same database is nobody's leftover.
        await fresh.Database.Write(c => c.Execute("create schema other_installation; create table other_installation.schema_versions (version bigint)"), TestContext.Current.CancellationToken);
        var looked = await Cli.Run("doctor", "--database", fresh.Url);
        Assert.Equal(0, looked.ExitCode);
        Assert.Contains("ok    left over: 1 state set aside (schema of_99); patients' rows are in it", looked.Output, StringComparison.Ordinal);
        Assert.Equal(("schema of_99", "drop schema \"of_99\" cascade (psql, as the database's owner)"), Assert.Single(await fresh.Database.Read(c => Leftovers.SetAside(c, DatabaseUrl.Parse(fresh.Url)), TestContext.Current.CancellationToken)));
        Assert.Equal((0L, 1L), (await Later(fresh, "installation"), await Later(fresh, "of_99.installation")));
        Assert.Contains("is not empty", (await Aside("--back", "of_99")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Aside("--as", "restored")).ExitCode);
        Assert.Equal(0, (await Aside("--back", "of_99")).ExitCode);
        Assert.Equal(1L, await Later(fresh, "installation"));
        Assert.Equal(0, (await Cli.Run("doctor", "--database", fresh.Url, "--quiet")).ExitCode);
        // What its triggers call came along.
        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => fresh.Database.Write(c => c.Execute(
            "insert into audit_chains (chain_id, started_at, process, key_id) values ('c', now(), '', ''); insert into audit_records values ('c', 1, now(), '', '', '', '', '', '', ''); delete from audit_records"), TestContext.Current.CancellationToken));
        Assert.Contains("audit records are never changed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is a file", (await Cli.Run("set-aside", "--database", $"sqlite:{_folder["x.db"]}", "--as", "y")).Error, StringComparison.Ordinal);
    }

    private static Task<long> Later(FreshDatabase fresh, string table) =>
        fresh.Database.Ask(c => c.QuerySingle<long>($"select count(*) from {table} where name = 'later'"), TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_database_that_holds_something_is_not_overwritten(DatabaseEngine engine)
    {
        await using var source = await BothEngines.Fresh(engine);
        await Fill(source);
        await Backup.Write(source.Database, _folder["one.zip"], TestContext.Current.CancellationToken);
        var refused = await Cli.Run("restore", "--database", source.Url, "--from", _folder["one.zip"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is not empty; restore into a new database", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.Run("doctor", "--database", source.Url)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_altered_or_cut_off_backup_restores_nothing(DatabaseEngine engine)
    {
        await using var source = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await Fill(source);
        var whole = _folder["whole.zip"];
        await Backup.Write(source.Database, whole, TestContext.Current.CancellationToken);
        await using var target = await BothEngines.Empty(engine);
        await target.Open();
        foreach (var (name, spoil) in Spoilings)
        {
            var path = _folder[$"{name}.zip"];
            File.Copy(whole, path);
            spoil(path);
            var refusal = await Assert.ThrowsAsync<InputException>(() => Restore.From(path, DatabaseUrl.Parse(target.Url), TimeProvider.System, TestContext.Current.CancellationToken));
            Assert.StartsWith("--from: ", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Osteoporosis", refusal.Message, StringComparison.Ordinal);
        }
        foreach (var table in new[] { "runs", "entries", "installation" })
            Assert.Equal(0, await target.Database.Read(c => c.QuerySingle<long>($"select count(*) from {table}"), TestContext.Current.CancellationToken));
        // The same database still takes the good one.
        await Restore.From(whole, DatabaseUrl.Parse(target.Url), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_file_is_its_owners_only_and_whole_or_not_there()
    {
        await using var source = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        await Fill(source);
        await File.WriteAllTextAsync(_folder[".part-b.zip"], "from a backup that was killed", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["b.zip"], "last night's", TestContext.Current.CancellationToken);
        var result = await Cli.Run("backup", "--database", source.Url, "--to", _folder["b.zip"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["b.zip"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["b.zip"]));
        Assert.Equal(2, (await Cli.Run("backup", "--database", source.Url, "--to", source.File)).ExitCode);
        // Each night into one folder: the newest stay, and what is named otherwise.
        Directory.CreateDirectory(_folder["nights"]);
        string[] there = ["before-2.0.zip", "opportune-20250101T000000Z.zip", "opportune-20250102T000000Z.zip", "opportune-of-mine-Z.zip"];
        Array.ForEach(there, name => File.WriteAllText(_folder[$"nights/{name}"], ""));
        var night = await Cli.Run("backup", "--database", source.Url, "--into", _folder["nights"], "--keep", "2");
        Assert.Matches("^[0-9,]+ rows of [0-9]+ tables -> .*/nights/opportune-[0-9]{8}T[0-9]{6}Z.zip; 1 older one removed\n$", night.Output);
        var names = Directory.GetFiles(_folder["nights"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal([there[0], there[2], names[2], there[3]], names);
        foreach (string[] wrong in new string[][] { [], ["--to", _folder["c.zip"], "--keep", "2"], ["--into", _folder["nights"], "--keep", "0"] })
            Assert.Equal(2, (await Cli.Run(["backup", "--database", source.Url, .. wrong])).ExitCode);
        Assert.Equal(0, (await Cli.Run("restore", "--database", $"sqlite:{_folder["new.db"]}", "--from", _folder["b.zip"])).ExitCode);
    }

    private static void InZip(string path, Action<ZipArchive> change)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        change(zip);
    }

    private static void Replace(string path, string entry, string old, string with) => InZip(path, zip =>
    {
        using var stream = zip.GetEntry(entry)!.Open();
        var text = new StreamReader(stream).ReadToEnd();
        Assert.Contains(old, text, StringComparison.Ordinal);
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(text.Replace(old, with, StringComparison.Ordinal)));
    });

    private static Dictionary<string, string> Contents(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.Where(e => e.FullName != "manifest.json").ToDictionary(e => e.FullName, e => new StreamReader(e.Open()).ReadToEnd());
    }

    private static async Task Fill(FreshDatabase fresh)
    {
        await fresh.Database.Write(connection =>
        {
            connection.Execute("insert into installation (name, value) values ('key', '0123'), ('empty', '')");
            // The first run refers to the second, which comes after it in the order of keys.
            foreach (var (run, retryOf) in new[] { ("b", null), ("a", (string?)"b") })
            {
                connection.Execute(
                    """
                    insert into runs (run_id, job, kind, as_of, state, retry_of, requested_at, requested_by, threads, input, program, rules_sha256, lexicon_sha256)
                    values (@run, 'nightly', 'live', @as_of, 'succeeded', @retryOf, @Instant, 'ann', 2, '/in', 'opportune', 'r', 'l')
                    """, new { run, retryOf, as_of = new DateOnly(2026, 3, 7), Instant });
            }
            connection.Execute("insert into run_timings (run_id, step, milliseconds) values ('a', 'scan', @scan), ('a', 'gather', @gather)", new { scan = 0.1, gather = 1e300 });
            connection.Execute(
                """
                insert into entries (entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority,
                    index_date, episode, news, reopenings, memory, first_seen, last_run_id, note, revision)
                values ('e1', 'p', 'p', 'bone', 1, 'open', @day, 'new-finding', '', 'dexa-review', '', 2, 'high', @day, 1, 1, 0, '', @day, 'a', @note, 3)
                """, new { day = new DateOnly(2026, 3, 7), note = "Osteoporosis \"é\"\n\t\U0001F9B4" });
            return AddEvent(connection) + AddEvent(connection) + AddEvent(connection);
        }, TestContext.Current.CancellationToken);
    }

    private static int AddEvent(System.Data.Common.DbConnection connection) =>
        connection.Execute("insert into entry_events (entry_id, at, kind, state_after, text) values ('e1', @Instant, 'noted', 'new', 'a note')", new { Instant });
}
