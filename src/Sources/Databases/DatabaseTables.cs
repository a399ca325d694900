using System.Globalization;
using System.Numerics;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Mapped;

namespace Opportune.Sources.Databases;

/// <summary>
/// Raw tables of a database, or a site's own queries that stand for them; streamed, only the columns that are asked for, cut into ranges of
/// their keys, and of lookups only the keys that rows point to. What else is left at the source are rows that the mapping passes over by a
/// column of their own, and no other: whether a patient is known to a feed, and what excludes somebody, may rest on a row of any date and any code.
/// </summary>
internal sealed class DatabaseTables : RawTables
{
    private const int MostRanges = 256;
    private const int MostAttempts = 4;
    private const string AsOf = "{as-of}";

    // By which rows of imaging findings are one report, in which order its rows stand, and what tells them apart.
    private static readonly string[] ReportParts = ["accession", "line", "finding_id"];

    // What was added or changed by a transaction that was still open when the table was read has an earlier time than its end.
    private static readonly TimeSpan Settled = TimeSpan.FromDays(2);

    private readonly DatabaseReading _reading;
    private readonly TableMapping _mapping;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<string, List<(string Schema, string Name, List<string> Columns)>> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<RawPart>> _parts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="reading">How it is read.</param>
    /// <param name="mapping">Says what is asked of it, and the site's own queries.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">A watermark's column is not there.</exception>
    public DatabaseTables(DatabaseReading reading, TableMapping mapping, TimeProvider time)
    {
        (_reading, _mapping, _time) = (reading, mapping, time);
        reading.Pace.Check();
        using var list = reading.Command(reading.CatalogQuery);
        using var rows = list.Command.ExecuteReader();
        while (rows.Read())
            Add(rows.GetString(0), rows.GetString(1), rows.GetString(2));
    }

    public override IReadOnlyList<string> Names => [.. _tables.Keys.Union(_mapping.Queries.Keys, StringComparer.OrdinalIgnoreCase)];

    public override string State => _reading.State;

    public override IReadOnlyList<RawPart> Parts(string table)
    {
        // Asked for by one thread; what the parts open is not.
        if (!_parts.TryGetValue(table, out var parts))
            _parts[table] = parts = [.. Find(table) is { } found ? Cut(found) : []];
        return parts;
    }

    public override int SideBySide(int threads) => _reading.Connections;

    // What a lost connection was reading is read again, and nothing else.
    public override void Again(Action work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                work();
                return;
            }
            catch (Exception e) when (attempt < MostAttempts && _reading.IsLost(e))
            {
                Task.Delay(TimeSpan.FromMilliseconds(250 << (2 * (attempt - 1))), _time).GetAwaiter().GetResult();
            }
        }
    }

    public override IEnumerable<Func<RawRows>> Find(string table, IReadOnlyList<string> columns, IReadOnlyCollection<byte[]> keys) =>
        _reading.IsServer && Find(table) is { } found && Spelled(found, columns[0]) is { } key && KeyLists.Of(keys, () => TypeOf(found, key)) is { } lists
            ? lists.Select(list => new Func<RawRows>(() => Open(found, columns, $" where {Quoted(key)} in ({list})")))
            : base.Find(table, columns, keys);

    public override void Dispose()
    {
    }

    private void Add(string schema, string table, string column)
    {
        if (_reading.Settings.Schema is { } meant && !meant.Equals(schema, StringComparison.OrdinalIgnoreCase))
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

    private FoundTable? Find(string table)
    {
        if (_mapping.Queries.TryGetValue(table, out var query))
        {
            if (_reading.AsOfClause is not null && !query.Contains(AsOf, StringComparison.Ordinal))
                throw new InputException($"the query for '{table}' does not say {AsOf}; write it behind each table's name, where 'as-of' of the mapping goes");
            var from = $"({query.Trim().TrimEnd(';').Replace(AsOf, _reading.AsOfClause, StringComparison.Ordinal)}) q";
            return new(table, from, ColumnsOf(from));
        }
        if (!_tables.TryGetValue(table, out var found))
            return null;
        if (found.Count > 1)
            throw new InputException($"the table '{table}' is there in the schemas {string.Join(" and ", found.Select(f => f.Schema))}; name one with 'schema' under 'database' in the mapping");
        return new(table, $"{Quoted(found[0].Schema)}.{Quoted(found[0].Name)}{(_reading.AsOfClause is { } clause ? " " + clause : "")}", found[0].Columns);
    }

    // Of a table that gives rows the ranges of its row id; all others are read in one go.
    private IEnumerable<RawPart> Cut(FoundTable table)
    {
        var watermark = _reading.Settings.Watermarks.FirstOrDefault(w => w.Key.Equals(table.Name, StringComparison.OrdinalIgnoreCase)).Value;
        if (watermark is not null && Spelled(table, watermark) is null)
            throw new InputException($"the table '{table.Name}' has no column '{watermark}', which the mapping names as its watermark{DidYouMean.For(watermark, table.Columns)}");
        // The rows of a report lie side by side in one part, whatever order they have at the source.
        var report = ReportOrder(table);
        var key = report.Count > 0 ? report[0] : RowId(table);
        if ((!_reading.HasRanges && watermark is null) || key is null || Span(table, key) is not { } span)
        {
            yield return Part(table, "", "", watermark, report);
            yield break;
        }
        // A power of two, at whose multiples ranges begin and end: the same ranges the next night, whatever was added.
        var width = BigInteger.One << (int)Math.Ceiling(Math.Log2(Math.Max(1, _reading.Settings.KeysPerRange)));
        while ((span.Last / width) - (span.First / width) >= MostRanges)
            width *= 2;
        var quoted = Quoted(key);
        for (var from = Floor(span.First, width); from <= span.Last; from += width)
        {
            var (isFirst, end) = (from <= span.First, from + width);
            yield return Part(table, $"/{from}-{end - 1}", $" where {(isFirst ? $"({quoted} is null or {quoted} < {end})" : $"{quoted} >= {from} and {quoted} < {end}")}", watermark, report.Count > 0 ? report : [key]);
        }
    }

    private static BigInteger Floor(BigInteger value, BigInteger width) => value - (((value % width) + width) % width);

    // The column that tells a report, its lines and its rows; none where every row is a report by itself.
    private List<string> ReportOrder(FoundTable table)
    {
        var findings = CanonicalTable.Of(Table.ImagingFindings);
        foreach (var mapped in _mapping.Tables.Where(t => t.Table == Table.ImagingFindings && t.From.Equals(table.Name, StringComparison.OrdinalIgnoreCase)))
        {
            var order = ReportParts.Select(c => mapped.Cells.GetValueOrDefault(findings.IndexOf(c))).OfType<RawCell>()
                .SelectMany(c => MappedColumns.ColumnsOf([c])).Select(c => Spelled(table, c)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            if (order.Count > 1)
                return order;
        }
        return [];
    }

    // The raw column that the row's own id, or else the patient's, is taken from as it is.
    private string? RowId(FoundTable table)
    {
        foreach (var mapped in _mapping.Tables.Where(t => t.From.Equals(table.Name, StringComparison.OrdinalIgnoreCase)))
        {
            var columns = CanonicalTable.Of(mapped.Table).Columns;
            foreach (var name in new[] { "row_id", "finding_id", "provider_id", "patient_id" })
            {
                if (columns.ToList().FindIndex(c => c.Name == name) is >= 0 and var at && mapped.Cells.GetValueOrDefault(at) is { From: { } from, Lookup: null } && Spelled(table, from) is { } column)
                    return column;
            }
        }
        return null;
    }

    private (BigInteger First, BigInteger Last)? Span(FoundTable table, string key)
    {
        if (!IsWhole(TypeOf(table, key)))
            return null;
        using var command = _reading.Command($"select min({Quoted(key)}), max({Quoted(key)}) from {table.From}");
        using var row = command.Command.ExecuteReader();
        return row.Read() && Number(row.GetValue(0)) is { } first && Number(row.GetValue(1)) is { } last ? (first, last) : null;
    }

    private static bool IsWhole(Type type) => type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(decimal);

    private static BigInteger? Number(object value) => value switch
    {
        long or int or short => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        decimal number => new BigInteger(decimal.Floor(number)),
        _ => null,
    };

    private RawPart Part(FoundTable table, string range, string where, string? watermark, List<string> order)
    {
        var name = table.Name.ToLowerInvariant() + range;
        var (rows, changed) = watermark is null ? ("", null) : Mark(table, where, Spelled(table, watermark)!);
        if (Wanted(table) is { } wantedRows)
            where += $"{(where.Length == 0 ? " where" : " and")} ({wantedRows})";
        // In the order of the key, so that the same rows make the same part.
        return new(
            table.Name, name, 0, changed, null, table.Columns,
            wanted => Open(table, wanted, where + (order.Count == 0 ? "" : $" order by {string.Join(", ", order.Select(Quoted))}")),
            column => Spelled(table, column) is null ? Open(table, [column], " where 1 = 0") : Open(table, [column], where, "distinct "))
        {
            Mark = rows,
            Settled = Settled,
            ReadAgainAfter = TimeSpan.FromDays(SourceDatabase.FullReadDays),
        };
    }

    // How many rows there are, and the latest change.
    private (string Rows, DateTime? Changed) Mark(FoundTable table, string where, string watermark)
    {
        using var command = _reading.Command($"select count(*), max({Quoted(watermark)}) from {table.From}{where}");
        using var row = command.Command.ExecuteReader();
        row.Read();
        return (Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), row.GetValue(1) switch
        {
            DBNull => DateTime.MinValue.ToUniversalTime(),
            DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            DateTimeOffset time => time.UtcDateTime,
            DateOnly day => day.ToDateTime(default, DateTimeKind.Utc),
            string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) => time,
            // A version that the engine counts up.
            var number when Number(number) is { } version && version >= 0 && version < DateTime.MaxValue.Ticks => new((long)version, DateTimeKind.Utc),
            _ => throw new InputException($"the column '{watermark}' of '{table.Name}' is neither a time nor a number that counts up; name another as its watermark"),
        });
    }

    private DatabaseRows Open(FoundTable table, IReadOnlyList<string> wanted, string which, string distinct = "")
    {
        var positions = RawPart.Positions(table.Columns, wanted);
        int[] asked = [.. positions.Where(p => p >= 0).Distinct()];
        // A table is read even where none of its columns is asked for: its rows count.
        var list = asked.Length == 0 ? "1" : string.Join(", ", asked.Select(p => Quoted(table.Columns[p])));
        var command = _reading.Command($"select {distinct}{list} from {table.From}{which}");
        try
        {
            return new(command, [.. positions.Select(p => Array.IndexOf(asked, p))], _reading.Pace);
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    // The rows of which the mapping makes something, as far as columns of their own tell; null where that may be any. Keys may point to all rows
    // of a table that is asked for them, and periods of coverage are all read.
    private string? Wanted(FoundTable table)
    {
        var mapped = _mapping.Tables.Where(t => IsIt(t.From)).ToList();
        if (mapped.Count == 0 || _mapping.Lookups.Any(l => IsIt(l.From)) || _mapping.Relations.Any(r => IsIt(r.From)) || (_mapping.Coverage is { } coverage && IsIt(coverage.From)))
            return null;
        var each = mapped.ConvertAll(m => string.Join(" and ", m.Where.Select(c => Asked(table, c)).OfType<string>()));
        return each.Contains("") ? null : string.Join(" or ", each.Distinct().Select(e => $"({e})"));

        bool IsIt(string name) => name.Equals(table.Name, StringComparison.OrdinalIgnoreCase);
    }

    // Every row for which it holds, and maybe more: it is asked again of what comes.
    private string? Asked(FoundTable table, RawCondition condition)
    {
        if (condition.Cell is not { From: { } from, Lookup: null, Words.Count: 0, Values: null, Prefix: null, When.Count: 0 } || Spelled(table, from) is not { } column)
            return null;
        var (type, quoted) = (TypeOf(table, column), Quoted(column));
        // What a number is not, it is in one way of writing only; of texts a server may take two for one.
        if (condition.Not && (!IsWhole(type) || condition.Is.Any(v => v.Length > 0 && (!long.TryParse(v, CultureInfo.InvariantCulture, out var number) || number.ToString(CultureInfo.InvariantCulture) != v))))
            return null;
        byte[][] values = [.. condition.Is.Where(v => v.Length > 0).Select(Encoding.UTF8.GetBytes)];
        if (KeyLists.Of(values, () => type) is not { } lists)
            return null;
        var listed = string.Join(" or ", lists.Where(l => l.Length > 0).Select(l => $"{quoted} in ({l})"));
        if (condition.Is.Contains(""))
            listed += $"{(listed.Length > 0 ? " or " : "")}{quoted} is null{(type == typeof(string) ? $" or {quoted} = ''" : "")}";
        if (listed.Length == 0)
            return null;
        return !condition.Not ? $"({listed})" : condition.Is.Contains("") ? $"not ({listed})" : $"({quoted} is null or not ({listed}))";
    }

    private Type TypeOf(FoundTable table, string column)
    {
        using var command = _reading.Command($"select {Quoted(Spelled(table, column)!)} from {table.From} where 1 = 0");
        using var rows = command.Command.ExecuteReader();
        return rows.GetFieldType(0);
    }

    private List<string> ColumnsOf(string from)
    {
        using var command = _reading.Command($"select * from {from} where 1 = 0");
        using var rows = command.Command.ExecuteReader();
        return [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
    }

    private static string? Spelled(FoundTable table, string column) => RawPart.Positions(table.Columns, [column])[0] is >= 0 and var at ? table.Columns[at] : null;

    // The quotes of the standard, in the spelling that the catalog has.
    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // A table or a query, as it stands behind "from".
    private sealed record FoundTable(string Name, string From, IReadOnlyList<string> Columns);
}
