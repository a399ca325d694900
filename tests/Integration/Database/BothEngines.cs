using System.Data.Common;
using Npgsql;
using Opportune.Database;
using Opportune.Database.Standings;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Database;

/// <summary>
/// Databases of a test's own on either engine: a file in a folder that goes away, and a database with a random name on the server that
/// tests/run.sh starts.
/// </summary>
internal static class BothEngines
{
    // Copying a database is much quicker than migrating an empty one.
    private static readonly Lazy<Task<string>> Template = new(MakeTemplate), SqliteTemplate = new(MakeSqliteTemplate);

    /// <summary>Theory data: each engine once.</summary>
    public static TheoryData<DatabaseEngine> All => [DatabaseEngine.Sqlite, DatabaseEngine.PostgreSql];

    /// <summary>The server's URL without a database.</summary>
    public static string Server => Environment.GetEnvironmentVariable("OPPORTUNE_TEST_POSTGRESQL") is { Length: > 0 } url
        ? url
        : throw new InvalidOperationException("OPPORTUNE_TEST_POSTGRESQL is not set: run the tests by 'bash tests/run.sh', or start a server by 'bash tests/run.sh postgres'");

    /// <summary>A database with all tables and no rows, open.</summary>
    public static async Task<FreshDatabase> Fresh(DatabaseEngine engine, TimeProvider? time = null)
    {
        var fresh = engine == DatabaseEngine.Sqlite ? Empty() : await Copy(await Template.Value);
        if (engine == DatabaseEngine.Sqlite)
            File.Copy(await SqliteTemplate.Value, fresh.File);
        await fresh.Open(time ?? TimeProvider.System);
        return fresh;
    }

    /// <summary>A database without any table, not open.</summary>
    public static async Task<FreshDatabase> Empty(DatabaseEngine engine) => engine == DatabaseEngine.Sqlite ? Empty() : await Copy("template0");

    /// <summary>Runs a statement on the server, outside the tests' databases.</summary>
    public static async Task OnServer(string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static FreshDatabase Empty()
    {
        var folder = Some.Folder();
        return new FreshDatabase($"sqlite:{folder["state.db"]}", () =>
        {
            folder.Dispose();
            return Task.CompletedTask;
        });
    }

    private static async Task<FreshDatabase> Copy(string template)
    {
        var name = NewName();
        await OnServer($"create database {name} template {template}");
        // A process that a test killed may still be signed in.
        return new FreshDatabase($"{Server}/{name}", () => OnServer($"drop database if exists {name} with (force)"));
    }

    private static async Task<string> MakeSqliteTemplate()
    {
        var folder = Some.Folder();
        var file = folder["template.db"];
        await Make($"sqlite:{file}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return file;
    }

    private static async Task<string> MakeTemplate()
    {
        var name = NewName();
        await OnServer($"create database {name} template template0");
        await Make($"{Server}/{name}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => OnServer($"drop database if exists {name} with (force)").Wait();
        return name;
    }

    /// <summary>Makes a database ready. What the tests publish is about nobody: all of it is shown.</summary>
    internal static async Task Make(string url)
    {
        await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System);
        await new StandingTable(database).DeclareInvented("tests");
    }

    private static string NewName() => $"test_{Guid.NewGuid():N}";

    private static string ConnectionString(string database, bool pooling)
    {
        var url = DatabaseUrl.Parse($"{Server}/{database}");
        return new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = pooling }.ConnectionString;
    }
}

/// <summary>A database that is gone after the test.</summary>
internal sealed class FreshDatabase(string url, Func<Task> remove) : IAsyncDisposable
{
    private OpportuneDatabase? _database;

    /// <summary>For --database.</summary>
    public string Url => url;

    /// <summary>The open database.</summary>
    public OpportuneDatabase Database => _database ?? throw new InvalidOperationException("the database is not open");

    /// <summary>SQLite: its file.</summary>
    public string File => DatabaseUrl.Parse(url).Path;

    /// <summary>Opens it as a command would.</summary>
    public async Task<OpportuneDatabase> Open(TimeProvider? time = null) => _database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), time ?? TimeProvider.System);

    /// <summary>An open connection.</summary>
    public Task<DbConnection> Connect() => Database.Connect(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        await remove();
    }
}
