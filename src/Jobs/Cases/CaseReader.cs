using System.Globalization;
using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Cases;

/// <summary>Reads <c>&lt;id&gt;.cases.yaml</c>.</summary>
internal static class CaseReader
{
    private const string Suffix = ".cases.yaml";

    public static CaseFile? Read(string path, IReadOnlyCollection<string> measures, Problems problems)
    {
        if (YamlFile.Read(path, problems) is not { } map)
            return null;
        var id = map.RequiredText("measure");
        var name = Path.GetFileName(path)[..^Suffix.Length];
        if (!measures.Contains(id))
            map.ProblemAt("measure", Problems.Unknown("measure", id, measures));
        else if (id != name)
            map.ProblemAt("measure", $"the measure '{id}' differs from the file's name '{name}'");
        var asOf = RequiredDate(map, "as-of");
        var patient = map.Text("patient") ?? "";
        var cases = map.Maps("cases").Select(c => ReadCase(c, asOf, patient)).ToList();
        foreach (var twice in cases.GroupBy(c => c.Name).SelectMany(g => g.Skip(1)))
            problems.Add(new(path, twice.Line, 0, $"another case bears the name '{twice.Name}'"));
        if (cases.Count == 0)
            map.ProblemAtKey("cases", "'cases' is missing or empty");
        map.Done();
        return new(path, id, cases);
    }

    private static MeasureCase ReadCase(YamlMap map, DateOnly usualAsOf, string usualPatient)
    {
        var asOf = map.Date("as-of") ?? usualAsOf;
        var one = new MeasureCase
        {
            Name = map.RequiredText("name"),
            Line = (int)map.Node.Start.Line,
            AsOf = asOf,
            Patient = PatientNotation.Read(map, map.Text("patient") ?? usualPatient, asOf),
            Events = ReadEvents(map),
            Feeds = ReadFeeds(map),
            Seen = ReadSeen(map),
            Unproven = map.Texts("unproven").ToHashSet(StringComparer.Ordinal),
            Expect = ReadExpectation(map),
        };
        map.Done();
        return one;
    }

    private static List<Event> ReadEvents(YamlMap map)
    {
        var events = new List<Event>();
        if (map.Optional("events") is not { } node)
            return events;
        if (node is not YamlScalarNode { Value: { } text } scalar)
        {
            map.Problem(node, "'events' must be lines of text (events: |)");
            return events;
        }
        var line = (int)node.Start.Line + (scalar.Style == ScalarStyle.Literal ? 1 : 0);
        foreach (var row in text.Split('\n'))
        {
            if (row.Trim().Length > 0)
            {
                if (EventNotation.TryRead(row, $"r{events.Count + 1}", out var one, out var fault))
                    events.Add(one);
                else
                    map.Problem(line, fault);
            }
            line++;
        }
        return events;
    }

    private static Dictionary<Table, IReadOnlyList<DateWindow>> ReadFeeds(YamlMap owner)
    {
        var feeds = new Dictionary<Table, IReadOnlyList<DateWindow>>();
        foreach (var (map, key, table) in Tables(owner, "feeds"))
        {
            var windows = new List<DateWindow>();
            foreach (var (node, text) in MeasureScope.Texts(map, key))
            {
                if (text == "none")
                    continue;
                var ends = text.Split("..", StringSplitOptions.TrimEntries);
                if (ends.Length == 2 && IsDate(ends[0], out var from) && IsDate(ends[1], out var to))
                    windows.Add(new(from, to));
                else
                    map.Problem(node, "a feed covers 'yyyy-MM-dd .. yyyy-MM-dd', or 'none'");
            }
            feeds[table] = windows;
        }
        return feeds;
    }

    private static Dictionary<Table, DateOnly?> ReadSeen(YamlMap owner)
    {
        var seen = new Dictionary<Table, DateOnly?>();
        foreach (var (map, key, table) in Tables(owner, "seen"))
            seen[table] = map.Text(key) == "never" ? null : map.Date(key);
        return seen;
    }

    private static IEnumerable<(YamlMap Map, string Key, Table Table)> Tables(YamlMap owner, string key)
    {
        if (owner.Map(key) is not { } map)
            yield break;
        foreach (var name in map.Keys)
        {
            if (Words.Tables.TryGetValue(name, out var table))
                yield return (map, name, table);
            else
                map.ProblemAtKey(name, Problems.Unknown("table", name, Words.Tables.Keys));
        }
    }

    private static CaseExpectation ReadExpectation(YamlMap owner)
    {
        if (owner.Map("expect") is not { } map)
        {
            if (!owner.Has("expect"))
                owner.Problem(owner.Node, "'expect' is missing");
            return new() { Status = null };
        }
        var expected = new CaseExpectation
        {
            Status = map.RequiredText("status") == "none" ? null : map.Word("status", Words.Statuses),
            Index = map.Date("index"),
            Due = map.Date("due"),
            Tier = map.Integer("tier"),
            Labels = map.Texts("label"),
            NotLabels = map.Texts("not-label"),
            Reason = map.Text("reason"),
            Evidence = ReadEvidence(map),
            Wording = map.Texts("wording"),
            NotWording = map.Texts("not-wording"),
            Episodes = map.Integer("episodes"),
        };
        map.Done();
        return expected;
    }

    private static List<(Table, DateOnly)> ReadEvidence(YamlMap map)
    {
        var rows = new List<(Table, DateOnly)>();
        foreach (var (node, text) in MeasureScope.Texts(map, "evidence"))
        {
            var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 2 && Words.Tables.TryGetValue(parts[0], out var table) && IsDate(parts[1], out var date))
                rows.Add((table, date));
            else
                map.Problem(node, "evidence is written 'table yyyy-MM-dd'");
        }
        return rows;
    }

    private static DateOnly RequiredDate(YamlMap map, string key)
    {
        if (!map.Has(key))
            map.Problem(map.Node, $"'{key}' is missing");
        return map.Date(key) ?? new DateOnly(2000, 1, 1);
    }

    private static bool IsDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
