using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.App;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Jobs.Scheduling;
using Opportune.Runs;
using Opportune.Schedules;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Schedules;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Sources;

/// <summary>The small hospital as a site's own tables under other names, in files or a database, and the nightly job over them.</summary>
internal sealed class TinySource : IDisposable
{
    private static readonly string[] Tables = ["patients", "imaging_findings", "conditions", "medications", "procedures", "encounters", "feeds"];

    private readonly TemporaryFolder _folder = Some.Folder();
    private int _asked;

    public TinySource()
    {
        new TinyHospital().WriteTo(_folder["canonical"]);
        Directory.CreateDirectory(Raw);
        foreach (var table in Tables)
        {
            File.Copy(Path.Combine(_folder["canonical"], table + ".csv"), PathOf(table));
            // What was changed within the clock's coarseness is read again.
            File.SetLastWriteTimeUtc(PathOf(table), new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        ShippedJobs.CopyTo(Jobs);
        Map("");
    }

    /// <summary>Its CSV files.</summary>
    public string Raw => _folder["raw"];

    /// <summary>The jobs folder.</summary>
    public string Jobs => _folder["site/jobs"];

    /// <summary>A path of the test's own.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Writes the mapping.</summary>
    /// <param name="more">Further lines of it.</param>
    public void Map(string more) => File.WriteAllText(
        Path.Combine(Directory.CreateDirectory(Path.Combine(Jobs, "sources")).FullName, "tiny.yaml"),
        $"id: tiny\nkind: tables\ntitle: a small hospital\ntables:\n{string.Concat(Tables.Select(t => $"  {t}: {{from: raw_{t}, columns: {{{string.Join(", ", ColumnsOf(t).Select(c => $"{c}: {c}"))}}}}}\n"))}{more}");

    /// <summary>Makes the nightly job read it.</summary>
    /// <param name="input">The folder of files; null: the database that the mapping names.</param>
    public void Schedule(string? input)
    {
        var path = Path.Combine(Jobs, "nightly.yaml");
        File.WriteAllText(path, File.ReadAllText(path) + $"source: tiny\nout: ../out\n{(input is null ? "" : $"input: {input}\n")}");
    }

    /// <summary>Lets the schedule ask for a run, each time at a second of its own.</summary>
    /// <param name="fresh">With the ledger.</param>
    /// <param name="taken">See <see cref="DutySettings.Taken"/>.</param>
    public async Task<RunRow> Trigger(FreshDatabase fresh, string? taken = null)
    {
        var settings = new DutySettings { Files = () => JobFile.ReadAll(Jobs, null), Root = Path.GetDirectoryName(Jobs)!, Threads = 1, Taken = taken };
        var (occasion, _) = await new ScheduleDesk(fresh.Database, settings, new SetClock(TimeProvider.System.GetUtcNow().AddSeconds(2 * _asked++))).Trigger("nightly", "admin", null, TestContext.Current.CancellationToken);
        return await Find(fresh, occasion.RunId!);
    }

    /// <summary>A process that carries out runs.</summary>
    public RunHandlers Handlers(FreshDatabase fresh, string? shared = null, Action<string>? log = null)
    {
        var jobs = LoadedJobs.Load(Jobs, null);
        return new(fresh.Database, (row, _) => Task.FromResult(jobs.Request(row)), WorkerIdentity.OfThisProcess("test", 1) with { Id = $"worker-{Guid.NewGuid():N}" }, TimeProvider.System, log, null, shared,
            new() { Resend = TimeSpan.Zero });
    }

    public static async Task<RunRow> Find(FreshDatabase fresh, string id) => (await fresh.Database.Read(connection => RunCatalog.Find(connection, id), TestContext.Current.CancellationToken))!;

    /// <summary>Loads the tables into a SQLite file.</summary>
    public string LoadIntoSqlite(string name)
    {
        using var connection = new SqliteConnection($"Data Source={_folder[name]};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var table in Tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"create table raw_{table} ({string.Join(", ", ColumnsOf(table).Select(c => $"{c} text"))})";
            command.ExecuteNonQuery();
            foreach (var row in Rows(table))
            {
                command.CommandText = $"insert into raw_{table} values ({string.Join(", ", row.Select(Literal))})";
                command.ExecuteNonQuery();
            }
        }
        transaction.Commit();
        return $"sqlite:{_folder[name]}";
    }

    /// <summary>Loads the tables into a PostgreSQL database.</summary>
    public async Task LoadInto(FreshDatabase postgres)
    {
        await using var connection = await Connect(postgres);
        foreach (var table in Tables)
        {
            await using var command = new NpgsqlCommand($"create table raw_{table} ({string.Join(", ", ColumnsOf(table).Select(c => $"{c} {(c.EndsWith("_date", StringComparison.Ordinal) ? "date" : "text")}"))})", connection);
            await command.ExecuteNonQueryAsync();
            command.CommandText = $"insert into raw_{table} values {string.Join(", ", Rows(table).Select(r => $"({string.Join(", ", r.Select(Literal))})"))}";
            await command.ExecuteNonQueryAsync();
        }
    }

    public static async Task<NpgsqlConnection> Connect(FreshDatabase postgres)
    {
        var url = DatabaseUrl.Parse(postgres.Url);
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public void Dispose() => _folder.Dispose();

    private static string Literal(string cell) => cell.Length == 0 ? "null" : $"'{cell.Replace("'", "''", StringComparison.Ordinal)}'";

    private string PathOf(string table) => Path.Combine(Raw, $"raw_{table}.csv");

    private string[] ColumnsOf(string table) => File.ReadLines(PathOf(table)).First().Split(',');

    // Of quoted cells only the report's text holds commas, and it is never the last.
    private IEnumerable<string[]> Rows(string table) => File.ReadLines(PathOf(table)).Skip(1).Select(l => l.Split('"') is [var before, var text, var after]
        ? [.. before.TrimEnd(',').Split(','), text, .. after[1..].Split(',')]
        : l.Split(','));
}
