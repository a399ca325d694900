using System.Globalization;
using Opportune.Core;

namespace Opportune.Jobs.ValueSets;

/// <summary>
/// Reads one value set: comment lines with its provenance, a line of column names, then one code a line. A row of system
/// NAME gives a drug's ingredient or brand name.
/// </summary>
internal sealed class ValueSetFile
{
    private static readonly string[] Columns = ["system", "code", "meaning", "seventh", "valid_from", "valid_to"];
    private static readonly string[] Headers = ["source", "release", "reviewed-by", "reviewed-on", "next-review"];

    private readonly string _path;
    private readonly bool _isSite;
    private readonly Problems _problems;
    private readonly Dictionary<string, (string Text, int Line)> _header = new(StringComparer.Ordinal);
    private readonly List<ValueSetRow> _rows = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _columns;

    private ValueSetFile(string path, bool isSite, Problems problems) => (_path, _isSite, _problems) = (path, isSite, problems);

    /// <param name="path">The file; its name is the set's.</param>
    /// <param name="isSite">Whether it is a site's own: it may hold licensed content, and its provenance is the site's affair.</param>
    /// <param name="today">For review dates; null: not looked at.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static ValueSet Read(string path, bool isSite, DateOnly? today, Problems problems)
    {
        var file = new ValueSetFile(path, isSite, problems);
        var number = 0;
        foreach (var line in File.ReadLines(path))
            file.ReadLine(line.Trim(), ++number);
        if (file._columns is null)
            problems.Add(new(path, 0, 0, "no line of column names (system,code,meaning)"));
        return new ValueSet
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Rows = file._rows,
            Names = file._names,
            Review = isSite ? null : file.ReadReview(today),
        };
    }

    private void ReadLine(string line, int number)
    {
        if (line.Length == 0)
            return;
        if (line[0] == '#')
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[1..colon].Trim() is var key && Headers.Contains(key))
                _header[key] = (line[(colon + 1)..].Trim(), number);
            return;
        }
        if (Csv.Fields(line) is not { } fields)
            Problem(number, "a quote is not closed, or stands inside a field");
        else if (_columns is null)
            ReadColumns(fields, number);
        else if (fields.Count > _columns.Count)
            Problem(number, $"{fields.Count} fields, but {_columns.Count} columns; put text with a comma in quotes");
        else
            ReadRow(name => _columns.IndexOf(name) is var at and >= 0 && at < fields.Count ? fields[at] : "", number);
    }

    private void ReadColumns(IReadOnlyList<string> fields, int number)
    {
        _columns = fields;
        foreach (var unknown in fields.Except(Columns))
            Problem(number, Problems.Unknown("column", unknown, Columns));
        foreach (var missing in Columns.Take(3).Except(fields))
            Problem(number, $"column '{missing}' is missing");
    }

    private void ReadRow(Func<string, string> field, int number)
    {
        var (written, code, meaning) = (field("system"), field("code"), field("meaning"));
        if (code.Length == 0)
        {
            Problem(number, "the code is missing");
            return;
        }
        if (!_seen.TryAdd($"{written}\0{code}\0{field("seventh")}\0{field("valid_from")}", number))
        {
            Problem(number, $"{written} {code} is here already, in line {_seen[$"{written}\0{code}\0{field("seventh")}\0{field("valid_from")}"]}");
            return;
        }
        if (written == "NAME")
        {
            _names.Add(code.ToLowerInvariant());
            return;
        }
        if (CodeSystems.Normalise(written) is not { } system)
        {
            Problem(number, Problems.Unknown("code system", written, [.. CodeSystems.Names, "NAME"]));
            return;
        }
        if (CodeForm.Fault(system, code) is { } fault)
            Problem(number, fault);
        if (!_isSite && system == "SNOMED")
            Problem(number, "SNOMED content is not shipped; it belongs into a site's folder (--value-sets)");
        if (!_isSite && system == "CPT" && meaning.Length > 0)
            Problem(number, "CPT numbers are shipped without descriptors; leave 'meaning' empty");

        var isFamily = code.EndsWith('-');
        var seventh = field("seventh").ToUpperInvariant();
        if (seventh.Length > 0 && (system != "ICD10CM" || !seventh.All("ABCDEFGHJKMNPQRS".Contains)))
            Problem(number, "'seventh' holds 7th characters of ICD10CM codes, such as ABC");
        var (from, to) = (Date(field("valid_from"), "valid_from", number), Date(field("valid_to"), "valid_to", number));
        if (from > to)
            Problem(number, "valid_from lies after valid_to");
        _rows.Add(new(system, CodeSystems.NormaliseCode(system, isFamily ? code[..^1] : code), isFamily,
            seventh.Length == 0 ? null : seventh, from, to, meaning.Length == 0 ? null : meaning));
    }

    private ValueSetReview? ReadReview(DateOnly? today)
    {
        foreach (var missing in Headers.Except(_header.Keys))
            Problem(0, $"header line '# {missing}: ...' is missing");
        if (_header.Count < Headers.Length)
            return null;
        var (reviewed, next) = (HeaderDate("reviewed-on"), HeaderDate("next-review"));
        if (next < today)
            _problems.Add(new(_path, _header["next-review"].Line, 0, $"the review of this value set was due on {next:yyyy-MM-dd}", IsWarning: true));
        return new(_header["source"].Text, _header["release"].Text, _header["reviewed-by"].Text, reviewed, next);
    }

    private DateOnly HeaderDate(string key) => Date(_header[key].Text, key, _header[key].Line) ?? default;

    private DateOnly? Date(string text, string what, int number)
    {
        if (text.Length == 0)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Problem(number, $"'{what}' must be a date, yyyy-MM-dd");
        return null;
    }

    private void Problem(int line, string message) => _problems.Add(new(_path, line, 0, message));
}

/// <summary>Index of an item in a read-only list.</summary>
file static class ListSearch
{
    public static int IndexOf(this IReadOnlyList<string> list, string item)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == item)
                return i;
        }
        return -1;
    }
}
