using System.Globalization;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// Tables of seeded rows in several files each, of which any may change from night to night: rows come, go and are corrected,
/// files are renamed, cut and joined, reports reach over the ends of files, dates lie in the future, patients are merged.
/// </summary>
internal sealed class ChangingHospital
{
    public static readonly DateOnly AsOf = new(2026, 6, 30);

    private const int Patients = 60;

    private static readonly Table[] Filled =
        [Table.Patients, Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters, Table.ObservationPeriods];

    private static readonly string[] Texts =
    [
        "Moderate coronary artery calcification.", "No coronary artery calcification.", "Chronic compression fracture of L1.", "Old hip fracture", "is seen.",
        "Heart size is normal.", "There is no", "evidence of acute vertebral fracture.", "Osteopenia.", "Aortic atherosclerotic calcification, severe.",
    ];

    private readonly string _folder;
    private readonly Random _random;
    private readonly Dictionary<Table, List<(string Name, List<string?[]> Rows)>> _files = [];
    private int _number;

    public ChangingHospital(string folder, int seed)
    {
        (_folder, _random) = (folder, new(seed));
        foreach (var table in Filled)
        {
            _files[table] = [];
            for (var files = _random.Next(2, 5); files > 0; files--)
                _files[table].Add((Name(), Rows(table)));
        }
        // One file that is long enough to have a middle.
        _files[Table.Conditions].Add(("z-long.csv", [.. Enumerable.Range(0, 4000).Select(i => Row(Table.Conditions, $"p{i % Patients}", "I10.0"))]));
        Write();
    }

    /// <summary>What a night may bring.</summary>
    public void Change()
    {
        for (var changes = _random.Next(1, 6); changes > 0; changes--)
        {
            var table = Any(Filled);
            var files = _files[table];
            var at = _random.Next(files.Count);
            switch (_random.Next(8))
            {
                case 0:
                case 1:
                    files.Add((Name(), Rows(table)));
                    break;
                case 2 when files.Count > 1:
                    files.RemoveAt(at);
                    break;
                case 3:
                    files[at].Rows.AddRange(Rows(table));
                    break;
                case 4:
                    files[at].Rows[_random.Next(files[at].Rows.Count)] = Row(table);
                    break;
                case 5:
                    files[at] = (Name(), files[at].Rows);
                    break;
                case 6 when files[at].Rows.Count > 2:
                    var cut = _random.Next(1, files[at].Rows.Count);
                    files.Add((files[at].Name + "-2.parquet", files[at].Rows[cut..]));
                    files[at].Rows.RemoveRange(cut, files[at].Rows.Count - cut);
                    break;
                default:
                    Link(_random.Next(Patients), _random.Next(Patients));
                    break;
            }
        }
        if (!_files.Remove(Table.Feeds) && _random.Next(2) == 0)
            _files[Table.Feeds] = [("feeds.csv", [.. Filled.Select(t => Cells(Table.Feeds, ("feed", CanonicalTable.Of(t).Name), ("covered_from", "2020-01-01"), ("covered_to", "2026-12-31")))])];
        Write();
    }

    /// <summary>Makes the files look as if they had long been there.</summary>
    public void Age()
    {
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
    }

    /// <summary>Changes one code in the middle of a long file, and nothing by which that could be told without reading it.</summary>
    public void ChangeInPlace()
    {
        var path = Path.Combine(_folder, "conditions", "z-long.csv");
        var (text, time) = (File.ReadAllText(path), File.GetLastWriteTimeUtc(path));
        var at = text.IndexOf("I10.0", text.Length / 2, StringComparison.Ordinal);
        Assert.InRange(at, 1 << 16, text.Length - (1 << 16));
        File.WriteAllText(path, text[..at] + "Z51.5" + text[(at + 5)..]);
        File.SetLastWriteTimeUtc(path, time);
    }

    private void Link(int from, int to)
    {
        if (from != to)
            (_files.TryGetValue(Table.PatientLinks, out var links) ? links : _files[Table.PatientLinks] = [("links.csv", [])])[0].Rows
                .Add(Cells(Table.PatientLinks, ("patient_id", $"p{from}"), ("replaced_by", $"p{to}"), ("linked_date", Date())));
    }

    private string Name() => $"{(char)('a' + _random.Next(26))}{_number++}{Any(".parquet", ".csv")}";

    private List<string?[]> Rows(Table table) => table switch
    {
        Table.Patients => [.. Enumerable.Range(0, Patients).Where(_ => _random.Next(3) > 0).Select(i => Row(table, $"p{i}"))],
        Table.ImagingFindings => [.. Enumerable.Range(0, _random.Next(5, 60)).SelectMany(_ => Report())],
        _ => [.. Enumerable.Range(0, _random.Next(20, 150)).Select(_ => Row(table))],
    };

    // Now and then an accession that was there before, of the same patient or of another: also over the end of a file.
    private IEnumerable<string?[]> Report()
    {
        var accession = $"a{(_random.Next(6) == 0 ? Math.Max(0, _number - 1) : _number++)}";
        var (patient, date) = (Patient(), Date());
        for (var lines = _random.Next(1, 5); lines > 0; lines--)
        {
            var row = Row(Table.ImagingFindings, _random.Next(15) == 0 ? Patient() : patient);
            Set(Table.ImagingFindings, row, "accession", accession);
            Set(Table.ImagingFindings, row, "exam_date", date);
            yield return row;
        }
    }

    private string?[] Row(Table table, string? patient = null, string? code = null)
    {
        var row = CanonicalTable.Of(table).Columns.Select(c => Cell(table, c)).ToArray();
        Set(table, row, "patient_id", patient ?? Patient());
        if (code is not null)
        {
            Set(table, row, "code_system", "ICD10CM");
            Set(table, row, "code", code);
            Set(table, row, "start_date", "2026-01-01");
        }
        return row;
    }

    private string? Cell(Table table, CanonicalColumn column) => _random.Next(column.Required ? 80 : 5) == 0 ? null : column.Name switch
    {
        "finding_id" or "row_id" => $"r{_random.Next(2000)}",
        "birth_date" => $"{1935 + _random.Next(60)}-02-11",
        "death_date" => _random.Next(8) == 0 ? Date() : null,
        "sex" => Any("F", "M", "F", "M", "U", "?"),
        "finding_text" => Any(Texts),
        "section" => Any("FINDINGS", "IMPRESSION"),
        "line" => null,
        "modality" => Any("CT", "CR", "DXA", "MR"),
        "report_status" => Any("final", "final", "preliminary", "corrected"),
        "code_system" => table switch { Table.Medications => Any("RXNORM", "HOUSE"), Table.Results => "LOINC", Table.Procedures => "CPT", _ => Any("ICD10CM", "ICD10CM", "SNOMED", "HOUSE") },
        "code" => table switch
        {
            Table.Medications => Any("83367", "46041", "6809"),
            Table.Results => Any("38267-1", "2089-1", "33914-3", "718-7"),
            Table.Procedures => Any("77080", "71046"),
            _ => Any("S72.001A", "M80.08XA", "I10", "I70.0", "Z51.5", "N18.6", "E11.9"),
        },
        "display" => Any("atorvastatin 20 mg", "alendronate 70 mg", "something"),
        "status" => Any("active", "completed", "entered-in-error", "ordered"),
        "intent" => Any("order", "do-not-perform"),
        "kind" => Any("order", "dispense"),
        "site" => Any("north", "south"),
        "active" or "open_ended" => Any("true", "true", "false"),
        "presence" or "category" or "setting" => null,
        _ when column.Type == CanonicalType.Date => Date(),
        _ when column.Type is CanonicalType.Number or CanonicalType.Integer => Any("1.5", "-2.7", "30", "<5"),
        _ => Any("x", "y"),
    };

    // Most lie in the years before, some in the weeks after, a few nowhere.
    private string Date() => _random.Next(12) switch
    {
        0 => Any("9999-12-31", "1700-01-01", "someday"),
        1 or 2 => AsOf.AddDays(_random.Next(90)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => AsOf.AddDays(-_random.Next(1600)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private string Patient() => $"p{_random.Next(Patients + 5)}";

    private static string?[] Cells(Table table, params (string Column, string Value)[] cells)
    {
        var row = new string?[CanonicalTable.Of(table).Columns.Count];
        foreach (var (column, value) in cells)
            Set(table, row, column, value);
        return row;
    }

    private static void Set(Table table, string?[] row, string column, string value) =>
        row[CanonicalTable.Of(table).Columns.Select((c, i) => (c.Name, i)).Single(c => c.Name == column).i] = value;

    private void Write()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        foreach (var (table, files) in _files)
        {
            foreach (var (name, rows) in files)
                CanonicalFiles.Write(Path.Combine(_folder, CanonicalTable.Of(table).Name, name), CanonicalFiles.Schema(table, typed: false), rows);
        }
    }

    private T Any<T>(params T[] values) => values[_random.Next(values.Length)];
}
