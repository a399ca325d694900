using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Jobs.Sources;
using Opportune.Sources;
using Opportune.Sources.Databases;
using Opportune.Sources.Mapped;
using Opportune.Sources.Snapshots;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Schedules;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Integration.Sources;

/// <summary>Databases read by several connections that see one state, again where one is lost, and no more than has changed.</summary>
public sealed class DatabaseSourceTests : IDisposable
{
    private const string Mapping = """
        id: site
        kind: tables
        title: a test
        tables:
          patients: {from: person, columns: {patient_id: person_id, birth_date: birth, sex: {constant: F}}}
          imaging_findings: {from: report, columns: {finding_id: report_id, patient_id: person_id, accession: report_id, exam_date: day, modality: {constant: CT}, finding_text: txt}}

        """;

    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly SetClock _clock = new(new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_connection_that_is_lost_costs_its_range_and_all_see_the_state_of_the_beginning()
    {
        await using var source = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        await using var admin = await TinySource.Connect(source);
        await Do(admin, "create table person (person_id int primary key, birth date); insert into person select i, date '1950-01-01' + i from generate_series(1, 50) i");
        await Do(admin, $"create table report (report_id bigint primary key, person_id int, day date, txt text); insert into report select i, i % 50 + 1, date '2026-01-01', '{new string('x', 200)}' || i from generate_series(1, 140000) i");
        var (wasKilled, wasChanged) = (0, 0);
        var taken = Take($"database: {{url: '{source.Url}', connections: 1, keys-per-range: 131072}}", rows =>
        {
            // Half of the first range is read: its server process dies, and all that follows is read by another, which begins after the change.
            if (rows == 65_536 && Interlocked.Exchange(ref wasKilled, 1) == 0)
                Do(admin, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'active' and query like '%.\"report\" where (%' and pid <> pg_backend_pid()").Wait(Cancel);
        }, sql =>
        {
            // Meanwhile somebody goes on writing.
            if (sql.Contains("\"report\"", StringComparison.Ordinal) && Interlocked.Exchange(ref wasChanged, 1) == 0)
                Do(admin, "delete from report where report_id <= 3; insert into report values (140001, 1, '2026-01-01', 'late'); insert into person values (51, '1960-01-01')").Wait(Cancel);
        });
        Assert.Equal([("person", 50L, 50L), ("report", 140_000L, 140_000L)], taken.Taken.Books.Select(b => (b.Table, b.Read, b.Used)));
        using var input = InputFolder.Open(taken.Folder);
        var ids = CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id");
        Assert.Equal(140_000, ids.Distinct().Count());
        var reads = _asked.Where(q => q.Contains("order by \"", StringComparison.Ordinal)).GroupBy(q => q).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal([1, 1, 2], reads.Values.Order());
        Assert.Contains(reads, r => r.Value == 2 && r.Key.EndsWith("where (\"report_id\" is null or \"report_id\" < 131072) order by \"report_id\"", StringComparison.Ordinal));
        Assert.Matches("^all tables as of 20..-..-..T..:..:..Z: the server's snapshot, shared by all connections$", taken.Taken.State!);
    }

    [Fact]
    public async Task A_lost_connection_of_another_engine_costs_its_range_where_all_connections_see_one_state()
    {
        await using var source = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        await using var admin = await TinySource.Connect(source);
        await Do(admin, "create table person (person_id int primary key, birth date); insert into person values (1, '1950-01-01')");
        await Do(admin, "create table report (report_id bigint primary key, person_id int, day date, txt text); insert into report select i, 1, date '2026-01-01', 'x' from generate_series(1, 4000) i");
        var url = DatabaseUrl.Parse(source.Url);
        Directory.CreateDirectory(_folder["provider"]);
        File.Copy(typeof(NpgsqlFactory).Assembly.Location, _folder["provider/Npgsql.dll"]);
        Environment.SetEnvironmentVariable("OPPORTUNE_TEST_LOST", new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = false }.ConnectionString);
        var wasKilled = 0;
        var taken = Take(
            $"database: {{schema: public, connections: 2, keys-per-range: 1024, as-of: unchanging, provider: {{folder: '{_folder["provider"]}', assembly: Npgsql.dll, factory: Npgsql.NpgsqlFactory, connection: OPPORTUNE_TEST_LOST}}}}",
            null,
            sql =>
            {
                if (sql.EndsWith("order by \"report_id\"", StringComparison.Ordinal) && Interlocked.Exchange(ref wasKilled, 1) == 0)
                    Do(admin, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()").Wait(Cancel);
            });
        Assert.Equal([("person", 1L, 1L), ("report", 4000L, 4000L)], taken.Taken.Books.Select(b => (b.Table, b.Read, b.Used)));
        var asked = _asked.Where(q => q.EndsWith("order by \"report_id\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, asked.Distinct().Count());
        Assert.True(asked.Count > 4);
    }

    [Fact]
    public async Task A_state_that_nobody_keeps_any_more_ends_the_taking_so_that_it_begins_anew()
    {
        await using var source = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        await using var admin = await TinySource.Connect(source);
        await Do(admin, "create table person (person_id int primary key, birth date); create table report (report_id bigint primary key, person_id int, day date, txt text); insert into person values (1, '1950-01-01')");
        var wasKilled = 0;
        var lost = Assert.Throws<IOException>(() => Take($"database: {{url: '{source.Url}', connections: 1}}", null, sql =>
        {
            // Waits until they are gone: nobody is left who could show the state to another.
            if (sql.EndsWith("order by \"person_id\"", StringComparison.Ordinal) && Interlocked.Exchange(ref wasKilled, 1) == 0)
                Do(admin, "select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = current_database() and application_name = 'opportune'").Wait(Cancel);
        }));
        Assert.Contains("taken again from the beginning", lost.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["taken"]));
    }

    [Fact]
    public void What_a_watermark_has_not_passed_is_taken_over_and_the_weekly_reading_finds_what_changed_behind_it()
    {
        using var database = Sqlite();
        Do(database, "create table person (person_id integer primary key, birth text, seen text); create table report (report_id integer primary key, person_id integer, day text, txt text, seen text)");
        Do(database, "insert into person values (1, '1950-01-01', '2026-01-01T00:00:00')");
        Do(database, "with recursive n(i) as (select 1 union all select i + 1 from n where i < 600) insert into report select i, 1, '2026-01-01', 'report ' || i, '2026-01-0' || (1 + i % 9) || 'T00:00:00' from n");
        const string Watched = "database: {keys-per-range: 200, watermarks: {person: seen, REPORT: Seen}}";
        Assert.Equal(["person/0-255", "report/0-255", "report/256-511", "report/512-767"], ReadTonight());

        // Nothing has changed; then a new row; then one that is gone, and one that says that it changed.
        Assert.Equal([], ReadTonight());
        Do(database, "insert into report values (700, 1, '2026-05-30', 'new', '2026-05-20T00:00:00')");
        Assert.Equal(["report/512-767"], ReadTonight());
        Do(database, "delete from report where report_id = 3; update report set txt = 'changed', seen = '2026-05-21T00:00:00' where report_id = 300");
        Assert.Equal(["report/0-255", "report/256-511"], ReadTonight());
        Assert.Equal(("null", "changed", "new"), (TextOf("3"), TextOf("300"), TextOf("700")));

        // A change that the watermark does not tell is found within a week, named, and counts.
        Do(database, "update report set txt = 'behind' where report_id = 301; delete from report where report_id = 302");
        Do(database, "insert into report values (302, 1, '2026-01-01', 'another of the same number', '2026-01-02T00:00:00'); update report set txt = 'behind too' where report_id = 303");
        Assert.Equal([], ReadTonight());
        Assert.Equal("report 301", TextOf("301"));
        _clock.Now += TimeSpan.FromDays(7);
        Assert.Equal(["person/0-255", "report/0-255", "report/256-511", "report/512-767"], Tonight(Watched, out var notes));
        Assert.Equal("behind", TextOf("301"));
        Assert.Equal(["report/256-511 was read in full: its watermark had not told that 3 rows of imaging_findings are gone or changed and 3 are new or changed; what was read counts"], notes);
        var part = File.GetLastWriteTimeUtc(Part("report-0-255"));

        // What was read again and is the same keeps its time, so that a run knows it.
        _clock.Now += TimeSpan.FromDays(7);
        Assert.Equal(4, Tonight(Watched, out notes).Count);
        Assert.Empty(notes);
        Assert.Equal(part, File.GetLastWriteTimeUtc(Part("report-0-255")));

        List<string> ReadTonight() => Tonight(Watched, out _);
    }

    [Fact]
    public void A_lookup_that_changed_makes_all_that_rests_on_it_be_read_again()
    {
        using var database = Sqlite();
        Do(database, "create table person (person_id integer primary key, birth text, sex_id integer, seen text); create table report (report_id integer primary key, person_id integer, day text, txt text); create table sexes (id integer, code text)");
        Do(database, "insert into person values (1, '1950-01-01', 5, '2026-01-01'); insert into sexes values (5, 'F'); insert into sexes values (6, 'M')");
        const string Rest = "lookups: {sexes: {from: sexes, key: id}}\ndatabase: {watermarks: {person: seen}}";
        var mapping = Mapping.Replace("sex: {constant: F}", "sex: {from: sex_id, lookup: sexes, column: code}", StringComparison.Ordinal);
        // Reports have no watermark, and are read each night.
        Assert.Equal(["person/0-262143", "report"], Tonight(Rest, out _, mapping));
        Assert.Equal(["report"], Tonight(Rest, out _, mapping));
        Do(database, "update sexes set code = 'M' where id = 5");
        Assert.Equal(["person/0-262143", "report"], Tonight(Rest, out _, mapping));
        using var input = InputFolder.Open(_folder["taken"]);
        Assert.Equal(["M"], CanonicalFiles.Read(input.Files(Table.Patients), "sex"));
    }

    [Fact]
    public void An_engine_without_a_shared_state_is_read_by_one_connection()
    {
        using var database = Sqlite();
        Do(database, "create table person (person_id integer primary key, birth text); create table report (report_id integer primary key, person_id integer, day text, txt text)");
        Assert.Contains("only PostgreSQL lets several connections see one state of all tables by itself", Assert.Throws<InputException>(() => Take("database: {connections: 2}")).Message, StringComparison.Ordinal);
        Assert.Contains("has no column 'modified', which the mapping names as its watermark", Assert.Throws<InputException>(() => Take("database: {watermarks: {report: modified}}")).Message, StringComparison.Ordinal);
        var taken = Take("database: {connections: 1}");
        Assert.EndsWith("one transaction (Serializable) on one connection; if it is lost, everything is read again", taken.Taken.State, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unchanging", "nobody writes meanwhile, as the mapping says; 2 connections, a transaction (Serializable) each; if one is lost, its range is read again")]
    [InlineData("/* as of {now} */", "a transaction (Serializable) each; if one is lost, its range is read again")]
    public void Where_the_mapping_says_how_they_see_one_state_several_connections_read_ranges_of_any_engine(string asOf, string state)
    {
        using var database = Sqlite();
        Do(database, "create table person (person_id integer primary key, birth text); create table report (report_id integer primary key, person_id integer, day text, txt text)");
        Do(database, "insert into person values (1, '1950-01-01'); with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) insert into report select i, 1, '2026-01-01', 'x' from n");
        var alone = Take("database: {connections: 1}");
        var whole = Rows();
        Assert.Single(alone.Taken.Files, f => f.Name.StartsWith("report", StringComparison.Ordinal));
        var taken = Take($"database: {{connections: 2, keys-per-range: 1024, as-of: '{asOf}'}}");
        Assert.Equal(5, taken.Taken.Files.Count(f => f.Name.StartsWith("report", StringComparison.Ordinal)));
        Assert.Equal(whole, Rows());
        Assert.EndsWith(state, taken.Taken.State, StringComparison.Ordinal);
        if (asOf.Contains("{now}", StringComparison.Ordinal))
            Assert.All(_asked.Where(q => q.EndsWith("order by \"report_id\"", StringComparison.Ordinal)).TakeLast(5), q => Assert.Matches("from \"main\".\"report\" /\\* as of 20..-..-.. ..:..:.. \\*/ where", q));

        List<string> Rows()
        {
            using var input = InputFolder.Open(_folder["taken"]);
            return [.. CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id").Order(StringComparer.Ordinal)];
        }
    }

    [Theory]
    [InlineData(DatabaseEngine.Sqlite)]
    [InlineData(DatabaseEngine.PostgreSql)]
    public async Task What_the_mapping_passes_over_by_a_column_of_its_own_is_left_at_the_source_and_the_rows_are_the_same(DatabaseEngine engine)
    {
        string[] setup =
        [
            "create table person (person_id integer primary key, birth text)", "insert into person values (1, '1950-01-01')",
            "create table report (report_id integer primary key, person_id integer, day text, txt text, kind text, state integer)",
            "insert into report values (1, 1, '2026-01-01', 'a', 'CT', 1), (2, 1, '2026-01-01', 'b', 'MR', 1), (3, 1, '2026-01-01', 'c', null, null), (4, 1, '2026-01-01', 'd', '', 3), (5, 1, '2026-01-01', 'e', 'CT', 3), (6, 1, '2026-01-01', 'f', 'ct', 1)",
        ];
        await using var source = engine == DatabaseEngine.PostgreSql ? await BothEngines.Empty(engine) : null;
        var rest = "";
        if (source is null)
        {
            using var database = Sqlite();
            foreach (var sql in setup)
                Do(database, sql);
        }
        else
        {
            await using var admin = await TinySource.Connect(source);
            foreach (var sql in setup)
                await Do(admin, sql);
            rest = $"database: {{url: '{source.Url}'}}";
        }
        // The same condition behind a value's meaning is not asked of the server.
        const string Asked = "where: [{from: kind, is: [CT, ''], reason: other-kind}, {from: state, not: ['3'], reason: void}], columns: {finding_id";
        const string Mine = "where: [{from: kind, values: {}, otherwise: '*', is: [CT, ''], reason: other-kind}, {from: state, values: {}, otherwise: '*', not: ['3'], reason: void}], columns: {finding_id";
        var (left, all) = (Read(Asked), Read(Mine));
        Assert.Equal(all.Rows, left.Rows);
        Assert.Equal(["1", "3"], left.Rows);
        Assert.Equal((6L, 2L), (all.Read, left.Read));

        (List<string> Rows, long Read) Read(string where)
        {
            var taken = Take(rest, mapping: Mapping.Replace("columns: {finding_id", where, StringComparison.Ordinal)).Taken;
            using var input = InputFolder.Open(_folder["taken"]);
            return ([.. CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id").Order(StringComparer.Ordinal)], taken.Books.Single(b => b.Table == "report").Read);
        }
    }

    [Fact]
    public async Task Lookups_are_asked_of_a_server_by_the_keys_that_rows_point_to()
    {
        await using var source = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        await using var admin = await TinySource.Connect(source);
        await Do(admin, "create table person (person_id int primary key, birth date, sex_id int, site text); create table report (report_id bigint primary key, person_id int, day date, txt text)");
        await Do(admin, "create table sexes (id int primary key, code text); insert into sexes select i, case when i % 2 = 0 then 'F' else 'M' end from generate_series(1, 5000) i; create table sites (name text, short text); insert into sites values ('O''Hara', 'oh'), ('Other', 'ot')");
        await Do(admin, "insert into person values (1, '1950-01-01', 4, 'O''Hara'), (2, '1950-01-01', 7, null)");
        var mapping = Mapping.Replace("sex: {constant: F}", "sex: {from: sex_id, lookup: sexes, column: code}, site: {from: site, lookup: sites, column: short}", StringComparison.Ordinal);
        var taken = Take($"lookups: {{sexes: {{from: sexes, key: id}}, sites: {{from: sites, key: name}}}}\ndatabase: {{url: '{source.Url}'}}", mapping: mapping);
        Assert.Contains(_asked, q => q.EndsWith("where \"id\" in (4, 7)", StringComparison.Ordinal));
        Assert.Contains(_asked, q => q.EndsWith("where \"name\" in ('O''Hara')", StringComparison.Ordinal));
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["F", "M"], CanonicalFiles.Read(input.Files(Table.Patients), "sex"));
        Assert.Equal(["oh", "null"], CanonicalFiles.Read(input.Files(Table.Patients), "site"));
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task The_lines_of_a_report_lie_side_by_side_in_one_part_however_they_lie_at_the_source(DatabaseEngine engine)
    {
        await using var server = await BothEngines.Empty(engine);
        const string Tables = """
            create table person (person_id int primary key, birth date); insert into person values (1, '1950-01-01');
            create table report (report_id int primary key, acc int, nr int, person_id int, day date, txt text);
            insert into report values (1, 70, 2, 1, '2026-01-02', 'b'), (200, 300, 1, 1, '2026-01-02', 'x'), (400, 70, 1, 1, '2026-01-02', 'a'), (600, 300, 2, 1, '2026-01-02', 'y'), (601, 70, 3, 1, '2026-01-02', 'c')
            """;
        if (engine == DatabaseEngine.PostgreSql)
        {
            await using var admin = await TinySource.Connect(server);
            await Do(admin, Tables);
        }
        else
        {
            using var database = Sqlite();
            Do(database, Tables);
        }
        var taken = Take($"database: {{keys-per-range: 128{(engine == DatabaseEngine.PostgreSql ? $", url: '{server.Url}'" : "")}}}",
            mapping: Mapping.Replace("accession: report_id", "accession: acc, line: nr", StringComparison.Ordinal));
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["abc", "xy"], input.Files(Table.ImagingFindings).GroupBy(f => f.Name).SelectMany(f =>
            CanonicalFiles.Read([.. f], "accession").Zip(CanonicalFiles.Read([.. f], "finding_text")).Aggregate(new List<(string, string)>(), (reports, row) =>
            {
                if (reports.Count > 0 && reports[^1].Item1 == row.First)
                    reports[^1] = (row.First, reports[^1].Item2 + row.Second);
                else
                    reports.Add((row.First, row.Second));
                return reports;
            })).Select(r => r.Item2).Order());
    }

    [Theory, MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task A_query_of_the_site_stands_for_a_table(DatabaseEngine engine)
    {
        await using var server = await BothEngines.Empty(engine);
        const string Tables = "create table person (person_id int primary key, birth date); insert into person values (1, '1950-01-01'); create table doc (nr int primary key, who int, at date, body text); insert into doc values (5, 1, '2026-01-02', 'text'), (6, 1, '2026-01-03', 'draft')";
        if (engine == DatabaseEngine.PostgreSql)
        {
            await using var admin = await TinySource.Connect(server);
            await Do(admin, Tables);
        }
        else
        {
            using var database = Sqlite();
            Do(database, Tables);
        }
        Directory.CreateDirectory(_folder["site"]);
        await File.WriteAllTextAsync(_folder["site/report.sql"], "select nr as report_id, who as person_id, at as day, body as txt\nfrom doc\nwhere body <> 'draft';\n", Cancel);
        var taken = Take(engine == DatabaseEngine.PostgreSql ? $"database: {{url: '{server.Url}'}}" : "");
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["5"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id"));
        Assert.Equal(["2026-01-02"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "exam_date"));
    }

    private static async Task Do(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static void Do(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Sqlite()
    {
        SqliteLibrary.Use();
        var connection = new SqliteConnection($"Data Source={_folder["site.db"]};Pooling=False");
        connection.Open();
        return connection;
    }

    private string Part(string name) => Directory.EnumerateFiles(_folder["taken"], $"{name}-*.parquet", SearchOption.AllDirectories).Single();

    private string TextOf(string id)
    {
        using var input = InputFolder.Open(_folder["taken"]);
        var ids = CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id").ToList();
        return ids.IndexOf(id) is >= 0 and var at ? CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_text")[at] : "null";
    }

    // The parts that were read, and not taken over.
    private List<string> Tonight(string rest, out IReadOnlyList<string> notes, string mapping = Mapping)
    {
        _clock.Now += TimeSpan.FromHours(1);
        var taken = Take(rest, mapping: mapping);
        notes = taken.Taken.Notes;
        return [.. taken.Taken.Files.Where(f => f.Taken == _clock.Now.UtcDateTime).Select(f => f.Name)];
    }

    private Snapshot Take(string rest, Action<long>? done = null, Action<string>? asked = null, string mapping = Mapping)
    {
        File.WriteAllText(_folder["site.yaml"], mapping + rest + "\n");
        var problems = new Problems();
        var read = SourceMappingReader.Read(_folder["site.yaml"], problems)!;
        Assert.Empty(problems.All);
        var settings = read.Database ?? new();
        using var writer = SnapshotWriter.Begin(_folder["taken"], "site", _clock);
        using var connections = SourceConnections.Open(settings.Url is null ? settings with { Url = $"sqlite:{_folder["site.db"]}" } : settings, TimeProvider.System);
        using var source = MappedSource.OfDatabase(read, new()
        {
            Command = text =>
            {
                _asked.Enqueue(text);
                var (command, giveBack) = connections.Borrow(text);
                asked?.Invoke(text);
                return new(command, giveBack);
            },
            CatalogQuery = connections.CatalogQuery,
            State = connections.State,
            IsLost = fault => connections.SharesState && SourceFault.IsLost(fault),
            Connections = connections.Count,
            HasRanges = connections.SharesState,
            IsServer = connections.IsServer,
            AsOfClause = connections.AsOfClause,
            Settings = settings,
            Pace = new(null, TimeZoneInfo.Utc, null, TimeProvider.System),
        }, TimeProvider.System);
        source.Take(writer, 2, done ?? (_ => { }), Cancel);
        return writer.Finish();
    }
}
