using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Opportune.Database;

/// <summary>The two kinds of transaction, and the clock. Commands of the connection belong to its transaction without being told, and must not be told.</summary>
public static class Transactions
{
    /// <summary>
    /// A transaction that will write. On SQLite it takes the only write lock at once (BEGIN IMMEDIATE), so it never fails halfway
    /// because another was quicker; on PostgreSQL it is READ COMMITTED, and rows are guarded by conditional updates.
    /// </summary>
    public static DbTransaction BeginWrite(this DbConnection connection) => connection switch
    {
        SqliteConnection sqlite => new SqliteWork(sqlite, writes: true),
        _ => connection.BeginTransaction(IsolationLevel.ReadCommitted),
    };

    /// <summary>A transaction that only reads, and sees one state from its first statement to its end.</summary>
    public static DbTransaction BeginSnapshot(this DbConnection connection)
    {
        if (connection is SqliteConnection sqlite)
            return new SqliteWork(sqlite, writes: false);
        var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        using var command = connection.CreateCommand();
        command.CommandText = "set transaction read only";
        command.ExecuteNonQuery();
        return transaction;
    }

    /// <summary>The instant by the database's own clock, which several machines share; it moves inside a transaction too.</summary>
    public static DateTimeOffset Now(this DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = connection is NpgsqlConnection ? "select clock_timestamp()" : "select strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'";
        return Instant.From(command.ExecuteScalar()!);
    }

    /// <summary>
    /// The same for a transaction whose writes are forgotten in minutes anyway: its commit does not wait for PostgreSQL's disk, so that a server
    /// whose machine fails may lose the last of them. Transactions after it wait for the disk as always.
    /// </summary>
    public static DateTimeOffset NowInPassing(this DbConnection connection)
    {
        if (connection is not NpgsqlConnection)
            return connection.Now();
        using var command = connection.CreateCommand();
        command.CommandText = "select clock_timestamp(), set_config('synchronous_commit', 'off', true)";
        return Instant.From(command.ExecuteScalar()!);
    }
}
