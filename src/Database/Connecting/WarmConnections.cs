using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Npgsql;

namespace Opportune.Database;

/// <summary>
/// PostgreSQL connections for questions that only read. The driver's pool hands out the one that rested longest, and has the server forget what was
/// set and made on it: with twenty people at work a statement is then met for the first time by twenty servers, each of which reads and
/// plans it. Here the one that was used last comes first, so that two or three know every statement, and nothing is forgotten where
/// nothing was made.
/// </summary>
internal sealed class WarmConnections(NpgsqlDataSource source) : IDisposable
{
    // More than that are given back to the driver's pool.
    private const int Most = 8;

    private readonly ConcurrentStack<NpgsqlConnection> _resting = new();

    /// <summary>Asks on a connection, which rests here afterwards unless the question failed.</summary>
    /// <exception cref="DbException">The database cannot be reached, or the question failed.</exception>
    public async Task<T> Ask<T>(Func<DbConnection, Task<T>> question, CancellationToken cancel)
    {
        NpgsqlConnection? connection;
        // One that rested may have been found dead meanwhile.
        while (_resting.TryPop(out connection) && connection.State != ConnectionState.Open)
            await connection.DisposeAsync();
        connection ??= await source.OpenConnectionAsync(cancel);
        try
        {
            var answer = await question(connection);
            if (_resting.Count < Most)
            {
                _resting.Push(connection);
                connection = null;
            }
            return answer;
        }
        catch (DbException)
        {
            // A server that was restarted ended those that rest, too.
            Dispose();
            throw;
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    /// <summary>Gives back those that rest.</summary>
    public void Dispose()
    {
        while (_resting.TryPop(out var connection))
            connection.Dispose();
    }
}
