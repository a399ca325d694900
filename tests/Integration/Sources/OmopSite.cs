using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Sources;

/// <summary>
/// The OMOP CDM 5.4 of 28 invented people that lies beside the repository, with chest CT reports dealt to them as notes, and a row of each
/// mapped table whose outcome is known. As files, and loaded into a database.
/// </summary>
internal sealed class OmopSite : IDisposable
{
    /// <summary>How many reports are dealt: ten to each person, a week apart.</summary>
    public const int Notes = 280;

    private static readonly string? Data = new[] { "..", "../.." }
        .Select(up => Path.GetFullPath(Path.Combine(Repository.Root, up, "shared/data")))
        .FirstOrDefault(d => File.Exists(Path.Combine(d, "omop_cdm_5_4_synthea27.tar.gz")) && File.Exists(Path.Combine(d, "chest_ct_reports.tsv")));

    private readonly TemporaryFolder _folder = Some.Folder();

    public OmopSite()
    {
        Assert.SkipUnless(Data is not null, "../shared/data/omop_cdm_5_4_synthea27.tar.gz is not there");
        Directory.CreateDirectory(Folder);
        using (var gzip = new GZipStream(File.OpenRead(Path.Combine(Data!, "omop_cdm_5_4_synthea27.tar.gz")), CompressionMode.Decompress))
            TarFile.ExtractToDirectory(gzip, Directory.CreateDirectory(_folder["unpacked"]).FullName, overwriteFiles: true);
        foreach (var file in Directory.EnumerateFiles(_folder["unpacked"], "*.csv", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        DealNotes();
        AddKnownRows();
    }

    /// <summary>Its CSV files.</summary>
    public string Folder => _folder["csv"];

    public string this[string name] => _folder[name];

    /// <summary>The rows of a table by column, read as plainly as can be.</summary>
    public List<Dictionary<string, string>> Rows(string table)
    {
        var lines = File.ReadAllLines(PathOf(table)).Select(Cells).ToList();
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second))];
    }

    /// <summary>Makes of it what CDM 5.3 has: without the columns that 5.4 added, and with those that it renamed under their names before.</summary>
    public void MakeCdm53()
    {
        (string Table, string[] Added, (string Before, string Now)[] Renamed)[] changes =
        [
            ("visit_occurrence", [], [("admitting_source_concept_id", "admitted_from_concept_id"), ("admitting_source_value", "admitted_from_source_value"),
                ("discharge_to_concept_id", "discharged_to_concept_id"), ("discharge_to_source_value", "discharged_to_source_value")]),
            ("visit_detail", [], [("admitting_source_concept_id", "admitted_from_concept_id"), ("admitting_source_value", "admitted_from_source_value"),
                ("discharge_to_concept_id", "discharged_to_concept_id"), ("discharge_to_source_value", "discharged_to_source_value"), ("visit_detail_parent_id", "parent_visit_detail_id")]),
            ("procedure_occurrence", ["procedure_end_date", "procedure_end_datetime"], []),
            ("measurement", ["unit_source_concept_id", "measurement_event_id", "meas_event_field_concept_id"], []),
            ("observation", ["value_source_value", "observation_event_id", "obs_event_field_concept_id"], []),
            ("note", ["note_event_id", "note_event_field_concept_id"], []),
            ("location", ["country_concept_id", "country_source_value", "latitude", "longitude"], []),
        ];
        foreach (var (table, added, renamed) in changes)
        {
            var lines = File.ReadAllLines(PathOf(table)).Select(Cells).ToList();
            var kept = Enumerable.Range(0, lines[0].Count).Where(i => !added.Contains(lines[0][i])).ToList();
            Assert.Equal(added.Length, lines[0].Count - kept.Count);
            Assert.All(renamed, r => Assert.Contains(r.Now, lines[0]));
            lines[0] = lines[0].ConvertAll(c => renamed.FirstOrDefault(r => r.Now == c).Before ?? c);
            File.WriteAllLines(PathOf(table), lines.Select(l => string.Join(',', kept.Select(i => l[i].Length == 0 ? "" : $"\"{l[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
        }
    }

    /// <summary>Loads the tables that the mapping reads into a PostgreSQL database.</summary>
    public async Task LoadInto(NpgsqlConnection connection)
    {
        foreach (var table in Tables)
        {
            var columns = ColumnsOf(table);
            await using (var create = new NpgsqlCommand($"create table {table} ({string.Join(", ", columns.Select(c => $"\"{c}\" {TypeOf(c)}"))})", connection))
                await create.ExecuteNonQueryAsync();
            await using var copy = await connection.BeginTextImportAsync($"copy {table} from stdin (format csv, header)");
            await copy.WriteAsync(await File.ReadAllTextAsync(PathOf(table)));
        }
    }

    /// <summary>Loads the tables that the mapping reads into a SQLite database.</summary>
    public void LoadInto(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var table in Tables)
        {
            var columns = ColumnsOf(table);
            using var command = connection.CreateCommand();
            command.CommandText = $"create table {table} ({string.Join(", ", columns.Select(c => $"\"{c}\" {TypeOf(c)}"))})";
            command.ExecuteNonQuery();
            command.CommandText = $"insert into {table} values ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
            foreach (var (_, i) in columns.Select((c, i) => (c, i)))
                command.Parameters.AddWithValue($"@p{i}", DBNull.Value);
            foreach (var line in File.ReadLines(PathOf(table)).Skip(1).Select(Cells))
            {
                for (var i = 0; i < columns.Count; i++)
                    command.Parameters[i].Value = line[i].Length == 0 ? DBNull.Value : line[i];
                command.ExecuteNonQuery();
            }
        }
        transaction.Commit();
    }

    public void Dispose() => _folder.Dispose();

    private static readonly string[] Tables =
    [
        "person", "death", "condition_occurrence", "drug_exposure", "procedure_occurrence", "measurement", "observation", "visit_occurrence", "observation_period",
        "provider", "care_site", "location", "note", "note_nlp", "image_occurrence", "image_feature", "concept", "concept_ancestor", "concept_relationship",
    ];

    private static string TypeOf(string column) =>
        column.EndsWith("_datetime", StringComparison.Ordinal) ? "timestamp"
        : column.EndsWith("_date", StringComparison.Ordinal) ? "date"
        : column is "value_as_number" or "quantity" or "range_low" or "range_high" ? "numeric"
        : column.EndsWith("_id", StringComparison.Ordinal) && column is not "vocabulary_id" and not "domain_id" and not "concept_class_id" and not "relationship_id"
            || column is "year_of_birth" or "month_of_birth" or "day_of_birth" or "days_supply" or "concept_id_1" or "concept_id_2" ? "bigint"
        : "text";

    private string PathOf(string table) => Path.Combine(Folder, table.ToUpperInvariant() + ".csv");

    private IReadOnlyList<string> ColumnsOf(string table) => Cells(File.ReadLines(PathOf(table)).First());

    private void DealNotes()
    {
        var people = Rows("person").ConvertAll(p => p["person_id"]);
        var reports = File.ReadLines(Path.Combine(Data!, "chest_ct_reports.tsv")).Skip(1).Take(Notes).Select(l => l.Split('\t')[1]).ToList();
        for (var i = 0; i < Notes; i++)
        {
            Add("note", ("note_id", $"{i + 1}"), ("person_id", people[i % people.Count]), ("note_date", Day(2022, 1, 1, i * 7 % 270)),
                ("note_class_concept_id", i % 2 == 0 ? "2000000001" : "0"), ("note_title", i % 2 == 0 ? "Thorax" : "CT chest"), ("note_text", reports[i]));
        }
    }

    private void AddKnownRows()
    {
        Concept(2000000001, "LOINC", "18748-4", "Diagnostic imaging study", "Clinical Observation");
        Concept(2000000002, "CPT4", "77080", "DXA", "CPT4");
        Concept(2000000003, "RxNorm", "904431", "alendronate 70 MG Oral Tablet", "Clinical Drug");
        Concept(2000000004, "RxNorm", "46041", "alendronate", "Ingredient");
        Concept(2000000005, "RxNorm", "617310", "atorvastatin 20 MG Oral Tablet", "Clinical Drug");
        Concept(2000000006, "RxNorm", "83367", "atorvastatin", "Ingredient");
        Concept(2000000007, "ICD10CM", "Z51.5", "Encounter for palliative care", "4-char billing code");
        Concept(2000000008, "ICD10CM", "M80.08XA", "Age-related osteoporosis with current pathological fracture, vertebra", "7-char billing code");
        Concept(2000000009, "SNOMED", "77477000", "Computed tomography", "Procedure");
        Concept(2000000010, "LOINC", "17861-6", "Calcium", "Lab Test");
        Add("concept_ancestor", ("ancestor_concept_id", "2000000004"), ("descendant_concept_id", "2000000003"), ("min_levels_of_separation", "1"), ("max_levels_of_separation", "1"));
        // The statin has no ancestor: only relationships lead to its ingredient, by way of a concept that the vocabulary here does not have.
        Add("concept_relationship", ("concept_id_1", "2000000005"), ("concept_id_2", "2000000055"), ("relationship_id", "Consists of"));
        Add("concept_relationship", ("concept_id_1", "2000000055"), ("concept_id_2", "2000000006"), ("relationship_id", "RxNorm has ing"));
        // What shows that the feeds carry what is looked for, on a child whom no measure lists.
        for (var i = 0; i < 30; i++)
        {
            var day = Day(2022, 8, 1, i);
            Add("procedure_occurrence", ("procedure_occurrence_id", $"{900000 + i}"), ("person_id", "2"), ("procedure_date", day), ("procedure_concept_id", "2000000002"));
            Drug(910000 + i, "2", day, "2000000003");
            Drug(920000 + i, "2", day, "2000000005");
            Add("measurement", ("measurement_id", $"{900000 + i}"), ("person_id", "2"), ("measurement_date", day), ("measurement_concept_id", "2000000010"), ("value_as_number", "9.4"), ("unit_source_value", "mg/dL"));
        }
        // Insured for two months of late, and before that seen up to June: what was between nobody could have seen.
        Add("observation_period", ("observation_period_id", "900001"), ("person_id", "28"), ("observation_period_start_date", "2022-08-01"), ("observation_period_end_date", "2022-09-30"), ("period_type_concept_id", "32813"));
        Add("death", ("person_id", "9"), ("death_date", "2022-09-20"));
        Add("observation", ("observation_id", "900001"), ("person_id", "12"), ("observation_date", "2022-09-20"), ("observation_concept_id", "0"), ("observation_source_concept_id", "2000000007"));
        Drug(930001, "13", "2022-09-20", "2000000005");
        Add("measurement", ("measurement_id", "930001"), ("person_id", "10"), ("measurement_date", "2022-09-20"), ("measurement_concept_id", "0"), ("measurement_source_concept_id", "2000000002"));
        Drug(930002, "17", "2022-09-20", "2000000003");
        Add("condition_occurrence", ("condition_occurrence_id", "930001"), ("person_id", "20"), ("condition_start_date", "2022-06-20"), ("condition_concept_id", "0"), ("condition_source_concept_id", "2000000008"));
        // Still to be confirmed: passed over, wherever that is found out.
        Add("condition_occurrence", ("condition_occurrence_id", "930002"), ("person_id", "20"), ("condition_start_date", "2022-06-20"), ("condition_source_concept_id", "2000000008"), ("condition_status_concept_id", "32899"));
        Add("visit_occurrence", ("visit_occurrence_id", "930001"), ("person_id", "4"), ("visit_concept_id", "9202"), ("visit_start_date", "2022-09-20"), ("care_site_id", "41"));
        Add("visit_occurrence", ("visit_occurrence_id", "930002"), ("person_id", "4"), ("visit_concept_id", "9202"), ("visit_start_date", "2022-09-21"), ("care_site_id", "42"));
        Add("visit_occurrence", ("visit_occurrence_id", "930003"), ("person_id", "4"), ("visit_concept_id", "9202"), ("visit_start_date", "2022-09-22"), ("care_site_id", "43"));
        Add("visit_occurrence", ("visit_occurrence_id", "930004"), ("person_id", "4"), ("visit_concept_id", "9202"), ("visit_start_date", "2022-09-23"), ("care_site_id", "44"));
        Add("location", ("location_id", "7"), ("location_source_value", "north"));
        Add("care_site", ("care_site_id", "41"), ("care_site_name", "North, ward 1"), ("location_id", "7"));
        Add("care_site", ("care_site_id", "42"), ("care_site_name", "North, clinic"), ("location_id", "7"));
        Add("care_site", ("care_site_id", "43"), ("care_site_name", "South"));
        File.WriteAllText(PathOf("image_occurrence"), "image_occurrence_id,person_id,procedure_occurrence_id,image_occurrence_date,image_study_uid,image_series_uid,modality_concept_id\n"
            + "1,22,900000,2022-07-07,1.2,1.2.3,2000000009\n");
        File.WriteAllText(PathOf("image_feature"), "image_feature_id,person_id,image_occurrence_id,image_feature_event_field_concept_id,image_feature_event_id,image_feature_concept_id,image_feature_type_concept_id,image_finding_concept_id,anatomic_site_concept_id\n"
            + "5,22,1,1147138,900000,2000000010,0,0,0\n");
        Add("note_nlp", ("note_nlp_id", "7"), ("note_id", "2"), ("note_nlp_concept_id", "2000000008"), ("term_exists", "N"));
    }

    private void Concept(int id, string vocabulary, string code, string name, string kind) =>
        Add("concept", ("concept_id", $"{id}"), ("concept_name", name), ("vocabulary_id", vocabulary), ("concept_class_id", kind), ("concept_code", code));

    private void Drug(int id, string person, string day, string concept) =>
        Add("drug_exposure", ("drug_exposure_id", $"{id}"), ("person_id", person), ("drug_exposure_start_date", day), ("days_supply", "90"), ("drug_concept_id", concept), ("drug_type_concept_id", "32869"));

    private void Add(string table, params (string Column, string Value)[] cells)
    {
        var values = cells.ToDictionary(c => c.Column, c => c.Value);
        var columns = ColumnsOf(table);
        Assert.Empty(values.Keys.Except(columns));
        File.AppendAllText(PathOf(table), string.Join(',', columns.Select(c => $"\"{values.GetValueOrDefault(c)?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"").Select(c => c == "\"\"" ? "" : c)) + "\n");
    }

    private static string Day(int year, int month, int day, int plus) => new DateOnly(year, month, day).AddDays(plus).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<string> Cells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        }
        return [.. cells, cell.ToString()];
    }
}
