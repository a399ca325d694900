using Opportune.Core;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

public sealed class ScanTests : IDisposable
{
    private const string Findings = "finding_id patient_id accession exam_date modality finding_text";
    private const string Conditions = "row_id patient_id code_system code start_date status recorded_at end_date";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finding_in_text_makes_its_patient_a_candidate()
    {
        Patients("p1 1950-01-01 F", "p2 1950-01-01 M");
        Write("imaging_findings", Findings, "f1 p1 a1 2026-01-05 ct hip_fracture", "f2 p2 a2 2026-01-05 CT clear");
        var result = EngineRun.Of(_folder.Path);
        var e = Assert.Single(Assert.Single(result.Patients).Events);
        Assert.Equal(("f1", "fracture", "CT", "a1", 4), (e.RowId, e.Mention!.Concept, e.Modality, e.Accession, e.Mention.Start));
        Assert.Equal(["hip", "femur"], e.Mention.Sites);
        Assert.Equal((new DateOnly(2026, 1, 5), e.Date), (e.ReportDate, e.Date));
        Assert.Equal((1, 1), (result.Book(Table.ImagingFindings).Used, result.Book(Table.ImagingFindings).Skipped[SkipReasons.NoRuleUsesIt]));
    }

    [Fact]
    public void A_mention_that_no_rule_uses_stays_behind()
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings, "f1 p1 a1 2026-01-05 CT coronary_stent", "f2 p1 a2 2026-01-05 CT fracture,_coronary_stent",
            "f3 p1 a2 2026-01-05 CT no_fracture");
        var e = Assert.Single(EngineRun.Of(_folder.Path).Patient("p1").Events);
        Assert.Equal(("f2", "fracture"), (e.RowId, e.Mention!.Concept));
    }

    [Fact]
    public void A_row_with_text_and_code_yields_both()
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings + " code_system code value unit presence",
            "f1 p1 a1 2026-01-05 CT fracture SNOMED 263225007 3 mm present", "f2 p1 a2 2026-01-05 CT fracture - - 250 - -");
        var events = EngineRun.Of(_folder.Path).Patient("p1").Events;
        Assert.Equal(["f1", "f1", "f2"], events.Select(e => e.RowId));
        Assert.Equal((null, "263225007", 3.0, "mm", "present"), (events[0].Mention, events[0].Code, events[0].Value, events[0].Unit, events[0].Presence));
        Assert.Equal(["fracture"], events[0].ValueSets);
        Assert.Equal((null, null, null), (events[1].Code, events[1].Value, events[1].Presence));
        Assert.NotNull(events[1].Mention);
        // Without a code the value is the text's.
        Assert.Equal(250, events[2].Value);
    }

    [Fact]
    public void Codes_are_matched_by_family_and_whatever_their_dots_and_alias()
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings, "f0 p1 a 2026-01-01 CT clear");
        Write("conditions", Conditions, "c1 p1 ICD-10-CM s72.001A 2026-01-01", "c2 p1 http://hl7.org/fhir/sid/icd-10-cm M80.08XA 2026-01-01",
            "c3 p1 ICD10CM M80.08XD 2026-01-01", "c4 p1 ICD10CM S72.001D 2026-01-01", "c5 p1 ICD9CM S72 2026-01-01", "c6 p1 HOUSE S72 2026-01-01");
        var result = EngineRun.Of(_folder.Path);
        var events = result.Patient("p1").Events;
        Assert.Equal(["c1", "c2", "c4"], events.Select(e => e.RowId));
        Assert.Equal(["fracture", "fracture-late"], events[2].ValueSets);
        Assert.All(events, e => Assert.Equal("ICD10CM", e.CodeSystem));
        Assert.Equal("s72.001A", events[0].Code);
        Assert.Equal((2, 1), (result.Book(Table.Conditions).Skipped[SkipReasons.NoRuleUsesIt], result.Book(Table.Conditions).Skipped[SkipReasons.UnknownCodeSystem]));
        Assert.Equal(1, result.Systems["Conditions HOUSE"]);
        Assert.Equal(4, result.Systems["Conditions ICD10CM"]);
    }

    [Fact]
    public void What_cannot_count_is_counted_with_its_reason()
    {
        Patients("p1 1950-01-01 F", "p2 1950-01-01 F");
        Write("imaging_findings", Findings + " report_status report_date", "f1 p1 a1 2026-01-05 CT fracture preliminary -",
            "f2 p1 a2 2026-07-01 CT fracture final -", "f3 p1 a3 2026-06-30 CT fracture final 2026-07-01", "f4 p1 a4 2026-06-30 CT fracture Final 2026-06-30",
            "f5 p3 a5 2026-06-30 CT fracture final -", "f6 p1 a6 1849-12-31 CT fracture final -", "f7 p1 a7 soon CT fracture final -",
            "f8 - a8 2026-06-30 CT fracture final -", "f9 p1 a9 1949-12-31 CT fracture final -", "f4 p1 a4 2026-06-30 CT fracture Final 2026-06-30",
            "f10 p1 a10 nonsense CT clear final -");
        Write("conditions", Conditions, "c1 p1 ICD10CM S72 2026-01-01 entered-in-error", "c2 p1 ICD10CM S72 2026-01-01 Active 2026-07-02",
            "c3 p1 ICD10CM S72 2026-01-01 active 2026-06-30 2026-07-01", "c4 p1 ICD10CM S72 2026-01-01 active - 9999-12-31", "c5 p2 ICD10CM S72 1990-01-01",
            "c6 p2 ICD10CM S72 1949-12-31");
        var result = EngineRun.Of(_folder.Path);
        var findings = result.Book(Table.ImagingFindings);
        Assert.Equal(
            [("after-as-of", 2), ("equal-duplicate", 1), ("no-rule-uses-it", 1), ("preliminary", 1), ("unknown-patient", 1)],
            findings.Skipped.Select(s => (s.Key, s.Value)));
        Assert.Equal([("event-before-birth", 1), ("impossible-date", 2), ("missing-value", 1)], findings.Rejected.Select(s => (s.Key, s.Value)));
        Assert.Equal((11, 1), (findings.Read, findings.Used));
        Assert.Equal(
            [("after-as-of", 1), ("not-a-candidate", 1), ("status-does-not-count", 1)], result.Book(Table.Conditions).Skipped.Select(s => (s.Key, s.Value)));
        Assert.Equal([("event-before-birth", 1)], result.Book(Table.Conditions).Rejected.Select(s => (s.Key, s.Value)));
        Assert.Equal(["c3", "c4", "f4"], result.Patient("p1").Events.Select(e => e.RowId).Order());
        Assert.All(result.Patient("p1").Events, e => Assert.Null(e.EndDate));
        Assert.Contains(new Reject(Table.ImagingFindings, "imaging_findings.csv", 7, "exam_date", RejectRules.ImpossibleDate, "soon"), result.Rejects);
        Assert.Contains(new Reject(Table.ImagingFindings, "imaging_findings.csv", 9, "exam_date", RejectRules.BeforeBirth, "1949-12-31"), result.Rejects);
    }

    [Fact]
    public void A_row_without_an_id_is_named_by_its_content()
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings, "f0 p1 a 2026-01-01 CT clear");
        Write("conditions", Conditions, "- p1 ICD10CM S72 2026-01-01", "- p1 ICD10CM S72 2026-01-01", "- p1 ICD10CM S72 2026-01-02", "c4 p1 ICD10CM S72 2026-01-01");
        var result = EngineRun.Of(_folder.Path);
        var names = result.Patient("p1").Events.Select(e => e.RowId).ToList();
        Assert.Equal(3, names.Distinct().Count());
        Assert.Equal(2, names.Count(n => n.Length == 24 && n.StartsWith("content:", StringComparison.Ordinal)));
        Assert.Equal(1, result.Book(Table.Conditions).Skipped[SkipReasons.EqualDuplicate]);
    }

    [Fact]
    public void The_name_of_a_row_without_an_id_stays_what_it_is_and_what_was_forgotten_of_it_is_part_of_it()
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings, "f0 p1 a 2026-01-01 CT clear");
        // An end in the year 9999 is none. The name stands in published files, so it was reckoned by other means.
        Write("conditions", Conditions, "- p1 ICD10CM S72 2026-01-03 - - 9999-12-31");
        var row = Assert.Single(EngineRun.Of(_folder.Path).Patient("p1").Events);
        Assert.Equal(("content:43ed9ba3a5c84024", (DateOnly?)null), (row.RowId, row.EndDate));
    }

    [Fact]
    public void Patients_who_come_twice_or_cannot_be_are_counted()
    {
        Patients("p1 1950-01-01 F", "p1 1950-01-01 F", "p1 1951-01-01 F", "p2 1950-01-01 X", "p3 1950-02-30 F", "p4 2026-07-01 female", "p5 1950-01-01 Unknown", "p6 - F");
        Write("imaging_findings", Findings, "f1 p1 a1 2026-01-05 CT fracture", "f2 p5 a1 2026-01-05 CT fracture");
        var result = EngineRun.Of(_folder.Path);
        var book = result.Book(Table.Patients);
        Assert.Equal((8, 2), (book.Read, book.Used));
        Assert.Equal([("after-as-of", 1), ("equal-duplicate", 1)], book.Skipped.Select(s => (s.Key, s.Value)));
        Assert.Equal(
            [("duplicate-patient", 1), ("impossible-date", 1), ("missing-value", 1), ("unknown-sex", 1)], book.Rejected.Select(s => (s.Key, s.Value)));
        Assert.Equal(new DateOnly(1950, 1, 1), result.Patient("p1").Patient.BirthDate);
        Assert.Equal(Sex.U, result.Patient("p5").Patient.Sex);
    }

    [Fact]
    public void A_death_that_only_a_refused_row_of_the_patient_knows_of_counts()
    {
        Write("patients", "patient_id birth_date sex death_date", "p1 1950-01-01 F -", "p1 1950-01-01 F 2026-02-02", "p1 1950-01-01 F 2026-02-01",
            "p1 1950-01-01 F 2026-07-01");
        Write("imaging_findings", Findings, "f1 p1 a1 2026-01-05 CT fracture");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal(new DateOnly(2026, 2, 1), result.Patient("p1").Patient.DeathDate);
        Assert.Equal(3, result.Book(Table.Patients).Rejected[RejectRules.DuplicatePatient]);
        Assert.Equal(0, result.Controls.PatientsAt(""));
    }

    [Fact]
    public void A_flag_or_death_that_cannot_be_read_does_not_lose_the_person()
    {
        Write("patients", "patient_id birth_date sex death_date active restricted opted_out", "p1 1950-01-01 F unknown Y N Y", "p2 1950-01-01 F - maybe t 0", "p3 1950-01-01 F - F 1 true");
        Write("imaging_findings", Findings, "f1 p1 a1 2026-01-05 CT fracture", "f2 p2 a2 2026-01-05 CT fracture", "f3 p3 a3 2026-01-05 CT fracture");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal([(true, false, true), (null, true, false), (false, true, true)], result.Patients.Select(p => (p.Patient.Active, p.Patient.Restricted, p.Patient.OptedOut)));
        Assert.Equal((3, 2), (result.Book(Table.Patients).Used, result.Book(Table.Patients).ForgottenValues));
    }

    [Theory]
    [InlineData("DXA", "DXA")]
    [InlineData("dexa", "DXA")]
    [InlineData("BMD", "DXA")]
    [InlineData("BD", "DXA")]
    [InlineData("bone_density", "DXA")]
    [InlineData("Bone_Densitometry", "DXA")]
    [InlineData("ct", "CT")]
    [InlineData("DX", "DX")]
    [InlineData("US", "US")]
    public void Bone_densitometry_is_DXA_however_it_is_written(string written, string known)
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings, "f1 p1 a1 2026-01-05 CT fracture", $"f2 p1 a2 2026-01-06 {written} fracture");
        var events = EngineRun.Of(_folder.Path).Patient("p1").Events.Where(e => e.RowId == "f2").ToList();
        Assert.All(events, e => Assert.Equal(known, e.Modality));
        // A DXA report is an event beside what it says.
        Assert.Equal(known == "DXA" ? 2 : 1, events.Count);
    }

    [Fact]
    public void A_report_of_a_modality_is_an_event_whatever_it_says()
    {
        Patients("p1 1950-01-01 F");
        Write("imaging_findings", Findings + " line", "f1 p1 a1 2026-01-05 CT fracture 1", "f3 p1 a2 2026-01-06 Dxa clear 2",
            "f2 p1 a2 2026-01-06 Dxa still_clear 1", "f4 p1 a2 2026-01-06 Dxa fracture 3");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal([("f1", true), ("f2", false), ("f4", true)], result.Patient("p1").Events.Select(e => (e.RowId, e.Mention is not null)));
        Assert.Equal(1, result.Book(Table.ImagingFindings).Skipped[SkipReasons.NoRuleUsesIt]);
    }

    private void Patients(params string[] rows) => Write("patients", "patient_id birth_date sex", rows);

    // An underscore stands for a blank within a cell.
    private void Write(string table, string columns, params string[] rows) => CanonicalFiles.Write(
        _folder[table + ".csv"], CanonicalFiles.Schema(columns),
        rows.Select(r => r.Split(' ').Select(c => c == "-" ? null : c.StartsWith("http", StringComparison.Ordinal) || columns.Contains(c + " ") ? c : Blank(c)).ToArray()));

    private static string Blank(string cell) => cell.Replace('_', ' ');
}
