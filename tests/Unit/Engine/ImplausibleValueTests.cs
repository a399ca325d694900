using Opportune.Core;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>A value that nobody alive can have is refused and counted, whatever else is made of its row.</summary>
public sealed class ImplausibleValueTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public ImplausibleValueTests() =>
        Write("patients", "patient_id birth_date sex site", "p1 1950-01-01 F north", "p2 1950-01-01 F north");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_result_is_refused_with_its_value_and_counted_by_its_rule()
    {
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text", "f1 p1 a1 2026-01-05 CT fracture");
        Write("results", "row_id patient_id code_system code result_date value unit",
            "r1 p1 LOINC 38263-0 2026-01-01 -2.6 -", "r2 p1 LOINC 38263-0 2026-01-02 -26 -", "r3 p1 LOINC 38263-0 2026-01-03 12 SD", "r4 p1 LOINC 38263-0 2026-01-04 - -",
            "r5 p2 LOINC 38263-0 2026-01-05 -26 -", "r6 p1 LOINC 999-9 2026-01-06 -26 -");
        var result = EngineRun.Of(_folder.Path, rules: Bounded());
        Assert.Equal(["r1", "r4"], result.Patient("p1").Events.Where(e => e.Table == Table.Results).Select(e => e.RowId));
        var book = result.Book(Table.Results);
        // Of whom nothing is asked nothing is judged.
        Assert.Equal((2, 2, true), (book.Rejected[RejectRules.ImplausibleValue], book.Used, book.Balances));
        Assert.Equal([("r2", "value", "-26"), ("r3", "value", "12")], result.Rejects.Select(r => ($"r{r.Row}", r.Column, r.Value)));
    }

    [Fact]
    public void A_unit_that_is_not_named_is_not_judged()
    {
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text", "f1 p1 a1 2026-01-05 CT fracture");
        Write("results", "row_id patient_id code_system code result_date value unit",
            "r1 p1 LOINC 38263-0 2026-01-01 99 mg/dL", "r2 p1 LOINC 38263-0 2026-01-02 99 MG/DL", "r3 p1 LOINC 38263-0 2026-01-03 99 mmol/L", "r4 p1 LOINC 38263-0 2026-01-04 99 -");
        var result = EngineRun.Of(_folder.Path, rules: Bounded(new ValueRange(4, 20, null, null, "mg/dL")));
        Assert.Equal(["r3", "r4"], result.Patient("p1").Events.Where(e => e.Table == Table.Results).Select(e => e.RowId));
    }

    [Fact]
    public void What_else_a_finding_says_stays_and_the_value_is_counted_as_forgotten()
    {
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text code_system code value",
            "f1 p1 a1 2026-01-05 CT fracture ICD10CM S72.001A -26",     // text and a code's slip
            "f2 p1 a2 2026-01-06 CT chest ICD10CM S72.001A -26",        // the slip alone
            "f3 p1 a3 2026-01-07 CT fracture - - -26",                  // the number is the text's
            "f4 p1 a4 2026-01-08 CT fracture - - -2.6");
        var result = EngineRun.Of(_folder.Path, rules: Bounded());
        Assert.Equal([("f1", true), ("f4", true)], result.Patient("p1").Events.Where(e => e.Table == Table.ImagingFindings).Select(e => (e.RowId, e.Mention is not null)));
        var book = result.Book(Table.ImagingFindings);
        Assert.Equal((2, 2, 1, true), (book.Rejected[RejectRules.ImplausibleValue], book.Used, book.ForgottenValues, book.Balances));
    }

    [Fact]
    public void A_slip_opens_nothing()
    {
        // The code alone could start a clock.
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text code_system code value", "f1 p1 a1 2026-01-05 CT chest ICD10CM S72.001A -26");
        Assert.Empty(EngineRun.Of(_folder.Path, rules: Bounded()).Patients);
        Assert.Single(EngineRun.Of(_folder.Path).Patients);
    }

    [Fact]
    public void Codes_of_used_families_that_no_set_holds_are_counted_whoever_has_them()
    {
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text", "f1 p1 a1 2026-01-05 CT fracture");
        Write("conditions", "row_id patient_id code_system code display start_date",
            "c1 p1 ICD10CM M80.08XA - 2026-01-01",      // held
            "c2 p1 ICD10CM M80.08XB - 2026-01-01",      // of its family, in no set
            "c3 p2 ICD10CM m8008xb - 2026-01-02",       // written otherwise, of somebody who is not asked about
            "c4 p2 ICD10CM M80.9 - 2026-01-02",
            "c5 p2 ICD10CM S72.9 - 2026-01-02",         // held by its family
            "c6 p2 ICD10CM E11.9 - 2026-01-02",         // of no used family
            "c7 p2 SNOMED M80.1 - 2026-01-02",
            "c8 p2 ICD10CM M80-of-Jane-Roe - 2026-01-02");
        foreach (var shape in new RunShape[] { new(), new(Threads: 2, LeastRows: 2, Spill: true), new(InFile: 2) })
            Assert.Equal([("M8008XB", 2), ("M809", 1)], EngineRun.Of(_folder.Path, shape).Unplaced.Select(u => (u.Key, u.Value)));
    }

    private static Rulebook Bounded(ValueRange? plausible = null) => TinyRules.Book() with
    {
        Quantities = [new() { Name = "T-score", ValueSets = ["t-score", "fracture"], Concepts = ["fracture"], Plausible = [plausible ?? new(-8, 8, null, null, null)], Source = "a test" }],
    };

    private void Write(string table, string columns, params string[] rows) => CanonicalFiles.Write(_folder[table + ".csv"], columns, rows);
}
