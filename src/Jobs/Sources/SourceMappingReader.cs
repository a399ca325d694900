using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Jobs.Scheduling;
using Opportune.Jobs.Settings;
using Opportune.Jobs.Yaml;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Sources;

/// <summary>Reads <c>jobs/sources/&lt;id&gt;.yaml</c> of kind tables, and the site's own queries <c>jobs/sources/&lt;id&gt;/*.sql</c>.</summary>
public static class SourceMappingReader
{
    private static readonly string[] Encodings = ["utf-8", "windows-1252", "utf-16", "utf-16le", "utf-16be"];

    /// <summary>The kind of a source file ("tables", "fhir"); null with a problem told.</summary>
    public static string? KindOf(string path, Problems problems)
    {
        if (YamlFile.Read(path, problems) is not { } map)
            return null;
        var kind = map.RequiredText("kind");
        return kind.Length == 0 ? null : kind;
    }

    /// <summary>Reads a mapping of kind tables; null where it has errors, which are told.</summary>
    public static TableMapping? Read(string path, Problems problems)
    {
        var own = new Problems();
        var mapping = YamlFile.Read(path, own) is { } map ? Read(path, map) : null;
        foreach (var problem in own.All)
            problems.Add(problem);
        return own.HasErrors ? null : mapping;
    }

    private static TableMapping Read(string path, YamlMap map)
    {
        var id = Path.GetFileNameWithoutExtension(path);
        if (map.RequiredText("id") is { Length: > 0 } written && written != id)
            map.ProblemAt("id", $"the id '{written}' differs from the file's name '{id}'");
        if (map.RequiredText("kind") is { Length: > 0 } kind && kind != "tables")
            map.ProblemAt("kind", Problems.Unknown("kind", kind, ["tables"]));
        var scope = new Scope(map);
        var queries = Queries(path);
        var mapping = new TableMapping
        {
            Id = id,
            Title = map.RequiredText("title"),
            Zone = Zone(map),
            Text = map.Map("text") is { } text ? ReadText(text) : new(),
            Database = map.Map("database") is { } database ? ReadDatabase(database, Path.GetDirectoryName(Path.GetFullPath(path))!) : null,
            Lookups = scope.Lookups,
            Relations = scope.Relations(map),
            Tables = scope.Tables(map),
            Coverage = Scope.Coverage(map),
            Queries = queries,
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                File.ReadAllText(path) + string.Concat(queries.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"\0{q.Key}\0{q.Value}"))))),
        };
        map.Done();
        return mapping;
    }

    private static Dictionary<string, string> Queries(string path)
    {
        var folder = Path.ChangeExtension(path, null);
        return !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*.sql")
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText, StringComparer.OrdinalIgnoreCase);
    }

    private static TimeZoneInfo? Zone(YamlMap map)
    {
        if (map.Text("time-zone") is not { } name)
            return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        map.ProblemAt("time-zone", $"'{name}' is no time zone; write it as America/Chicago");
        return null;
    }

    private static SourceDatabase ReadDatabase(YamlMap map, string folder)
    {
        var source = new SourceDatabase
        {
            Url = map.Text("url"),
            Password = SecretReader.Read(map, "password", folder, mayBeWritten: false),
            Schema = map.Text("schema"),
            Provider = map.Map("provider") is { } provider ? ReadProvider(provider) : null,
            Isolation = map.Word("isolation", Words.Isolations) ?? SourceIsolation.RepeatableRead,
            AsOf = map.Text("as-of"),
            Timeout = map.Span("timeout") ?? new SourceDatabase().Timeout,
            Connections = map.Integer("connections"),
            Hours = map.Map("hours") is { } hours ? ScheduleReader.ReadWindow(hours) : null,
            RowsPerSecond = map.Integer("rows-per-second"),
            KeysPerRange = map.Integer("keys-per-range") ?? new SourceDatabase().KeysPerRange,
            Watermarks = SourceParts.Words(map.Map("watermarks")),
        };
        if (source.Connections is < 1 or > 32)
            map.ProblemAt("connections", "'connections' must be a number from 1 to 32");
        if (source is { AsOf: not null, Url: { } url } && url.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            map.ProblemAt("as-of", "PostgreSQL shows one state of all tables to all connections by itself; leave 'as-of' out");
        if (source.RowsPerSecond < 1)
            map.ProblemAt("rows-per-second", "'rows-per-second' must be a number from 1");
        if (source.KeysPerRange < 1)
            map.ProblemAt("keys-per-range", "'keys-per-range' must be a number from 1");
        if (source.Url is not null && source.Provider is not null)
            map.ProblemAtKey("provider", "'url' is PostgreSQL or SQLite, 'provider' any other engine: keep one of them");
        map.Done();
        return source;
    }

    private static ForeignProvider ReadProvider(YamlMap map)
    {
        var provider = new ForeignProvider(
            map.RequiredText("folder"), map.RequiredText("assembly"), map.RequiredText("factory"), map.RequiredText("connection"),
            map.Word("catalog", Words.Catalogs) ?? SourceCatalog.InformationSchema);
        map.Done();
        return provider;
    }

    private static TextForm ReadText(YamlMap map)
    {
        var form = new TextForm
        {
            Encoding = map.Text("encoding") ?? "utf-8",
            Dates = map.Texts("dates") is { Count: > 0 } dates ? dates : ["yyyy-MM-dd"],
            DecimalComma = map.Flag("decimal-comma"),
            Quotes = map.Has("quotes") ? map.Flag("quotes") : null,
            Missing = map.Texts("missing"),
        };
        if (!Encodings.Contains(form.Encoding))
            map.ProblemAt("encoding", Problems.Unknown("encoding", form.Encoding, Encodings));
        foreach (var date in form.Dates.Where(d => !IsDateForm(d)))
            map.ProblemAt("dates", $"'{date}' is no form of a date; write it with yyyy (or yy), MM or MMM, and dd: dd.MM.yyyy");
        foreach (var (a, b) in form.Dates.SelectMany((a, i) => form.Dates.Skip(i + 1).Select(b => (a, b))).Where(p => FitTwice(p.a, p.b)))
            map.ProblemAt("dates", $"a text can be read by '{a}' and by '{b}' as two different days; keep the one that the source means");
        map.Done();
        return form;
    }

    private static bool IsDateForm(string form) =>
        form.Contains("yy", StringComparison.Ordinal) && form.Contains('M', StringComparison.Ordinal) && form.Contains('d', StringComparison.Ordinal)
        && DateTime.TryParseExact(new DateTime(2021, 11, 23).ToString(form, CultureInfo.InvariantCulture), form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Date == new DateTime(2021, 11, 23);

    // Days whose parts are all small tell whether one form reads what another writes as another day.
    private static bool FitTwice(string a, string b) =>
        new[] { new DateTime(2003, 4, 5), new DateTime(2011, 10, 12) }.Any(day =>
            DateTime.TryParseExact(day.ToString(a, CultureInfo.InvariantCulture), b, CultureInfo.InvariantCulture, DateTimeStyles.None, out var other) && other.Date != day.Date);

    // What the parts of one file name of each other.
    private sealed class Scope
    {
        private readonly List<string> _relations = [];

        public Scope(YamlMap map) => Lookups = map.Map("lookups") is { } lookups ? [.. lookups.Keys.ToList().Select(name => Lookup(name, lookups)).OfType<RawLookup>()] : [];

        public List<RawLookup> Lookups { get; }

        public List<RawRelation> Relations(YamlMap owner)
        {
            var relations = new List<RawRelation>();
            if (owner.Map("relations") is not { } all)
                return relations;
            foreach (var name in all.Keys.ToList())
            {
                if (all.Map(name) is not { } map)
                    continue;
                relations.Add(new(
                    name, map.RequiredText("from"), map.RequiredText("key"), map.RequiredText("value"), Conditions(map, "where"), map.Integer("steps") ?? 1,
                    LookupName(map, "to"), map.RequiredText("column"), map.Texts("wanted").ToHashSet(StringComparer.Ordinal)));
                map.Done();
                if (relations[^1].Where.Any(w => w.Cell.Lookup is not null))
                    all.ProblemAtKey(name, "a relation is followed before any lookup is read: its 'where' looks at its own columns only");
                _relations.Add(name);
            }
            return relations;
        }

        public List<MappedTable> Tables(YamlMap owner)
        {
            var tables = new List<MappedTable>();
            owner.Require("tables");
            if (owner.Map("tables") is not { } all)
                return tables;
            foreach (var name in all.Keys.ToList())
            {
                if (!Words.Tables.TryGetValue(name, out var table))
                {
                    all.ProblemAtKey(name, Problems.Unknown("table", name, Words.Tables.Keys));
                    _ = all.Optional(name);
                    continue;
                }
                foreach (var map in all.Maps(name))
                    tables.Add(ReadTable(CanonicalTable.Of(table), map));
            }
            foreach (var missing in CanonicalTable.All.Where(t => t.Required && tables.TrueForAll(m => m.Table != t.Table)))
                owner.ProblemAt("tables", $"the table '{missing.Name}' is missing: no run is possible without it");
            return tables;
        }

        public static MappedPeriods? Coverage(YamlMap owner)
        {
            if (owner.Map("coverage") is not { } map)
                return null;
            var periods = new MappedPeriods(
                map.RequiredText("from"), map.RequiredText("start"), map.RequiredText("end"), [.. MeasureTables(map)]);
            map.Done();
            return periods;
        }

        private static IEnumerable<Table> MeasureTables(YamlMap map)
        {
            foreach (var name in map.Texts("tables"))
            {
                if (Words.Tables.TryGetValue(name, out var table))
                    yield return table;
                else
                    map.ProblemAt("tables", Problems.Unknown("table", name, Words.Tables.Keys));
            }
        }

        private MappedTable ReadTable(CanonicalTable table, YamlMap map)
        {
            var cells = new SortedDictionary<int, RawCell>();
            if (map.Map("columns") is { } columns)
            {
                foreach (var name in columns.Keys.ToList())
                {
                    var at = table.Columns.ToList().FindIndex(c => c.Name == name);
                    if (at < 0)
                        columns.ProblemAtKey(name, Problems.Unknown($"column of {table.Name}", name, table.Columns.Select(c => c.Name)));
                    if (Cell(columns, columns.Optional(name)) is { } cell && at >= 0)
                        cells[at] = cell;
                }
            }
            var mapped = new MappedTable(table.Table, map.RequiredText("from"), Conditions(map, "where"), cells, [.. map.Maps("codes").Select(Code)]) { IsSortedByAccession = map.Text("sort") is not null };
            if (mapped.IsSortedByAccession && (map.Text("sort") != "accession" || table.Table != Table.ImagingFindings || cells.GetValueOrDefault(table.IndexOf("accession")) is not { From: not null, Lookup: null }))
                map.ProblemAt("sort", "'sort: accession' is for imaging_findings whose accession is a column of their own; leave it out elsewhere");
            foreach (var missing in table.Columns.Where((c, i) => c.Required && !cells.ContainsKey(i) && !(mapped.Codes.Count > 0 && c.Name is "code" or "code_system")))
                map.ProblemAt("columns", $"the column '{missing.Name}' of {table.Name} is missing: every row needs it");
            if (mapped.Codes.Count > 0 && table.Columns.All(c => c.Name != "code"))
                map.ProblemAtKey("codes", $"{table.Name} has no codes");
            map.Done();
            return mapped;
        }

        private RawCode Code(YamlMap map)
        {
            var code = new RawCode(
                map.Text("from"), map.Text("through"), map.Has("lookup") ? LookupName(map, "lookup") : null,
                map.Has("system") ? Cell(map, map.Optional("system"), isConstant: true) : null, map.Has("code") ? Cell(map, map.Optional("code")) : null,
                map.Has("display") ? Cell(map, map.Optional("display")) : null, map.Texts("only").ToHashSet(StringComparer.Ordinal), map.Flag("if-none"));
            if (code.Through is { } through && !_relations.Contains(through))
                map.ProblemAt("through", Problems.Unknown("relation", through, _relations));
            if (code.From is null ? code.System is null || code.Code is null : Lookups.Find(l => l.Name == code.Lookup) is not { Coding: not null })
                map.Problem(map.Node, "a code comes from a key ('from') by a lookup that says 'system' and 'code', or is said by 'system' and 'code' here");
            foreach (var system in code.Only.Where(s => CodeSystems.Normalise(s) is null))
                map.ProblemAt("only", Problems.Unknown("code system", system, CodeSystems.Names));
            map.Done();
            return code;
        }

        private static RawLookup? Lookup(string name, YamlMap lookups)
        {
            if (lookups.Map(name) is not { } map)
                return null;
            var lookup = new RawLookup(name, map.RequiredText("from"), map.RequiredText("key"), map.Texts("nothing"), map.Flag("optional"),
                map.Has("code") ? new(map.RequiredText("system"), Values(map, "systems") ?? new(new Dictionary<string, string>(), "*"), map.RequiredText("code"), map.Text("display")) : null);
            map.Done();
            return lookup;
        }

        private string LookupName(YamlMap map, string key)
        {
            var name = map.RequiredText(key);
            if (name.Length > 0 && Lookups.TrueForAll(l => l.Name != name))
                map.ProblemAt(key, Problems.Unknown("lookup", name, Lookups.Select(l => l.Name)));
            return name;
        }

        private List<RawCondition> Conditions(YamlMap owner, string key)
        {
            var conditions = new List<RawCondition>();
            foreach (var map in owner.Maps(key))
            {
                var (isOne, isNone) = (map.Texts("is"), map.Texts("not"));
                if (isOne.Count == 0 == (isNone.Count == 0))
                    map.Problem(map.Node, "a condition says either 'is' or 'not', with the values that are meant");
                var reason = map.Text("reason") ?? "not-asked-for";
                // Without its own words the rest is a cell.
                var cell = CellOf(map);
                conditions.Add(new(cell, (isOne.Count > 0 ? isOne : isNone).ToHashSet(StringComparer.Ordinal), isOne.Count == 0, reason));
            }
            return conditions;
        }

        // A plain word is a raw column, or a constant where that is what is usually meant.
        private RawCell? Cell(YamlMap owner, YamlNode? node, bool isConstant = false)
        {
            switch (node)
            {
                case null:
                    return null;
                case YamlScalarNode { Value: { } text }:
                    return isConstant ? new() { Constant = text } : new() { From = text };
                default:
                    return owner.AsMap(node) is { } map ? CellOf(map) : null;
            }
        }

        private RawCell CellOf(YamlMap map)
        {
            var cell = new RawCell
            {
                From = map.Text("from"),
                Constant = map.Text("constant"),
                Parts = Parts(map),
                FirstOf = [.. map.List("first-of").Select(n => Cell(map, n)).OfType<RawCell>()],
                Lookup = map.Has("lookup") ? LookupName(map, "lookup") : null,
                Column = map.Text("column"),
                Then = [.. Then(map)],
                Words = WordsOf(map),
                Values = Values(map, "values"),
                Prefix = map.Text("prefix"),
                When = Conditions(map, "when"),
            };
            if (new[] { cell.From is not null, cell.Constant is not null, cell.Parts is not null, cell.FirstOf.Count > 0 }.Count(s => s) != 1)
                map.Problem(map.Node, "say where the value comes from: one of 'from', 'constant', 'year' with 'month' and 'day', or 'first-of'");
            if (cell.Lookup is null != (cell.Column is null))
                map.Problem(map.Node, "'lookup' and 'column' go together");
            map.Done();
            return cell;
        }

        private List<(string, string)> Then(YamlMap owner)
        {
            if (owner.Map("then") is not { } map)
                return [];
            var then = (LookupName(map, "lookup"), map.RequiredText("column"));
            if (Lookups.FindIndex(l => l.Name == then.Item1) <= Lookups.FindIndex(l => l.Name == owner.Text("lookup")))
                map.ProblemAt("lookup", "'then' leads to a lookup that stands after the one before it under 'lookups'");
            var all = Then(map).Prepend(then).ToList();
            map.Done();
            return all;
        }

        private static RawDateParts? Parts(YamlMap map)
        {
            if (!map.Has("year"))
                return null;
            (int, int)? missing = null;
            if (map.Text("missing") is { } text)
            {
                if (DateTime.TryParseExact(text, "MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    missing = (day.Month, day.Day);
                else
                    map.ProblemAt("missing", "'missing' is the month and day that stand for missing ones, MM-dd");
            }
            return new(map.RequiredText("year"), map.RequiredText("month"), map.RequiredText("day"), missing);
        }

        private static Dictionary<string, IReadOnlyList<string>> WordsOf(YamlMap owner)
        {
            var words = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            if (owner.Map("words") is not { } map)
                return words;
            foreach (var value in map.Keys.ToList())
                words[value] = map.Texts(value);
            map.Done();
            return words;
        }

        private static ValueWords? Values(YamlMap owner, string key)
        {
            var otherwise = owner.Text("otherwise");
            if (owner.Map(key) is not { } map)
            {
                if (otherwise is not null)
                    owner.ProblemAt("otherwise", $"'otherwise' goes with '{key}'");
                return null;
            }
            var values = map.Keys.ToList().ToDictionary(k => k, map.RequiredText, StringComparer.Ordinal);
            map.Done();
            return new(values, otherwise);
        }
    }
}
