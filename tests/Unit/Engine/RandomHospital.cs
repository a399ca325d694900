using System.Globalization;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Engine;
using Opportune.Sources;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Seeded rows of every table with everything that can be wrong with them.</summary>
internal sealed class RandomHospital
{
    private static readonly string[] Texts = ["fracture", "old hip fracture", "no fracture", "there is no", "clear", "coronary stent", "T -2.5 fracture fracture", "wörter ✓"];

    private readonly Random _random;
    private readonly bool _lines;

    public RandomHospital(int seed, bool lines)
    {
        (_random, _lines) = (new(seed), lines);
        foreach (var table in new[] { Table.Patients, Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters, Table.ObservationPeriods })
            Rows[table] = table == Table.ImagingFindings ? Findings() : [.. Enumerable.Range(0, 400).SelectMany(i => Twice(Row(table, i)))];
    }

    /// <summary>Rows in canonical columns.</summary>
    public Dictionary<Table, List<string?[]>> Rows { get; } = [];

    /// <summary>Writes the tables cut at random into files, and tells of each table as files of several row groups.</summary>
    public List<InputTable> Cut(string folder, int seed, string extension, List<InputFolder> opened)
    {
        var random = new Random(seed);
        return [.. Rows.Select(r => new InputTable(r.Key, Parts(folder, r.Key, r.Value, random, extension, opened)))];
    }

    private Schema SchemaOf(Table table) =>
        new(CanonicalFiles.Schema(table, typed: false).Columns.Where(c => _lines || c.Name != "line"));

    private List<InputPart> Parts(string folder, Table table, List<string?[]> rows, Random random, string extension, List<InputFolder> opened)
    {
        var schema = SchemaOf(table);
        var parts = new List<InputPart>();
        for (var done = 0; done < rows.Count;)
        {
            var groups = new List<InputFile>();
            for (var left = random.Next(1, 4); left > 0 && done < rows.Count; left--)
            {
                var count = Math.Min(random.Next(1, 200), rows.Count - done);
                groups.Add(File(System.IO.Path.Combine(folder, $"{table}-{done}"), table, schema, rows.GetRange(done, count), extension, opened));
                done += count;
            }
            parts.Add(new($"{table}-{parts.Count}", [.. groups.Select(g => (int)g.Rows)], groups[0].HasColumn,
                (group, column) => groups[group].OpenColumn(0, column), InputFile.Original));
        }
        return parts;
    }

    // One file of the table in a folder of its own, beside the two tables that no folder is without.
    private static InputFile File(string folder, Table table, Schema schema, List<string?[]> rows, string extension, List<InputFolder> opened)
    {
        if (table != Table.Patients)
            CanonicalFiles.Write(System.IO.Path.Combine(folder, "patients.csv"), CanonicalFiles.Schema(Table.Patients, false), []);
        if (table != Table.ImagingFindings)
            CanonicalFiles.Write(System.IO.Path.Combine(folder, "imaging_findings.csv"), CanonicalFiles.Schema(Table.ImagingFindings, false), []);
        CanonicalFiles.Write(System.IO.Path.Combine(folder, CanonicalTable.Of(table).Name + extension), schema, rows);
        opened.Add(InputFolder.Open(folder));
        return opened[^1].Files(table).Single();
    }

    private List<string?[]> Findings()
    {
        var rows = new List<string?[]>();
        for (var i = 0; i < 150; i++)
        {
            // Now and then an accession that was there before, of the same patient or, in error, of another.
            var number = Rarely(8) ? _random.Next(i + 1) : i;
            var report = Row(Table.ImagingFindings, i);
            if (!Rarely(10))
                report[1] = $"p{number % 70}";
            for (var line = _random.Next(1, 6); line > 0; line--)
            {
                var row = Row(Table.ImagingFindings, rows.Count);
                (row[1], row[2], row[3]) = (report[1], $"a{number}", report[3]);
                rows.AddRange(Twice(row));
            }
        }
        return rows;
    }

    private IEnumerable<string?[]> Twice(string?[] row) => Rarely(12) ? [row, row] : [row];

    private string?[] Row(Table table, int number) =>
        [.. CanonicalTable.Of(table).Columns.Where(c => _lines || c.Name != "line").Select(c => Cell(table, c, number))];

    private string? Cell(Table table, CanonicalColumn column, int number)
    {
        if (Rarely(column.Required ? 60 : 4))
            return null;
        return column.Name switch
        {
            "patient_id" => table == Table.Patients ? $"p{(Rarely(15) ? _random.Next(60) : number)}" : $"p{_random.Next(70)}",
            "finding_id" or "row_id" => $"{column.Name[0]}{(Rarely(20) ? 7 : number)}",
            "birth_date" => Rarely(6) ? "2025-01-01" : $"{1940 + _random.Next(60)}-01-01",
            "sex" => Any("F", "M", "U", "female", "x"),
            "line" => _random.Next(1, 5).ToString(CultureInfo.InvariantCulture),
            "finding_text" => Any(Texts),
            "code_system" => table == Table.Results ? Any("LOINC", "http://loinc.org", "HOUSE") : Any("ICD10CM", "RXNORM", "CPT", "SNOMED", "icd-10-cm", "HOUSE", "local:x"),
            "code" => table == Table.Results ? "38263-0" : Any("S72.001A", "s72001d", "100", "200", "77080", "263225007", "Z00"),
            "display" => Any("Alendronate 70 mg", "Zometa", "something"),
            "modality" => Any("CT", "DXA", "dxa", "MR"),
            "report_status" => Any("final", "final", "final", "preliminary", "corrected"),
            "status" => Any("completed", "active", "entered-in-error", "ordered"),
            "intent" => Any("order", "do-not-perform"),
            "site" => Any("north", "south"),
            "active" or "restricted" or "open_ended" => Any("true", "false", "1", "no"),
            "opted_out" => Rarely(15) ? "true" : "no",
            _ when column.Type == CanonicalType.Date => Date(),
            _ when column.Type is CanonicalType.Number => Any("1.5", "-2.5", "70", Rarely(10) ? "<5" : "0"),
            _ => Any("x", "y", "z"),
        };
    }

    private string Date() => Rarely(25)
        ? Any("9999-12-31", "1700-01-01", "someday", "2026-12-31")
        : new DateOnly(2026, 6, 30).AddDays(-_random.Next(40) * _random.Next(40)).ToString("yyyy-MM-dd");

    private string Any(params string[] values) => values[_random.Next(values.Length)];

    private bool Rarely(int of) => _random.Next(of) == 0;
}
