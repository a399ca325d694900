using System.Data.Common;
using Dapper;
using Npgsql;

namespace Opportune.Database;

/// <summary>A column as both engines know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">text, integer, real or bytes; on PostgreSQL also date and instant, which SQLite holds as text.</param>
/// <param name="Required">Whether it must have a value.</param>
/// <param name="Generated">Whether the database numbers the rows by it.</param>
internal sealed record Column(string Name, string Type, bool Required, bool Generated);

/// <summary>What a database holds, from the engines' own catalogs, which is why these queries are not under sql/.</summary>
internal static class Catalog
{
    /// <summary>Names of all tables, in ordinal order.</summary>
    public static IReadOnlyList<string> Tables(DbConnection connection) => [.. connection.Query<string>(connection is NpgsqlConnection
        ? "select tablename::text from pg_catalog.pg_tables where schemaname = current_schema()"
        : "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'").Order(StringComparer.Ordinal)];

    /// <summary>The columns of a table, in their order.</summary>
    public static IReadOnlyList<Column> Columns(DbConnection connection, string table) => [.. connection.Query<Column>(
        connection is NpgsqlConnection
            ? """
              select column_name::text as name,
                  case data_type when 'bigint' then 'integer' when 'double precision' then 'real' when 'timestamp with time zone' then 'instant'
                      when 'bytea' then 'bytes' else data_type::text end as type,
                  case is_nullable when 'NO' then 1 else 0 end as required,
                  case is_identity when 'YES' then 1 else 0 end as generated
              from information_schema.columns where table_schema = current_schema() and table_name = @table order by ordinal_position
              """
            : """
              select name, case type when 'INT' then 'integer' when 'BLOB' then 'bytes' else lower(type) end as type,
                  "notnull" as required,
                  pk = 1 and upper(type) = 'INTEGER' and (select count(*) from pragma_table_info(@table) where pk > 0) = 1 as generated
              from pragma_table_info(@table) order by cid
              """, new { table })];

    /// <summary>The name as it stands in a statement.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
