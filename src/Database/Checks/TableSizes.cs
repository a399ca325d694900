using System.Data.Common;
using Dapper;

namespace Opportune.Database;

/// <summary>How large a database is: numbers alone.</summary>
public static class TableSizes
{
    /// <summary>Rows of each table of the state, in order of their names.</summary>
    public static IReadOnlyList<(string Table, long Rows)> Of(DbConnection connection) =>
        [.. Catalog.StateTables(connection).Select(table => (table, connection.ExecuteScalar<long>($"select count(*) from \"{table}\"")))];
}
