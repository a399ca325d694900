using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// How engines list schema, table and column of what can be read, columns in their order. Not under sql/, whose statements are
/// written for both engines of the product: each of these is of a source's own engine.
/// </summary>
internal static class SourceCatalogs
{
    public static string QueryOf(SourceCatalog catalog) => catalog switch
    {
        SourceCatalog.Oracle =>
            "select owner, table_name, column_name from all_tab_columns where owner not in ('SYS', 'SYSTEM') order by owner, table_name, column_id",
        SourceCatalog.Sqlite =>
            """
            select 'main', t.name, c.name from sqlite_schema as t join pragma_table_info(t.name) as c
            where t.type in ('table', 'view') order by t.name, c.cid
            """,
        _ =>
            """
            select table_schema, table_name, column_name from information_schema.columns
            where lower(table_schema) not in ('information_schema', 'pg_catalog', 'sys') order by table_schema, table_name, ordinal_position
            """,
    };
}
