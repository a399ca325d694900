using Opportune.Core;

namespace Opportune.Sources.Mapped;

/// <summary>
/// What is held of the lookups and relations of a mapping: only keys that the rows to be read point to, and of those only the
/// columns that the mapping asks for. Filled before any row is mapped; afterwards read by several threads at once.
/// </summary>
internal sealed class HeldLookups
{
    private readonly Dictionary<string, (IReadOnlyList<string> Columns, Dictionary<byte[], byte[][]> Rows)> _lookups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<byte[], byte[][]>> _relations = new(StringComparer.Ordinal);

    /// <summary>Keys held, over all of them.</summary>
    public long Keys => _lookups.Values.Sum(l => (long)l.Rows.Count) + _relations.Values.Sum(r => (long)r.Count);

    /// <summary>The value of a lookup's column; empty where there is none.</summary>
    public ReadOnlySpan<byte> Find(string lookup, ReadOnlySpan<byte> key, string column)
    {
        var (columns, rows) = _lookups[lookup];
        if (!rows.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var values))
            return default;
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Equals(column, StringComparison.OrdinalIgnoreCase))
                return values[i];
        }
        return default;
    }

    /// <summary>Where a relation leads to.</summary>
    public IReadOnlyList<byte[]> Through(string relation, ReadOnlySpan<byte> key) =>
        _relations[relation].GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var keys) ? keys : [];

    /// <summary>Reads what the parts to be read need.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="tables">The raw tables.</param>
    /// <param name="parts">The parts that will be read.</param>
    /// <param name="sideBySide">How many parts may be read at once.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <exception cref="InputException">A lookup that has to be there is missing.</exception>
    public static HeldLookups Read(TableMapping mapping, RawTables tables, IReadOnlyList<RawPart> parts, int sideBySide, CancellationToken cancel)
    {
        var held = new HeldLookups();
        var wanted = mapping.Lookups.ToDictionary(l => l.Name, _ => NewSet(), StringComparer.Ordinal);
        var from = mapping.Relations.ToDictionary(r => r.Name, _ => NewSet(), StringComparer.Ordinal);
        SideBySide.Each(parts, sideBySide, part => tables.Again(() => CollectKeys(mapping, part, wanted, from, cancel)), cancel);
        foreach (var relation in mapping.Relations)
            held._relations[relation.Name] = Follow(mapping, tables, relation, from[relation.Name], cancel);
        foreach (var relation in mapping.Relations)
        {
            foreach (var key in held._relations[relation.Name].Values.SelectMany(k => k))
                wanted[relation.Lookup].Add(key);
        }
        foreach (var lookup in mapping.Lookups)
        {
            held._lookups[lookup.Name] = Load(mapping, tables, lookup, wanted[lookup.Name], cancel);
            var leads = mapping.Tables.SelectMany(MappedColumns.CellsOf).SelectMany(c => c.Hops.Zip(c.Hops.Skip(1), (from, to) => (from.Lookup, from.Column, To: to.Lookup)));
            foreach (var (_, column, to) in leads.Where(l => l.Lookup == lookup.Name).Distinct())
                held.Collect(lookup.Name, column, wanted[to]);
        }
        foreach (var relation in mapping.Relations)
            held.KeepWanted(relation);
        return held;
    }

    private static HashSet<byte[]> NewSet() => new(ByteKeys.Comparer);

    // The keys that a lookup's rows point on to.
    private void Collect(string lookup, string column, HashSet<byte[]> into)
    {
        foreach (var key in _lookups[lookup].Rows.Keys)
        {
            if (Find(lookup, key, column) is { IsEmpty: false } next)
                into.Add(next.ToArray());
        }
    }

    private void KeepWanted(RawRelation relation)
    {
        var wanted = relation.Wanted.Select(w => System.Text.Encoding.UTF8.GetBytes(w)).ToHashSet(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();
        var all = _relations[relation.Name];
        foreach (var key in all.Keys.ToList())
        {
            all[key] = [.. all[key].Where(k => wanted.Contains(Find(relation.Lookup, k, relation.Column))).Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
            if (all[key].Length == 0)
                all.Remove(key);
        }
    }

    private static void CollectKeys(
        TableMapping mapping, RawPart part, Dictionary<string, HashSet<byte[]>> wanted, Dictionary<string, HashSet<byte[]>> from, CancellationToken cancel)
    {
        var uses = new List<(string Column, HashSet<byte[]> Into)>();
        foreach (var table in mapping.Tables.Where(t => t.From.Equals(part.Table, StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var cell in MappedColumns.CellsOf(table).Where(c => c.Lookup is not null && c.From is not null))
                uses.Add((cell.From!, wanted[cell.Lookup!]));
            foreach (var code in table.Codes.Where(c => c.From is not null))
                uses.Add((code.From!, code.Through is { } through ? from[through] : wanted[code.Lookup!]));
        }
        // What a relation tells from where it starts may stand in several ways to a code; each column is read once.
        var columns = uses.GroupBy(u => u.Column, StringComparer.OrdinalIgnoreCase).ToList();
        if (columns.Count == 0)
            return;
        var found = columns.ConvertAll(_ => NewSet());
        if (part.Distinct is { } distinct)
        {
            for (var i = 0; i < columns.Count; i++)
                CollectKeys(distinct(columns[i].Key), [found[i]], cancel);
        }
        else
            CollectKeys(part.Open([.. columns.Select(c => c.Key)]), found, cancel);
        lock (wanted)
        {
            foreach (var (column, keys) in columns.Zip(found))
            {
                foreach (var set in column.Select(u => u.Into).Distinct())
                    set.UnionWith(keys);
            }
        }
    }

    private static void CollectKeys(RawRows opened, List<HashSet<byte[]>> columns, CancellationToken cancel)
    {
        using var rows = opened;
        var sets = columns.ConvertAll(c => c.GetAlternateLookup<ReadOnlySpan<byte>>());
        while (rows.Next())
        {
            cancel.ThrowIfCancellationRequested();
            for (var i = 0; i < sets.Count; i++)
            {
                if (rows.Text(i) is { IsEmpty: false } key)
                    sets[i].Add(key);
            }
        }
    }

    // One pass over the raw table a step; each remembers from which keys one came.
    private static Dictionary<byte[], byte[][]> Follow(TableMapping mapping, RawTables tables, RawRelation relation, HashSet<byte[]> starts, CancellationToken cancel)
    {
        var reached = starts.ToDictionary(s => s, s => new HashSet<byte[]>(ByteKeys.Comparer) { s }, ByteKeys.Comparer);
        var at = starts.ToDictionary(s => s, s => new List<byte[]> { s }, ByteKeys.Comparer);
        for (var step = 0; step < relation.Steps && at.Count > 0; step++)
        {
            var next = new Dictionary<byte[], List<byte[]>>(ByteKeys.Comparer);
            List<string> names = [relation.Key, relation.Value, .. MappedColumns.ColumnsOf(relation.Where.Select(w => w.Cell))];
            if (tables.Parts(relation.From) is not [var first, ..])
                break;
            foreach (var open in tables.Find(relation.From, names, at.Keys))
            {
                tables.Again(() =>
                {
                    using var rows = open();
                    var conditions = relation.Where.Select(w => new ConditionReader(w, names, new CellScope(mapping, new(), first.Form))).ToList();
                    var find = at.GetAlternateLookup<ReadOnlySpan<byte>>();
                    while (rows.Next())
                    {
                        cancel.ThrowIfCancellationRequested();
                        if (!find.TryGetValue(rows.Text(0), out var origins) || rows.Text(1).IsEmpty || !conditions.TrueForAll(c => c.Holds(rows)))
                            continue;
                        var to = rows.Text(1).ToArray();
                        foreach (var origin in origins.Where(o => reached[o].Add(to)))
                        {
                            if (!next.TryGetValue(to, out var came))
                                next[to] = came = [];
                            came.Add(origin);
                        }
                    }
                });
            }
            at = next;
        }
        return reached.Where(r => r.Value.Count > 0).ToDictionary(r => r.Key, r => r.Value.ToArray(), ByteKeys.Comparer);
    }

    private static (IReadOnlyList<string>, Dictionary<byte[], byte[][]>) Load(TableMapping mapping, RawTables tables, RawLookup lookup, HashSet<byte[]> wanted, CancellationToken cancel)
    {
        foreach (var nothing in lookup.Nothing)
            wanted.Remove(System.Text.Encoding.UTF8.GetBytes(nothing));
        IReadOnlyList<string> columns = [.. MappedColumns.OfLookup(mapping, lookup)];
        var held = new Dictionary<byte[], byte[][]>(ByteKeys.Comparer);
        var parts = tables.Parts(lookup.From);
        if (parts.Count == 0 && !lookup.Optional)
            throw new InputException($"the raw table '{lookup.From}' is missing, in which '{mapping.Id}' finds {string.Join(", ", columns)}{DidYouMean.For(lookup.From, tables.Names)}");
        var find = wanted.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (wanted.Count == 0 || parts.Count == 0)
            return (columns, held);
        List<string> names = [lookup.Key, .. columns];
        foreach (var part in parts)
        {
            var there = RawPart.Positions(part.Columns, names);
            if (Enumerable.Range(0, names.Count).FirstOrDefault(i => there[i] < 0 && !(lookup.Optional && i > 0), -1) is >= 0 and var missing)
                throw new InputException($"{part.Name}: column '{names[missing]}' is missing{DidYouMean.For(names[missing], part.Columns)}");
        }
        foreach (var open in tables.Find(lookup.From, names, wanted))
        {
            tables.Again(() =>
            {
                using var rows = open();
                while (rows.Next())
                {
                    cancel.ThrowIfCancellationRequested();
                    if (!find.TryGetValue(rows.Text(0), out var key))
                        continue;
                    var values = new byte[columns.Count][];
                    for (var i = 0; i < values.Length; i++)
                        values[i] = rows.Text(i + 1).ToArray();
                    // Of a key that comes twice the first row counts, whatever the order of threads.
                    held.TryAdd(key, values);
                }
            });
        }
        return (columns, held);
    }
}
