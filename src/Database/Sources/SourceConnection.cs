using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// A database that raw tables are read from: one connection with one transaction that only reads and sees one state of all tables.
/// PostgreSQL and SQLite are built in; the provider of any other engine is loaded from the folder where the site put it.
/// </summary>
public sealed class SourceConnection : IDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly SourceDatabase _source;
    private readonly DbDataSource? _pool;

    private SourceConnection(SourceDatabase source, DbConnection connection, IsolationLevel isolation, SourceCatalog catalog, DbDataSource? pool)
    {
        (_source, _connection, _pool, CatalogQuery) = (source, connection, pool, SourceCatalogs.QueryOf(catalog));
        _transaction = connection.BeginTransaction(isolation);
    }

    /// <summary>Lists schema, table and column of everything that can be read.</summary>
    public string CatalogQuery { get; }

    /// <summary>The schema that the tables are in; null where each name is there once.</summary>
    public string? Schema => _source.Schema;

    /// <summary>Opens it.</summary>
    /// <exception cref="InputException">It is not there, or its provider is not.</exception>
    /// <exception cref="DbException">The server refuses.</exception>
    public static SourceConnection Open(SourceDatabase source)
    {
        if (source.Provider is { } provider)
            return OpenForeign(source, provider);
        var url = DatabaseUrl.Parse(source.Url ?? throw new InputException("the source names neither a folder (--input) nor a database (--source-database, or 'database' in the mapping)"));
        return url.Engine == DatabaseEngine.Sqlite ? OpenSqlite(source, url) : OpenPostgreSql(source, url);
    }

    /// <summary>A command within the transaction.</summary>
    public DbCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = text;
        command.CommandTimeout = (int)_source.Timeout.TotalSeconds;
        return command;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
        _pool?.Dispose();
    }

    private static SourceConnection OpenSqlite(SourceDatabase source, DatabaseUrl url)
    {
        SqliteLibrary.Use();
        if (!File.Exists(url.Path))
            throw new InputException($"there is no file {url.Path}; name the SQLite database with the source's tables");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = url.Path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        return Opened(connection, () => new(source, connection, IsolationLevel.Serializable, SourceCatalog.Sqlite, null));
    }

    private static SourceConnection OpenPostgreSql(SourceDatabase source, DatabaseUrl url)
    {
        var pool = PostgreSqlSource.Of(url);
        try
        {
            var connection = pool.CreateConnection();
            return Opened(connection, () =>
            {
                var opened = new SourceConnection(source, connection, IsolationLevel.RepeatableRead, SourceCatalog.InformationSchema, pool);
                using var command = opened.Command("set transaction read only; set idle_in_transaction_session_timeout = 0");
                command.ExecuteNonQuery();
                return opened;
            });
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    private static SourceConnection OpenForeign(SourceDatabase source, ForeignProvider provider)
    {
        if (Environment.GetEnvironmentVariable(provider.ConnectionVariable) is not { Length: > 0 } settings)
            throw new InputException($"the variable {provider.ConnectionVariable} is not set; it holds the connection string of the source");
        var connection = Load(provider).CreateConnection() ?? throw new InputException($"{provider.Factory} makes no connections; name the provider's own factory");
        connection.ConnectionString = settings;
        return Opened(connection, () => new(source, connection, Enum.Parse<IsolationLevel>(source.Isolation.ToString()), provider.Catalog, null));
    }

    private static SourceConnection Opened(DbConnection connection, Func<SourceConnection> begin)
    {
        try
        {
            connection.Open();
            return begin();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static DbProviderFactory Load(ForeignProvider provider)
    {
        var path = Path.Combine(Path.GetFullPath(provider.Folder), provider.Assembly);
        if (!File.Exists(path))
            throw new InputException($"there is no file {path}; put the provider's assembly there, with all that it needs");
        try
        {
            // Beside its own folder the provider sees what the program itself has, so that the base classes are the same.
            var resolver = new AssemblyDependencyResolver(path);
            var context = new AssemblyLoadContext(provider.Assembly);
            context.Resolving += (_, name) =>
            {
                var file = resolver.ResolveAssemblyToPath(name) ?? Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
                return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
            };
            context.ResolvingUnmanagedDll += (_, name) => resolver.ResolveUnmanagedDllToPath(name) is { } file ? System.Runtime.InteropServices.NativeLibrary.Load(file) : 0;
            var type = context.LoadFromAssemblyPath(path).GetType(provider.Factory)
                ?? throw new InputException($"{provider.Assembly} holds no type {provider.Factory}; name its DbProviderFactory with its namespace");
            return type.GetField("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as DbProviderFactory
                ?? throw new InputException($"{provider.Factory} is no DbProviderFactory (it has no public field Instance)");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new InputException($"{path} is no assembly that this program can load ({e.GetType().Name}); put the provider for .NET there", e);
        }
    }
}
