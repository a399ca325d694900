using Opportune.Core;
using Opportune.Sources;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Rows of a merged patient count as rows of the one that stands for both.</summary>
public sealed class MergedPatientsTests : IDisposable
{
    private const string Findings = "finding_id patient_id accession exam_date modality finding_text";
    private const string Procedures = "row_id patient_id code_system code performed_date";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_rows_become_rows_of_the_final_patient()
    {
        Write("patients", "patient_id birth_date sex site", "old 1950-01-01 F north", "mid 1951-01-01 M north", "new 1952-01-01 M south");
        Write("patient_links", "patient_id replaced_by linked_date", "old mid 2020-01-01", "mid new -");
        Write("imaging_findings", Findings, "f1 old a1 2026-01-05 CT fracture", "f2 new a2 2026-01-06 CT fracture");
        Write("procedures", Procedures, "q1 mid CPT 77080 2026-02-01", "q2 old CPT 1 2026-03-01");
        Write("encounters", "patient_id encounter_date", "old 2026-04-01", "new 2025-04-01");
        var result = Run();
        var (patient, events) = (Assert.Single(result.Patients).Patient, result.Patients[0].Events);
        Assert.Equal(("new", Sex.M, "south", new DateOnly(1952, 1, 1)), (patient.Id, patient.Sex, patient.Site, patient.BirthDate));
        Assert.Equal(["f1", "f2", "q1"], events.Select(e => e.RowId));
        Assert.Equal((new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1)), (result.Patients[0].LastSeen[Table.Procedures], result.Patients[0].LastSeen[Table.Encounters]));
        Assert.Equal((3, 1, 2), (result.Book(Table.Patients).Read, result.Book(Table.Patients).Used, result.Book(Table.Patients).Skipped[SkipReasons.Merged]));
        Assert.Equal(2, result.Book(Table.Encounters).Used);
    }

    [Fact]
    public void A_finding_under_the_old_id_makes_a_candidate_whose_rows_are_under_the_new_one()
    {
        Write("patients", "patient_id birth_date sex", "old 1950-01-01 F", "new 1950-01-01 F");
        Write("patient_links", "patient_id replaced_by", "old new");
        Write("imaging_findings", Findings, "f1 old a1 2026-01-05 CT fracture");
        Write("procedures", Procedures, "q1 new CPT 77080 2026-02-01");
        Assert.Equal(["f1", "q1"], Run().Patient("new").Events.Select(e => e.RowId));
    }

    [Fact]
    public void The_old_row_stands_in_where_the_final_patient_has_none()
    {
        Write("patients", "patient_id birth_date sex", "old 1950-01-01 F", "older 1940-01-01 M");
        Write("patient_links", "patient_id replaced_by", "older new", "old new");
        Write("imaging_findings", Findings, "f1 new a1 2026-01-05 CT fracture");
        var result = Run();
        var patient = result.Patient("new").Patient;
        Assert.Equal((Sex.F, new DateOnly(1950, 1, 1)), (patient.Sex, patient.BirthDate));
        Assert.Equal((1, 1), (result.Book(Table.Patients).Used, result.Book(Table.Patients).Skipped[SkipReasons.Merged]));
    }

    [Fact]
    public void A_death_a_restriction_or_an_opting_out_under_the_old_id_counts()
    {
        Write("patients", "patient_id birth_date sex death_date restricted opted_out", "old 1950-01-01 F 2026-02-01 true yes", "new 1950-01-01 F - - no");
        Write("patient_links", "patient_id replaced_by", "old new");
        Write("imaging_findings", Findings, "f1 new a1 2026-01-05 CT fracture");
        var patient = Run().Patient("new").Patient;
        Assert.Equal((new DateOnly(2026, 2, 1), true, true), (patient.DeathDate, patient.Restricted, patient.OptedOut));
    }

    [Fact]
    public void Birth_is_that_of_the_final_patient()
    {
        Write("patients", "patient_id birth_date sex", "old 1950-01-01 F", "new 2025-06-01 F");
        Write("patient_links", "patient_id replaced_by", "old new");
        Write("imaging_findings", Findings, "f1 old a1 2025-01-05 CT fracture", "f2 old a2 2026-01-05 CT fracture");
        var result = Run();
        Assert.Equal(["f2"], result.Patient("new").Events.Select(e => e.RowId));
        Assert.Equal(1, result.Book(Table.ImagingFindings).Rejected[RejectRules.BeforeBirth]);
    }

    [Fact]
    public void Controls_count_a_merged_patient_once_and_at_the_final_site()
    {
        Write("patients", "patient_id birth_date sex site", "old 1950-01-01 F north", "new 1950-01-01 F south", "p3 1950-01-01 F north");
        Write("patient_links", "patient_id replaced_by", "old new");
        Write("imaging_findings", Findings, "f1 p3 a1 2026-01-05 CT fracture");
        Write("procedures", Procedures, "q1 old CPT 77080 2026-02-01", "q2 new CPT 77080 2026-02-01", "q3 p3 CPT 77080 2026-02-01");
        var controls = Run().Controls;
        Assert.Equal([(1, 1), (1, 2)], controls.Sites.Select(s => (controls.PatientsAt(s), controls.MatchedAt(s, Table.Procedures, "dxa"))));
    }

    [Fact]
    public void Lines_of_one_report_under_both_ids_are_one_report()
    {
        Write("patients", "patient_id birth_date sex", "new 1950-01-01 F");
        Write("patient_links", "patient_id replaced_by", "old new");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], CanonicalFiles.Schema(Findings),
            [["f1", "old", "a1", "2026-01-01", "CT", "there is no"], ["f2", "new", "a1", "2026-01-01", "CT", "fracture"], ["f3", "new", "a2", "2026-01-01", "CT", "fracture"]]);
        Assert.Equal(["f3"], Run().Patient("new").Events.Select(e => e.RowId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_link_does_what_writing_the_final_id_into_every_row_would_do(int seed)
    {
        var merged = Enumerable.Range(10, 20).ToDictionary(i => $"p{i}", i => $"p{i % 5}");
        var linked = Run(Hospital(seed), merged, seed, new(Threads: 2, LeastRows: 100));
        Assert.All(linked.Books, b => Assert.True(b.Value.Balances, $"{b.Key} does not balance"));
        Assert.Equal(linked.Text(), Run(Hospital(seed), merged, seed + 7, new(LeastRows: 1, Buckets: 16, Backwards: true)).Text());

        var written = Hospital(seed);
        foreach (var (table, rows) in written.Rows)
        {
            var column = CanonicalTable.Of(table).Columns.ToList().FindIndex(c => c.Name == "patient_id");
            if (table == Table.Patients)
                rows.RemoveAll(r => r[column] is { } id && merged.ContainsKey(id));
            foreach (var row in rows.Where(r => r[column] is { } id && merged.ContainsKey(id)))
                row[column] = merged[row[column]!];
        }
        Assert.Equal(Events(Run(written, [], seed, new())), Events(linked));
    }

    // Those who stand for others have a row that can be used.
    private static RandomHospital Hospital(int seed)
    {
        var hospital = new RandomHospital(seed, lines: true);
        var columns = CanonicalTable.Of(Table.Patients).Columns.Select(c => c.Name).ToList();
        hospital.Rows[Table.Patients].InsertRange(0, Enumerable.Range(0, 5).Select(i =>
        {
            var row = new string?[columns.Count];
            (row[columns.IndexOf("patient_id")], row[columns.IndexOf("birth_date")], row[columns.IndexOf("sex")]) = ($"p{i}", "1945-01-01", "F");
            return row;
        }));
        return hospital;
    }

    // Rows without an id are named by their content, to which the patient belongs.
    private static IEnumerable<string> Events(EngineResult result) => result.Patients.SelectMany(p => p.Events
        .Select(e => $"{p.Patient.Id} {p.Patient.BirthDate} {e.Table} {e.Date} {(e.RowId.StartsWith("content:", StringComparison.Ordinal) ? "" : e.RowId)} {e.Code} {e.Mention?.Start}")
        .Concat(p.LastSeen.Select(s => $"{p.Patient.Id} {s.Key} {s.Value}"))).Order(StringComparer.Ordinal);

    private static EngineResult Run(RandomHospital hospital, Dictionary<string, string> merged, int seed, RunShape shape)
    {
        using var folder = Some.Folder();
        var opened = new List<InputFolder>();
        try
        {
            return EngineRun.Of(hospital.Cut(folder.Path, seed, ".csv", opened), shape, options: new() { Merged = merged });
        }
        finally
        {
            opened.ForEach(o => o.Dispose());
        }
    }

    private EngineResult Run()
    {
        var result = EngineRun.Of(_folder.Path);
        Assert.All(result.Books, b => Assert.True(b.Value.Balances));
        return result;
    }

    private void Write(string table, string columns, params string[] rows) => CanonicalFiles.Write(_folder[table + ".csv"], columns, rows);
}
