using System.Data.Common;
using Dapper;
using Npgsql;

namespace Opportune.Database;

/// <summary>A column as both engines know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">text, integer, real or bytes; on PostgreSQL also date and instant, which SQLite holds as text.</param>
/// <param name="Required">Whether it must have a value.</param>
/// <param name="Numbers">Whether the database numbers the rows by it.</param>
/// <param name="Computed">Whether its value follows from the other columns, so that nobody writes it.</param>
internal sealed record Column(string Name, string Type, bool Required, bool Numbers, bool Computed);

/// <summary>What a database holds, from the engines' own catalogs, which is why these queries are not under sql/.</summary>
internal static class Catalog
{
    /// <summary>Names of all tables, in ordinal order.</summary>
    public static IReadOnlyList<string> Tables(DbConnection connection) => [.. connection.Query<string>(connection is NpgsqlConnection
        ? "select tablename::text from pg_catalog.pg_tables where schemaname = current_schema()"
        : "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'").Order(StringComparer.Ordinal)];

    /// <summary>Names of the tables that hold the state: not the schema's own, nor those of a dispatcher in the same database.</summary>
    public static IReadOnlyList<string> StateTables(DbConnection connection) =>
        [.. Tables(connection).Where(t => t != "schema_versions" && !IsDispatchers(t))];

    /// <summary>Whether a table belongs to the dispatcher, which makes its own under this prefix.</summary>
    public static bool IsDispatchers(string table) => table.StartsWith("qrtz_", StringComparison.OrdinalIgnoreCase);

    /// <summary>The columns of the primary key, in its order.</summary>
    public static IReadOnlyList<string> Key(DbConnection connection, string table) => [.. connection.Query<string>(connection is NpgsqlConnection
        ? """
          select a.attname::text from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
          where i.indisprimary and i.indrelid = cast(quote_ident(@table) as regclass) order by array_position(cast(i.indkey as smallint[]), a.attnum)
          """
        : "select name from pragma_table_info(@table) where pk > 0 order by pk", new { table })];

    /// <summary>The columns of a table, in their order.</summary>
    public static IReadOnlyList<Column> Columns(DbConnection connection, string table) => [.. connection.Query<Column>(
        connection is NpgsqlConnection
            ? """
              select column_name::text as name,
                  case data_type when 'bigint' then 'integer' when 'double precision' then 'real' when 'timestamp with time zone' then 'instant'
                      when 'bytea' then 'bytes' else data_type::text end as type,
                  case is_nullable when 'NO' then 1 else 0 end as required,
                  case is_identity when 'YES' then 1 else 0 end as numbers,
                  case is_generated when 'ALWAYS' then 1 else 0 end as computed
              from information_schema.columns where table_schema = current_schema() and table_name = @table order by ordinal_position
              """
            : """
              select name, case type when 'INT' then 'integer' when 'BLOB' then 'bytes' else lower(type) end as type,
                  "notnull" or numbers as required, numbers, hidden > 0 as computed
              from (select *, pk = 1 and upper(type) = 'INTEGER' and (select count(*) from pragma_table_info(@table) where pk > 0) = 1 as numbers
                  from pragma_table_xinfo(@table))
              order by cid
              """, new { table })];

    /// <summary>The name as it stands in a statement.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
