using System.Data.Common;
using Dapper;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>Brings a database's schema to this program's version.</summary>
internal sealed class Migrator(OpportuneDatabase database, IReadOnlyList<Migration> known)
{
    // Any number that no other user of the server takes for its own locks: the letters OPPORTUN.
    private const long Lock = 0x4F50504F5254554E;

    // A large table may be rewritten by the process that one waits for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Applies what is missing. Each migration and the row that names it are one transaction, and what is missing is looked up anew inside
    /// it: a process that is killed leaves whole migrations behind, and of two processes one waits and then finds the work done.
    /// </summary>
    /// <returns>The names of what this call applied.</returns>
    /// <exception cref="InputException">See <see cref="Schema.Of"/>.</exception>
    public async Task<IReadOnlyList<string>> Apply(CancellationToken cancel)
    {
        var names = new List<string>();
        return await Retry.Until(database.Time, Patience, () => Apply(names, cancel), cancel);
    }

    // On one connection: with each new one SQLite reads all that there is of the schema anew.
    private async Task<List<string>> Apply(List<string> names, CancellationToken cancel)
    {
        await using var connection = await database.Connect(cancel);
        while (await ApplyNext(connection, cancel) is { } name)
            names.Add(name);
        return names;
    }

    private async Task<string?> ApplyNext(DbConnection connection, CancellationToken cancel)
    {
        // Looked at without the lock first, so that a database that needs nothing is not waited for.
        if (!Schema.Of(connection, database.Url, known).Missing.Any())
            return null;
        await using var transaction = connection.BeginWrite();
        if (connection is NpgsqlConnection)
            await Execute(connection, $"select pg_advisory_xact_lock({Lock})", cancel);
        if (Schema.Of(connection, database.Url, known).Missing.FirstOrDefault() is not { } next)
            return null;
        await Execute(connection, next.Text, cancel);
        connection.Execute(Sql.Load("schema/add-version.sql"), new { version = next.Version, name = next.Name, sha256 = next.Sha256, applied_at = connection.Now(), program = ProgramVersion.Text });
        await transaction.CommitAsync(cancel);
        return next.Name;
    }

    // Without a limit of time: a table may be large, and another process may hold the lock for as long.
    private static async Task Execute(DbConnection connection, string text, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        if (connection is NpgsqlConnection)
            command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
