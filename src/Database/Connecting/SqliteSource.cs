using Microsoft.Data.Sqlite;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Connections to one SQLite database.</summary>
internal sealed class SqliteSource : IDisposable
{
    // SQLite waits 10 s by itself for another writer, asking ever less often. The driver would go on asking by its own
    // clock, so it is told to give up after the first of these.
    private const string Settings = "pragma busy_timeout = 10000; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536;";

    private readonly string _connectionString;
    private readonly SqliteConnection? _keepsMemory;

    /// <param name="url">A SQLite URL.</param>
    /// <param name="create">Whether a missing file is made, for its owner only.</param>
    /// <exception cref="InputException">The file or its folder is missing.</exception>
    public SqliteSource(DatabaseUrl url, bool create)
    {
        SqliteLibrary.Use();
        if (url.IsInMemory)
        {
            // Databases of this kind are shared by name inside the process and gone with their last connection.
            _connectionString = Settle($"file:/opportune-{Guid.NewGuid():N}?vfs=memdb", SqliteOpenMode.ReadWriteCreate, pooling: false);
            _keepsMemory = Connect();
            return;
        }
        var file = Path.GetFullPath(url.Path);
        MakeFile(file, create);
        _connectionString = Settle(file, SqliteOpenMode.ReadWrite, pooling: true);
    }

    /// <summary>An open connection.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Turns on the write-ahead log, with which readers and the writer do not wait for each other. The file remembers it.</summary>
    /// <returns>Whether the log is in use; a database in memory has none.</returns>
    /// <exception cref="InputException">The file's disk cannot do it.</exception>
    public bool UseWriteAheadLog()
    {
        if (_keepsMemory is not null)
            return false;
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode";
        if ((string?)command.ExecuteScalar() == "wal")
            return true;
        command.CommandText = "pragma journal_mode = wal";
        return (string?)command.ExecuteScalar() == "wal"
            ? true
            : throw new InputException($"--database: the disk of {connection.DataSource} cannot share memory between processes, as SQLite needs; put it on a local disk");
    }

    public void Dispose()
    {
        _keepsMemory?.Dispose();
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static string Settle(string source, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, DefaultTimeout = 1, Pooling = pooling }.ConnectionString;

    private static void MakeFile(string file, bool create)
    {
        if (File.Exists(file))
            return;
        if (Directory.Exists(file))
            throw new InputException($"--database: {file} is a folder; name a file");
        if (!Directory.Exists(Path.GetDirectoryName(file)))
            throw new InputException($"--database: there is no folder {Path.GetDirectoryName(file)}");
        if (!create)
            throw new InputException($"--database: there is no file {file}; 'opportune restore --from FILE' brings a backup back, 'opportune migrate' makes a new one");
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        // It will hold names and numbers of patients; what SQLite puts beside it gets the same mode.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(file, options).Dispose();
    }
}
