using System.Data.Common;
using Dapper;
using Npgsql;
using Opportune.Database;

namespace Opportune.Tests.Integration.Database;

/// <summary>A database's schema in words that fit both engines, one line a table, column, key, index and reference.</summary>
internal static class SchemaText
{
    public static string Of(DbConnection connection) => string.Concat(Catalog.Tables(connection).SelectMany(table => Lines(connection, table)).Select(line => line + "\n"));

    private static IEnumerable<string> Lines(DbConnection connection, string table)
    {
        yield return table;
        var bytewise = connection is NpgsqlConnection ? Bytewise(connection, table) : [];
        foreach (var c in Catalog.Columns(connection, table))
        {
            yield return $"    {c.Name} {c.Type}{(bytewise.Contains(c.Name) ? " by bytes" : "")}{(c.Required ? ", required" : "")}{(c.Numbers ? ", numbers the rows" : "")}{(c.Computed ? ", computed" : "")}";
        }
        foreach (var line in Indexes(connection, table).Concat(References(connection, table)).Order(StringComparer.Ordinal))
            yield return "    " + line;
    }

    private static HashSet<string> Bytewise(DbConnection connection, string table) => [.. connection.Query<string>(
        "select column_name::text from information_schema.columns where table_schema = current_schema() and table_name = @table and collation_name = 'C'", new { table })];

    private static IEnumerable<string> Indexes(DbConnection connection, string table)
    {
        var indexes = connection.Query<Index>(connection is NpgsqlConnection
            ? """
              select i.indexrelid::regclass::text as name, case when i.indisunique then 1 else 0 end as uniquely,
                  case when i.indisprimary then 'pk' when exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype = 'u') then 'u' else 'c' end as origin,
                  case when i.indpred is null then 0 else 1 end as partly,
                  (select string_agg(a.attname, ', ' order by k.place) from unnest(i.indkey) with ordinality k (attnum, place)
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns
              from pg_index i where i.indrelid = quote_ident(@table)::regclass
              """
            : """
              select name, "unique" as uniquely, origin, partial as partly,
                  (select group_concat(name, ', ') from (select name from pragma_index_info(i.name) order by seqno)) as columns
              from pragma_index_list(@table) i
              """, new { table });
        foreach (var index in indexes.Where(i => i.Origin != "pk"))
            yield return $"{(index.Uniquely == 1 ? "unique" : "index")} {(index.Origin == "c" ? index.Name + " " : "")}({index.Columns}){(index.Partly == 1 ? " of some rows" : "")}";
        // An integer key has no index of its own in SQLite.
        if (Catalog.Key(connection, table) is { Count: > 0 } key)
            yield return $"key ({string.Join(", ", key)})";
    }

    private static IEnumerable<string> References(DbConnection connection, string table) => connection.Query<string>(connection is NpgsqlConnection
        ? """
          select 'refers (' || (select string_agg(a.attname, ', ' order by k.place) from unnest(c.conkey) with ordinality k (attnum, place)
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) || ') to ' || c.confrelid::regclass::text
          from pg_constraint c where c.contype = 'f' and c.conrelid = quote_ident(@table)::regclass
          """
        : """select 'refers (' || group_concat("from", ', ') || ') to ' || "table" from pragma_foreign_key_list(@table) group by id""", new { table });

    private sealed record Index(string Name, int Uniquely, string Origin, int Partly, string Columns);
}
