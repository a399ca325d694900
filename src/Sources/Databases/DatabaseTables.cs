using System.Data.Common;
using Opportune.Core;
using Opportune.Sources.Mapped;

namespace Opportune.Sources.Databases;

/// <summary>
/// Raw tables of a database, or a site's own queries that stand for them; streamed, only the columns that are asked for. All of it
/// goes through one connection, whose transaction sees one state of all tables, so one table is read at a time.
/// </summary>
internal sealed class DatabaseTables : RawTables
{
    private readonly Func<string, DbCommand> _command;
    private readonly string? _schema;
    private readonly IReadOnlyDictionary<string, string> _queries;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<string, List<(string Schema, string Name, List<string> Columns)>> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<RawPart>> _parts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="command">Makes a command within the transaction.</param>
    /// <param name="catalogQuery">Lists schema, table and column of all that is there.</param>
    /// <param name="schema">The schema that is meant; null: each name is there once.</param>
    /// <param name="queries">The site's own queries.</param>
    /// <param name="time">The clock.</param>
    public DatabaseTables(Func<string, DbCommand> command, string catalogQuery, string? schema, IReadOnlyDictionary<string, string> queries, TimeProvider time)
    {
        (_command, _schema, _queries, _time) = (command, schema, queries, time);
        using var list = command(catalogQuery);
        using var rows = list.ExecuteReader();
        while (rows.Read())
            Add(rows.GetString(0), rows.GetString(1), rows.GetString(2));
    }

    public override IReadOnlyList<string> Names => [.. _tables.Keys.Union(_queries.Keys, StringComparer.OrdinalIgnoreCase)];

    public override bool KnowsChanges => false;

    public override IReadOnlyList<RawPart> Parts(string table)
    {
        if (!_parts.TryGetValue(table, out var parts))
            _parts[table] = parts = [.. Part(table) is { } part ? [part] : Array.Empty<RawPart>()];
        return parts;
    }

    public override void Dispose()
    {
    }

    private void Add(string schema, string table, string column)
    {
        if (_schema is not null && !_schema.Equals(schema, StringComparison.OrdinalIgnoreCase))
            return;
        if (!_tables.TryGetValue(table, out var found))
            _tables[table] = found = [];
        if (found.FindIndex(f => f.Schema == schema && f.Name == table) is var at && at < 0)
        {
            at = found.Count;
            found.Add((schema, table, []));
        }
        found[at].Columns.Add(column);
    }

    private RawPart? Part(string table)
    {
        if (_queries.TryGetValue(table, out var query))
            return Part(table, $"({query.Trim().TrimEnd(';')}) q", ColumnsOf(query));
        if (!_tables.TryGetValue(table, out var found))
            return null;
        if (found.Count > 1)
            throw new InputException($"the table '{table}' is there in the schemas {string.Join(" and ", found.Select(f => f.Schema))}; name one with 'schema' under 'database' in the mapping");
        return Part(table, $"{Quoted(found[0].Schema)}.{Quoted(found[0].Name)}", found[0].Columns);
    }

    private RawPart Part(string table, string from, IReadOnlyList<string> columns) =>
        new(table, table.ToLowerInvariant(), 0, _time.GetUtcNow().UtcDateTime, null, columns, wanted => Open(from, columns, wanted));

    private DatabaseRows Open(string from, IReadOnlyList<string> columns, IReadOnlyList<string> wanted)
    {
        var positions = RawPart.Positions(columns, wanted);
        int[] asked = [.. positions.Where(p => p >= 0).Distinct()];
        // A table is read even where none of its columns is asked for: its rows count.
        var list = asked.Length == 0 ? "1" : string.Join(", ", asked.Select(p => Quoted(columns[p])));
        var command = _command($"select {list} from {from}");
        try
        {
            return new(command, [.. positions.Select(p => Array.IndexOf(asked, p))]);
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    private List<string> ColumnsOf(string query)
    {
        using var command = _command($"select * from ({query.Trim().TrimEnd(';')}) q where 1 = 0");
        using var rows = command.ExecuteReader();
        return [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
    }

    // The quotes of the standard, in the spelling that the catalog has.
    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
