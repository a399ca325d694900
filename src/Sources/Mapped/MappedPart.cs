using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Mapped;

/// <summary>Maps the rows of one part of a raw table: each is used, passed over or refused as a whole.</summary>
internal sealed class MappedPart
{
    // Rows of two patients are two reports, whatever their accession.
    private static readonly string[] ReportColumns = ["accession", "patient_id"];

    private readonly RawPart _part;
    private readonly CellScope _scope;
    private readonly IReadOnlyList<string> _columns;
    private readonly DateForms _dates;
    private readonly Plan[] _plans;
    private readonly int[] _sortedBy;

    public MappedPart(TableMapping mapping, HeldLookups lookups, RawPart part)
    {
        (_part, _scope) = (part, new(mapping, lookups, part.Form));
        var tables = mapping.Tables.Where(t => t.From.Equals(part.Table, StringComparison.OrdinalIgnoreCase)).ToList();
        _columns = MappedColumns.Of(tables);
        _dates = new(part.Form, mapping.Zone);
        var findings = CanonicalTable.Of(Table.ImagingFindings);
        _sortedBy =
        [
            .. tables.Where(t => t.IsSortedByAccession).SelectMany(t => ReportColumns.Select(c => t.Cells.GetValueOrDefault(findings.IndexOf(c))).OfType<RawCell>())
                .Where(c => c is { From: not null, Lookup: null }).Select(c => _columns.ToList().FindIndex(n => n.Equals(c.From, StringComparison.OrdinalIgnoreCase))).Distinct(),
        ];
        _plans = [.. tables.Select(t => new Plan(t, _columns, _scope))];
    }

    /// <summary>Reads the part into a snapshot.</summary>
    /// <returns>What of the mapping has no column in this part.</returns>
    /// <exception cref="InputException">The part lacks a required column, or is truncated or foreign.</exception>
    public IReadOnlyList<string> Read(PartSet into, Action<long> done, CancellationToken cancel)
    {
        using var rows = Open();
        var absent = Absent(rows);
        var book = into.Book(_part.Table);
        // A required table without rows is there all the same.
        foreach (var plan in _plans.Where(p => p.Table.Required))
            _ = into[plan.Table.Table];
        for (long read = 1; rows.Next(); read++)
        {
            if (read % 65_536 == 0)
            {
                cancel.ThrowIfCancellationRequested();
                done(65_536);
            }
            book.Read();
            Map(rows, into, book);
        }
        done(book.RowsRead % 65_536);
        into.Finish();
        return absent;
    }

    // A database sorts by itself.
    private RawRows Open()
    {
        var rows = _part.Open(_columns);
        return _sortedBy.Length == 0 || _part.Distinct is not null ? rows : new SortedRows(rows, _columns.Count, _sortedBy);
    }

    private List<string> Absent(RawRows rows)
    {
        var absent = new List<string>();
        foreach (var plan in _plans)
        {
            foreach (var (column, cell) in plan.Cells.Where(c => !c.Cell.IsThere(rows)))
            {
                var canonical = plan.Table.Columns[column];
                if (canonical.Required)
                    throw new InputException($"{_part.Name}: column '{cell.Column}' is missing, from which {plan.Table.Name}.{canonical.Name} comes{DidYouMean.For(cell.Column, _part.Columns)}");
                absent.Add($"{_part.Table} has no column '{cell.Column}': {plan.Table.Name}.{canonical.Name} is empty");
            }
        }
        return absent;
    }

    private void Map(RawRows rows, PartSet into, SourceBook book)
    {
        if (rows.Fault is { } fault)
        {
            book.Reject(fault, rows.Row, "", "");
            return;
        }
        string? reason = null;
        foreach (var plan in _plans)
        {
            plan.IsWanted = false;
            if (plan.Where.FirstOrDefault(w => !w.Holds(rows)) is { } failed)
                reason ??= failed.Reason;
            else if (plan.HasCodes && !FindCodes(plan, rows))
                reason ??= "no-code";
            else if (Fill(plan, rows, book))
                plan.IsWanted = true;
            else
                return;
        }
        var isUsed = false;
        foreach (var plan in _plans)
        {
            if (!plan.IsWanted)
                continue;
            Write(plan, into[plan.Table.Table]);
            isUsed = true;
        }
        if (isUsed)
            book.Use();
        else
            book.Skip(reason ?? "no-code");
    }

    // False where the row is refused.
    private bool Fill(Plan plan, RawRows rows, SourceBook book)
    {
        plan.Image.Clear();
        foreach (var (column, cell) in plan.Cells)
        {
            var text = cell.Read(rows);
            var rule = plan.Image.Set(column, text, _dates, _part.Form?.DecimalComma ?? false, () => new(
                $"{_part.Name}: column '{cell.Column}' holds instants (with an offset or Z), row {rows.Row}; name the zone in which they become dates: 'time-zone: America/Chicago' in the mapping"));
            if (rule is null && !plan.Image.IsSet(column) && plan.Table.Columns[column].Required)
                rule = RejectRules.MissingValue;
            if (rule is null)
                continue;
            book.Reject(rule, rows.Row, cell.Column, Encoding.UTF8.GetString(text));
            return false;
        }
        return true;
    }

    private static void Write(Plan plan, PartWriter part)
    {
        if (!plan.HasCodes)
        {
            plan.Image.WriteTo(part);
            part.EndRow();
            return;
        }
        for (var i = 0; i < plan.Found; i++)
        {
            var code = plan.Codes[i];
            plan.Image.WriteTo(part);
            part.Text(plan.SystemColumn, code.System);
            part.Text(plan.CodeColumn, code.Code);
            if (plan.DisplayColumn >= 0 && !plan.Image.IsSet(plan.DisplayColumn))
                part.Text(plan.DisplayColumn, code.Display);
            part.EndRow();
        }
    }

    private bool FindCodes(Plan plan, RawRows rows)
    {
        plan.Found = 0;
        foreach (var way in plan.Ways)
        {
            if (way.Code.IfNone && plan.Found > 0)
                continue;
            if (way.From < 0)
            {
                plan.Add(way, way.System!.Read(rows), way.Said!.Read(rows), way.Display is { } display ? display.Read(rows) : default);
                continue;
            }
            var key = rows.Text(way.From);
            if (key.IsEmpty)
                continue;
            if (way.Code.Through is not { } through)
                AddFromLookup(plan, way, key);
            else
            {
                foreach (var reached in _scope.Lookups.Through(through, key))
                    AddFromLookup(plan, way, reached);
            }
        }
        return plan.Found > 0;
    }

    private void AddFromLookup(Plan plan, Way way, ReadOnlySpan<byte> key)
    {
        var lookups = _scope.Lookups;
        var coding = way.Coding!;
        plan.Add(way, way.SystemOf(lookups.Find(way.Code.Lookup!, key, coding.System)), lookups.Find(way.Code.Lookup!, key, coding.Code),
            coding.Display is { } display ? lookups.Find(way.Code.Lookup!, key, display) : default);
    }

    // One table of the mapping, ready to read rows of this part.
    private sealed class Plan
    {
        public Plan(MappedTable mapped, IReadOnlyList<string> columns, CellScope scope)
        {
            Table = CanonicalTable.Of(mapped.Table);
            Image = new(Table);
            Where = [.. mapped.Where.Select(w => new ConditionReader(w, columns, scope))];
            Cells = [.. mapped.Cells.Select(c => (c.Key, new CellReader(c.Value, columns, scope)))];
            Ways = [.. mapped.Codes.Select(c => new Way(c, columns, scope))];
            if (HasCodes)
            {
                (SystemColumn, CodeColumn) = (Table.IndexOf("code_system"), Table.IndexOf("code"));
                DisplayColumn = Table.Columns.Any(c => c.Name == "display") ? Table.IndexOf("display") : -1;
            }
        }

        public CanonicalTable Table { get; }

        public RowImage Image { get; }

        public IReadOnlyList<ConditionReader> Where { get; }

        public IReadOnlyList<(int Column, CellReader Cell)> Cells { get; }

        public IReadOnlyList<Way> Ways { get; }

        public List<(byte[] System, byte[] Code, byte[] Display)> Codes { get; } = [];

        public int Found { get; set; }

        public bool HasCodes => Ways.Count > 0;

        public bool IsWanted { get; set; }

        public int SystemColumn { get; }

        public int CodeColumn { get; }

        public int DisplayColumn { get; } = -1;

        // An equal code of the row counts once.
        public void Add(Way way, ReadOnlySpan<byte> system, ReadOnlySpan<byte> code, ReadOnlySpan<byte> display)
        {
            if (system.IsEmpty || code.IsEmpty || !way.Takes(system))
                return;
            for (var i = 0; i < Found; i++)
            {
                if (system.SequenceEqual(Codes[i].System) && code.SequenceEqual(Codes[i].Code))
                    return;
            }
            if (Found < Codes.Count)
                Codes[Found] = (system.ToArray(), code.ToArray(), display.ToArray());
            else
                Codes.Add((system.ToArray(), code.ToArray(), display.ToArray()));
            Found++;
        }
    }

    // One way to a row's codes.
    private sealed class Way
    {
        private readonly Dictionary<byte[], byte[]> _systems = new(ByteKeys.Comparer);
        private readonly HashSet<string> _only = new(StringComparer.Ordinal);
        private readonly Dictionary<byte[], bool> _takes = new(ByteKeys.Comparer);

        public Way(RawCode code, IReadOnlyList<string> columns, CellScope scope)
        {
            Code = code;
            From = code.From is { } from ? columns.ToList().FindIndex(c => c.Equals(from, StringComparison.OrdinalIgnoreCase)) : -1;
            Coding = code.Lookup is { } lookup ? scope.Mapping.Lookups.Single(l => l.Name == lookup).Coding : null;
            (System, Said, Display) = (Reader(code.System), Reader(code.Code), Reader(code.Display));
            _only.UnionWith(code.Only.Select(o => CodeSystems.Normalise(o) ?? o));

            CellReader? Reader(RawCell? cell) => cell is null ? null : new(cell, columns, scope);
        }

        public RawCode Code { get; }

        public int From { get; }

        public RawCoding? Coding { get; }

        public CellReader? System { get; }

        public CellReader? Said { get; }

        public CellReader? Display { get; }

        public byte[] SystemOf(ReadOnlySpan<byte> raw)
        {
            if (raw.IsEmpty)
                return [];
            if (_systems.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(raw, out var known))
                return known;
            var (words, text) = (Coding!.Systems, Encoding.UTF8.GetString(raw));
            var system = words.Values.GetValueOrDefault(text) ?? words.Otherwise?.Replace("*", text, StringComparison.Ordinal) ?? "";
            return _systems[raw.ToArray()] = Encoding.UTF8.GetBytes(system);
        }

        public bool Takes(ReadOnlySpan<byte> system)
        {
            if (_only.Count == 0)
                return true;
            if (_takes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(system, out var takes))
                return takes;
            var text = Encoding.UTF8.GetString(system);
            return _takes[system.ToArray()] = _only.Contains(CodeSystems.Normalise(text) ?? text);
        }
    }
}
