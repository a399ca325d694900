using System.Data.Common;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// The database that holds the state of one installation. Opening one looks at its schema: an empty database is made ready at once (a run
/// needs no ceremony), one of an older program is refused until an administrator says <c>migrate</c> (so that nobody migrates a team's
/// database by starting a newer program beside it), and one of a newer program or of another one is refused always.
/// </summary>
public sealed class OpportuneDatabase : IAsyncDisposable, IDisposable
{
    // A server may be restarted under a run, and another process may publish a long list.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SqliteSource? _sqlite;
    private readonly NpgsqlDataSource? _server;
    private readonly WarmConnections? _warm;
    private readonly Calls? _calls;

    private OpportuneDatabase(DatabaseUrl url, TimeProvider time, bool create)
    {
        DapperSettings.Use();
        (Url, Time) = (url, time);
        if (url.Engine == DatabaseEngine.Sqlite)
            _sqlite = new SqliteSource(url, create);
        else
            (_warm, _calls) = (new(_server = PostgreSqlSource.Of(url)), new(_server, time));
    }

    /// <summary>Where it is.</summary>
    public DatabaseUrl Url { get; }

    /// <summary>Which engine it is.</summary>
    public DatabaseEngine Engine => Url.Engine;

    /// <summary>The clock of this process.</summary>
    public TimeProvider Time { get; }

    /// <summary>PostgreSQL: where connections come from, for a part that speaks to the database itself; else null.</summary>
    public DbDataSource? Server => _server;

    /// <summary>Opens a database that this program may use; makes a missing SQLite file (0600) and the tables of an empty database.</summary>
    /// <exception cref="InputException">It cannot be used; the message says why and what to do.</exception>
    /// <exception cref="IOException">It cannot be reached, or its disk failed.</exception>
    public static Task<OpportuneDatabase> Open(DatabaseUrl url, TimeProvider time, CancellationToken cancel = default) =>
        Open(url, time, create: true, async database =>
        {
            var schema = await database.ReadSchema(cancel);
            if (schema.Version == 0)
                await new Migrator(database, schema.Known).Apply(cancel);
            else
                schema.RequireCurrent();
        }, cancel);

    /// <summary>Opens a database that is there already; makes and changes nothing.</summary>
    /// <inheritdoc cref="Open(DatabaseUrl, TimeProvider, CancellationToken)"/>
    public static Task<OpportuneDatabase> OpenExisting(DatabaseUrl url, TimeProvider time, CancellationToken cancel = default) =>
        Open(url, time, create: false, async database => (await database.ReadSchema(cancel)).RequireCurrent(), cancel);

    /// <summary>Brings a database to this program's schema; of two processes that do so, one waits.</summary>
    /// <returns>The schema's version, and the names of the migrations that this call applied.</returns>
    /// <inheritdoc cref="Open(DatabaseUrl, TimeProvider, CancellationToken)"/>
    public static async Task<(int Version, IReadOnlyList<string> Applied)> Migrate(DatabaseUrl url, TimeProvider time, CancellationToken cancel = default)
    {
        (int, IReadOnlyList<string>) result = default;
        await using var database = await Open(url, time, create: true, async database =>
        {
            var schema = await database.ReadSchema(cancel);
            result = (schema.Needed, await new Migrator(database, schema.Known).Apply(cancel));
        }, cancel);
        return result;
    }

    /// <summary>Opens a database of any schema, for who looks at that himself.</summary>
    internal static Task<OpportuneDatabase> OpenAny(DatabaseUrl url, TimeProvider time, bool create, CancellationToken cancel) =>
        Open(url, time, create, _ => Task.CompletedTask, cancel);

    /// <summary>An open connection of the caller's own.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<DbConnection> Connect(CancellationToken cancel = default) => _sqlite is not null ? _sqlite.Connect() : await _server!.OpenConnectionAsync(cancel);

    /// <summary>
    /// Does <paramref name="work"/> in one transaction that writes, and commits it. After a transient fault it is done again from the start,
    /// on a new connection, for up to a minute; see <see cref="Retry"/> for what that asks of the work.
    /// </summary>
    /// <exception cref="DbException">It failed, or went on failing.</exception>
    public Task<T> Write<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel = default) => Retry.Until(Time, Patience, async () =>
    {
        await using var connection = await Connect(cancel);
        return await Do(connection, connection.BeginWrite(), work, cancel);
    }, cancel);

    /// <inheritdoc cref="Write{T}(Func{DbConnection, Task{T}}, CancellationToken)"/>
    public Task<T> Write<T>(Func<DbConnection, T> work, CancellationToken cancel = default) => Write(connection => Task.FromResult(work(connection)), cancel);

    /// <summary>Does <paramref name="work"/> in one transaction that only reads, and sees one state; again after a transient fault, for up to a minute.</summary>
    /// <exception cref="DbException">It failed, or went on failing.</exception>
    public Task<T> Read<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel = default) => OnWarm(connection => Do(connection, connection.BeginSnapshot(), work, cancel), cancel);

    /// <inheritdoc cref="Read{T}(Func{DbConnection, Task{T}}, CancellationToken)"/>
    public Task<T> Read<T>(Func<DbConnection, T> work, CancellationToken cancel = default) => Read(connection => Task.FromResult(work(connection)), cancel);

    /// <summary>Asks one question that is a single statement: that sees one state by itself, without a transaction around it; again after a transient fault, for up to a minute.</summary>
    /// <exception cref="DbException">It failed, or went on failing.</exception>
    public Task<T> Ask<T>(Func<DbConnection, T> question, CancellationToken cancel = default) =>
        OnWarm(connection => Task.FromResult(question(connection)), cancel);

    /// <summary>PostgreSQL: has all processes look who <see cref="Listen"/>. A call may be lost.</summary>
    public Task Call(string channel, CancellationToken cancel = default) => _calls?.Call(channel, cancel) ?? Task.CompletedTask;

    /// <summary>PostgreSQL: listens until it is cancelled; <paramref name="called"/> is told of each call, or of several as one.</summary>
    public Task Listen(string channel, Func<Task> called, CancellationToken cancel) => _calls?.Listen(channel, called, cancel) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sqlite?.Dispose();
        _warm?.Dispose();
        _server?.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _sqlite?.Dispose();
        _warm?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static async Task<OpportuneDatabase> Open(DatabaseUrl url, TimeProvider time, bool create, Func<OpportuneDatabase, Task> settle, CancellationToken cancel)
    {
        OpportuneDatabase? database = null;
        try
        {
            database = new OpportuneDatabase(url, time, create);
            if (create && database._sqlite is { } sqlite)
                await Retry.Until(time, Patience, () => Task.FromResult(sqlite.UseWriteAheadLog()), cancel);
            await settle(database);
            return database;
        }
        catch (Exception e)
        {
            database?.Dispose();
            if (e is DbException)
                throw DatabaseFault.Tell(e, url);
            throw;
        }
    }

    /// <summary>The schema beside the one that this program needs.</summary>
    /// <exception cref="InputException">See <see cref="Schema.Of"/>.</exception>
    internal async Task<Schema> ReadSchema(CancellationToken cancel)
    {
        await using var connection = await Connect(cancel);
        return Schema.Of(connection, Url, Migration.All(Engine));
    }

    /// <summary>Whether it answers now and has this program's schema; asked once, without patience.</summary>
    /// <exception cref="DbException">It does not answer.</exception>
    /// <exception cref="InputException">Its schema is another program's, or a newer one's.</exception>
    public async Task<bool> HasCurrentSchema(CancellationToken cancel)
    {
        var schema = await ReadSchema(cancel);
        return schema.Version == schema.Needed;
    }

    private Task<T> OnWarm<T>(Func<DbConnection, Task<T>> question, CancellationToken cancel) => Retry.Until(Time, Patience, async () =>
    {
        if (_warm is not null)
            return await _warm.Ask(question, cancel);
        await using var connection = await Connect(cancel);
        return await question(connection);
    }, cancel);

    private static async Task<T> Do<T>(DbConnection connection, DbTransaction begun, Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        await using var transaction = begun;
        var result = await work(connection);
        await transaction.CommitAsync(cancel);
        return result;
    }
}
