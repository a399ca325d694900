using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// The connections that raw tables are read by, in transactions that only read and see one state of all tables. PostgreSQL: one connection
/// shows its snapshot to all others, and stays idle for one that has to take the place of a lost one. SQLite and other engines: one
/// connection and one transaction, or several where the mapping says how they see one state.
/// </summary>
public sealed class SourceConnections : IDisposable
{
    private readonly SourceDatabase _source;
    private readonly Func<DbConnection> _create;
    private readonly IsolationLevel _isolation;
    private readonly DbDataSource? _pool;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<Session> _idle = [];
    private readonly Session? _keeper;
    private readonly string? _snapshot;

    private SourceConnections(SourceDatabase source, Func<DbConnection> create, IsolationLevel isolation, SourceCatalog catalog, NpgsqlDataSource? pool, TimeProvider time)
    {
        (_source, _create, _isolation, _pool, CatalogQuery) = (source, create, isolation, pool, SourceCatalogs.QueryOf(catalog));
        IsServer = catalog != SourceCatalog.Sqlite;
        HasSnapshot = pool is not null;
        Count = source.Connections ?? (HasSnapshot ? 2 : 1);
        if (Count > 1 && !SharesState)
            throw new InputException("'connections' under 'database' in the mapping: only PostgreSQL lets several connections see one state of all tables by itself; write 1, or say 'as-of': a clause behind each table's name, or unchanging where nobody writes meanwhile");
        _free = new(Count);
        var now = time.GetUtcNow().UtcDateTime;
        if (HasSnapshot)
        {
            _keeper = Begin(null);
            using var command = Command(_keeper, "select pg_export_snapshot()");
            _snapshot = (string)command.ExecuteScalar()!;
        }
        else
            _idle.Add(Begin(null));
        AsOfClause = source.AsOf is null or SourceDatabase.Unchanging ? null : source.AsOf.Replace("{now}", now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        State = string.Create(CultureInfo.InvariantCulture, $"all tables as of {now:yyyy-MM-dd'T'HH:mm:ss'Z'}: {How(source, isolation)}");
    }

    private string How(SourceDatabase source, IsolationLevel isolation) => source.AsOf switch
    {
        _ when HasSnapshot => "the server's snapshot, shared by all connections",
        null => $"one transaction ({isolation}) on one connection; if it is lost, everything is read again",
        SourceDatabase.Unchanging => $"nobody writes meanwhile, as the mapping says; {Count} connections, a transaction ({isolation}) each; if one is lost, its range is read again",
        _ => $"each table \"{AsOfClause}\"; {Count} connections, a transaction ({isolation}) each; if one is lost, its range is read again",
    };

    /// <summary>Lists schema, table and column of everything that can be read.</summary>
    public string CatalogQuery { get; }

    /// <summary>How many queries may be open at once.</summary>
    public int Count { get; }

    /// <summary>Whether several connections see one state, so that one that is lost can be replaced.</summary>
    public bool SharesState => HasSnapshot || _source.AsOf is not null;

    /// <summary>Stands behind the name of every table that is read; null where nothing does.</summary>
    public string? AsOfClause { get; }

    private bool HasSnapshot { get; }

    /// <summary>Whether it is a server, and not a file of this machine.</summary>
    public bool IsServer { get; }

    /// <summary>In words, how one state of all tables is seen, and as of when.</summary>
    public string State { get; }

    /// <summary>Opens them.</summary>
    /// <exception cref="InputException">It is not there, or its provider is not.</exception>
    /// <exception cref="DbException">The server refuses.</exception>
    public static SourceConnections Open(SourceDatabase source, TimeProvider time)
    {
        if (source.Provider is { } provider)
            return OpenForeign(source, provider, time);
        var url = DatabaseUrl.Parse(source.Url ?? throw new InputException("the source names neither a folder (--input) nor a database (--source-database, or 'database' in the mapping)"));
        return url.Engine == DatabaseEngine.Sqlite ? OpenSqlite(source, url, time) : OpenPostgreSql(source, url, time);
    }

    /// <summary>Waits until a connection is free, and makes a command on it.</summary>
    /// <returns>The command, and what gives the connection back; the command is disposed of before.</returns>
    /// <exception cref="IOException">The state that all others see is lost, with the connection that kept it.</exception>
    public (DbCommand Command, Action Return) Borrow(string text)
    {
        _free.Wait();
        Session? session = null;
        try
        {
            if (!_idle.TryTake(out session))
                session = Begin(_snapshot);
            return (Command(session, text), () => Return(session));
        }
        catch
        {
            session?.Dispose();
            _free.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _idle)
            session.Dispose();
        _keeper?.Dispose();
        _pool?.Dispose();
        _free.Dispose();
    }

    // One that was lost is not lent again; the next who asks opens another.
    private void Return(Session session)
    {
        if (session.Connection.State == ConnectionState.Open || !SharesState)
            _idle.Add(session);
        else
            session.Dispose();
        _free.Release();
    }

    private Session Begin(string? snapshot)
    {
        var connection = _create();
        try
        {
            connection.Open();
            var session = new Session(connection, connection.BeginTransaction(_isolation));
            if (!HasSnapshot)
                return session;
            using var command = Command(session, $"{(snapshot is null ? "" : $"set transaction snapshot '{snapshot}'; ")}set transaction read only; set local synchronize_seqscans = off; set idle_in_transaction_session_timeout = 0");
            command.ExecuteNonQuery();
            return session;
        }
        catch (PostgresException e) when (snapshot is not null && e.SqlState is "22023" or "42704")
        {
            connection.Dispose();
            throw new IOException("the connection that kept one state of all tables of the source's database was lost; it is taken again from the beginning", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private DbCommand Command(Session session, string text)
    {
        var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = text;
        command.CommandTimeout = (int)_source.Timeout.TotalSeconds;
        return command;
    }

    private static SourceConnections OpenSqlite(SourceDatabase source, DatabaseUrl url, TimeProvider time)
    {
        SqliteLibrary.Use();
        if (!File.Exists(url.Path))
            throw new InputException($"there is no file {url.Path}; name the SQLite database with the source's tables");
        var settings = new SqliteConnectionStringBuilder { DataSource = url.Path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString;
        return new(source, () => new SqliteConnection(settings), IsolationLevel.Serializable, SourceCatalog.Sqlite, null, time);
    }

    private static SourceConnections OpenPostgreSql(SourceDatabase source, DatabaseUrl url, TimeProvider time)
    {
        var pool = PostgreSqlSource.Of(url, source.Password?.Read());
        try
        {
            return new(source, pool.CreateConnection, IsolationLevel.RepeatableRead, SourceCatalog.InformationSchema, pool, time);
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    private static SourceConnections OpenForeign(SourceDatabase source, ForeignProvider provider, TimeProvider time)
    {
        if (Environment.GetEnvironmentVariable(provider.ConnectionVariable) is not { Length: > 0 } settings)
            throw new InputException($"the variable {provider.ConnectionVariable} is not set; it holds the connection string of the source");
        var factory = ProviderAssembly.Load(provider);
        return new(source, () =>
        {
            var connection = factory.CreateConnection() ?? throw new InputException($"{provider.Factory} makes no connections; name the provider's own factory");
            connection.ConnectionString = settings;
            return connection;
        }, Enum.Parse<IsolationLevel>(source.Isolation.ToString()), provider.Catalog, null, time);
    }

    // A connection and its transaction.
    private sealed record Session(DbConnection Connection, DbTransaction Transaction) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                Transaction.Dispose();
            }
            catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
            {
                // It only read, and its connection is lost: there is nothing to end.
            }
            Connection.Dispose();
        }
    }
}
