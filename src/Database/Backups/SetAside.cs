using Dapper;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// Moves the state of a PostgreSQL database into a schema of its own, so that the database is empty for a backup and nothing of it is lost; and back. One transaction: it is here or there.
/// A dispatcher's tables stay. A SQLite file is set aside by renaming it.
/// </summary>
public static class SetAside
{
    // What a database of several installations can be told apart by: another one's schema looks the same, and is in use.
    private const string Mark = "opportune set-aside";

    /// <summary>Moves all tables into a new schema of that name.</summary>
    /// <returns>How many tables moved.</returns>
    /// <exception cref="InputException">It is no server's database, holds nothing, or the name is taken.</exception>
    /// <exception cref="System.Data.Common.DbException">The database failed, or this account may make no schema or does not own the tables.</exception>
    public static Task<int> Into(DatabaseUrl url, string schema, TimeProvider time, CancellationToken cancel = default) => Move(url, time, connection =>
    {
        if (HasSchema(connection, schema))
            throw new InputException($"--as: {url} has a schema '{schema}' already; name another");
        connection.Execute($"create schema {Catalog.Quoted(schema)}; comment on schema {Catalog.Quoted(schema)} is '{Mark}'");
        return Move(connection, connection.QuerySingle<string>("select cast(current_schema() as text)"), schema);
    }, cancel);

    /// <summary>Moves them back into a database that is empty again, and removes the schema.</summary>
    /// <inheritdoc cref="Into"/>
    public static Task<int> Back(DatabaseUrl url, string schema, TimeProvider time, CancellationToken cancel = default) => Move(url, time, connection =>
    {
        if (!HasSchema(connection, schema))
            throw new InputException($"--back: {url} has no schema '{schema}'");
        if (Catalog.Tables(connection).FirstOrDefault(t => !Catalog.IsDispatchers(t)) is { } there)
            throw new InputException($"--back: {url} is not empty ({there}); set that aside first");
        var moved = Move(connection, schema, connection.QuerySingle<string>("select cast(current_schema() as text)"));
        connection.Execute($"drop schema {Catalog.Quoted(schema)}");
        return moved;
    }, cancel);

    /// <summary>The schemas that were made so and are there still, by name.</summary>
    internal static IReadOnlyList<string> Schemas(NpgsqlConnection connection) =>
        connection.Query<string>("select cast(nspname as text) from pg_catalog.pg_namespace where obj_description(oid, 'pg_namespace') = @mark order by 1", new { mark = Mark }).AsList();

    private static async Task<int> Move(DatabaseUrl url, TimeProvider time, Func<NpgsqlConnection, int> work, CancellationToken cancel)
    {
        if (url.Engine != DatabaseEngine.PostgreSql)
            throw new InputException($"--database: {url} is a file; set it aside by renaming it, with -wal and -shm");
        await using var database = await OpportuneDatabase.OpenAny(url, time, create: false, cancel);
        await using var connection = (NpgsqlConnection)await database.Connect(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var moved = work(connection);
        await transaction.CommitAsync(cancel);
        return moved;
    }

    // Indexes, the numbers of rows and triggers go with their tables; what triggers call goes by itself.
    private static int Move(NpgsqlConnection connection, string from, string to)
    {
        var tables = connection.Query<string>("select cast(tablename as text) from pg_catalog.pg_tables where schemaname = @from", new { from }).Where(t => !Catalog.IsDispatchers(t)).ToList();
        if (tables.Count == 0)
            throw new InputException($"there is nothing in the schema '{from}'");
        var functions = connection.Query<string>(
            """
            select cast(cast(p.oid as regprocedure) as text) from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
            where n.nspname = @from and not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
            """, new { from }).ToList();
        foreach (var table in tables)
            connection.Execute($"alter table {Catalog.Quoted(from)}.{Catalog.Quoted(table)} set schema {Catalog.Quoted(to)}");
        foreach (var function in functions)
            connection.Execute($"alter function {function} set schema {Catalog.Quoted(to)}");
        return tables.Count;
    }

    private static bool HasSchema(NpgsqlConnection connection, string schema) =>
        connection.QuerySingle<bool>("select exists (select from pg_catalog.pg_namespace where nspname = @schema)", new { schema });
}
