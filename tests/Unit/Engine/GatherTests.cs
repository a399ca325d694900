using Opportune.Core;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

public sealed class GatherTests : IDisposable
{
    private const string Medications = "row_id patient_id code_system code display start_date status intent";

    private readonly TemporaryFolder _folder = Some.Folder();

    public GatherTests()
    {
        Write("patients", "patient_id birth_date sex site", "p1 1950-01-01 F north", "p2 1980-01-01 F north", "p3 1940-01-01 M -", "p4 1950-01-01 F south");
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text",
            "f1 p1 a1 2026-01-05 CT fracture", "f2 p4 a2 2020-01-05 CT fracture", "f3 p9 a3 2026-01-05 CT fracture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_candidates_rows_are_used()
    {
        Write("medications", Medications, "m1 p1 RXNORM 100 - 2026-01-01", "m2 p2 RXNORM 100 - 2026-01-01", "m3 p1 RXNORM 999 - 2026-01-01",
            "m4 p4 RXNORM 100 - 2026-01-01", "m5 p9 RXNORM 100 - 2026-01-01", "m6 p1 RXNORM 200 - 2026-01-01");
        var result = EngineRun.Of(_folder.Path);
        // The finding of p4 is older than any look-back, p9 is nobody, and a set that only stands beside another brings no row.
        Assert.Equal(["p1"], result.Patients.Select(p => p.Patient.Id));
        Assert.Equal(["f1", "m1"], result.Patient("p1").Events.Select(e => e.RowId).Order());
        var book = result.Book(Table.Medications);
        Assert.Equal([("no-rule-uses-it", 2), ("not-a-candidate", 2), ("unknown-patient", 1)], book.Skipped.Select(s => (s.Key, s.Value)));
        Assert.Equal((6, 1), (book.Read, book.Used));
        Assert.Equal(1, result.Book(Table.ImagingFindings).Skipped[SkipReasons.NotACandidate]);
    }

    [Fact]
    public void Drugs_are_recognised_by_name_where_their_code_says_nothing()
    {
        Write("medications", Medications, "m1 p1 local:house 1 Alendronate_70_mg 2026-01-01", "m2 p1 HOUSE 1 ZOLEDRONIC_ACID_inj 2026-01-02",
            "m3 p1 HOUSE 1 alendronatex 2026-01-03", "m4 p1 - - alendronate 2026-01-04", "m5 p1 RXNORM 100 alendronate 2026-01-05",
            "m6 p1 ATC M05BA07 risedronate 2026-01-06");
        var result = EngineRun.Of(_folder.Path);
        var drugs = result.Patient("p1").Events.Where(e => e.Table == Table.Medications).ToList();
        Assert.Equal([("m1", "name"), ("m2", "name"), ("m4", "name"), ("m5", "code"), ("m6", "code")], drugs.Select(e => (e.RowId, e.MatchedBy)));
        Assert.All(drugs, e => Assert.Equal(["bone-drug"], e.ValueSets));
        Assert.Equal(1, result.Book(Table.Medications).Skipped[SkipReasons.UnknownCodeSystem]);
    }

    [Fact]
    public void An_order_not_to_give_is_kept_and_says_so()
    {
        Write("medications", Medications, "m1 p1 RXNORM 100 - 2026-01-01 cancelled order", "m2 p1 RXNORM 100 - 2026-01-02 active doNotPerform");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal([("m2", "do-not-perform")], result.Patient("p1").Events.Where(e => e.Table == Table.Medications).Select(e => (e.RowId, e.Intent!)));
    }

    [Fact]
    public void A_set_that_holds_only_for_some_dates_is_asked_for_the_rows_date()
    {
        Write("results", "row_id patient_id code_system code result_date value", "r1 p1 LOINC 38263-0 2019-12-31 -2.6", "r2 p1 LOINC 38263-0 2020-01-01 -2.7",
            "r3 p1 LOINC 38263-0 2020-01-02 low");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal([("r2", -2.7), ("r3", (double?)null)], result.Patient("p1").Events.Where(e => e.Table == Table.Results).Select(e => (e.RowId, e.Value)));
        Assert.Equal(1, result.Book(Table.Results).ForgottenValues);
    }

    [Fact]
    public void A_value_that_cannot_be_read_is_forgotten_and_its_row_counts()
    {
        Write("medications", "row_id patient_id code_system code start_date end_date days_supply recorded_at", "m1 p1 RXNORM 100 2026-01-01 unknown tabs soon",
            "m2 p1 RXNORM 100 unknown - 30 -");
        var result = EngineRun.Of(_folder.Path);
        var drug = Assert.Single(result.Patient("p1").Events, e => e.Table == Table.Medications);
        Assert.Equal(("m1", (DateOnly?)null, (double?)null), (drug.RowId, drug.EndDate, drug.DaysSupply));
        var book = result.Book(Table.Medications);
        Assert.Equal((2, 1, 3, 1), (book.Read, book.Used, book.ForgottenValues, book.Rejected[RejectRules.ImpossibleDate]));
    }

    [Fact]
    public void The_latest_row_of_each_table_is_known_whether_or_not_a_rule_uses_it()
    {
        Write("procedures", "row_id patient_id code_system code performed_date", "q1 p1 CPT 1 2025-05-01", "q2 p1 HOUSE 1 2025-06-01", "q3 p1 CPT 1 2026-07-01");
        Write("conditions", "row_id patient_id code_system code start_date", "c1 p1 ICD10CM Z00 2024-05-01", "c2 p1 ICD10CM S72 2024-04-01");
        Write("encounters", "patient_id encounter_date", "p1 2026-02-01", "p1 2026-01-01", "p2 2026-03-01", "p1 2026-08-01", "p1 never");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal(
        [
            (Table.ImagingFindings, new(2026, 1, 5)), (Table.Conditions, new(2024, 5, 1)), (Table.Procedures, new(2025, 6, 1)),
            (Table.Encounters, new DateOnly(2026, 2, 1)),
        ], result.Patient("p1").LastSeen.Select(s => (s.Key, s.Value)));
        var visits = result.Book(Table.Encounters);
        Assert.Equal((5, 2), (visits.Read, visits.Used));
        Assert.True(visits.Balances);
        // A table that was scanned is looked at again for dates only, and counted once.
        Assert.Equal(2, result.Book(Table.Conditions).Read);
    }

    [Fact]
    public void Positive_controls_are_counted_over_all_patients_by_site()
    {
        Write("procedures", "row_id patient_id code_system code performed_date status", "q1 p1 CPT 77080 2026-05-01 completed", "q2 p2 CPT 77080 2026-06-30 completed",
            "q3 p2 CPT 77080 2025-06-30 completed", "q4 p2 CPT 77080 2025-07-01 -", "q5 p2 CPT 77080 2026-05-01 ordered", "q6 p3 CPT 77080 2026-05-01 -",
            "q7 p8 CPT 77080 2026-05-01 -", "q8 p2 CPT 77080 2026-05-01 cancelled");
        Write("medications", Medications, "m1 p4 HOUSE 1 alendronate 2026-01-01");
        var result = EngineRun.Of(_folder.Path);
        Assert.Equal([(Table.Medications, "bone-drug"), (Table.Procedures, "dxa")], result.Controlled);
        var controls = result.Controls;
        Assert.Equal(["", "north", "south"], controls.Sites);
        Assert.Equal([(1, 0, 1), (1, 0, 3), (1, 1, 0)], controls.Sites.Select(s => (controls.PatientsAt(s), controls.MatchedAt(s, Table.Medications, "bone-drug"), controls.MatchedAt(s, Table.Procedures, "dxa"))));
    }

    // An underscore stands for a blank within a cell.
    private void Write(string table, string columns, params string[] rows) => CanonicalFiles.Write(
        _folder[table + ".csv"], CanonicalFiles.Schema(columns),
        rows.Select(r => r.Split(' ').Select((c, i) => c == "-" ? null : columns.Split(' ')[i] == "display" ? c.Replace('_', ' ') : c).ToArray()));
}
