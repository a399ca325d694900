using Opportune.Core;
using Opportune.Engine;
using Opportune.Sources;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Reports of several rows.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_read_together_in_line_order()
    {
        Findings("f2 p1 a1 2 fracture", "f1 p1 a1 1 there is no", "f3 p1 a1 3 old fracture");
        var result = Run();
        // "no" ends the line before "fracture", which is therefore denied.
        Assert.Equal(["f3"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal((3, 1, 2), (Book(result).Read, Book(result).Used, Book(result).Skipped[SkipReasons.NoRuleUsesIt]));
    }

    [Fact]
    public void A_report_of_another_patient_is_another_report()
    {
        Findings("f1 p1 a1 1 there is no", "f2 p2 a1 2 fracture");
        Assert.Equal(["f2"], Run().Patient("p2").Events.Select(e => e.RowId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_report_goes_on_over_the_ends_of_row_groups(int rowsOfGroup)
    {
        string[] rows = ["f1 p1 a1 1 there is no", "f2 p1 a1 2 fracture", "f3 p1 a2 1 there is no", "f4 p1 a2 2 word", "f5 p1 a2 3 fracture", "f6 p1 a3 1 fracture"];
        for (var i = 0; i * rowsOfGroup < rows.Length; i++)
            Findings($"imaging_findings/{i}.csv", rows.Skip(i * rowsOfGroup).Take(rowsOfGroup));
        var result = Run();
        Assert.Equal(["f5", "f6"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal((6, 2, 4), (Book(result).Read, Book(result).Used, Book(result).Skipped[SkipReasons.NoRuleUsesIt]));
    }

    [Fact]
    public void An_accession_that_comes_back_is_refused_from_its_second_piece_on()
    {
        Findings("f1 p1 a1 1 fracture", "f2 p1 a2 1 fracture", "f3 p1 a1 2 fracture", "f4 p1 a1 3 fracture", "f5 p1 a1 4 clear");
        var result = Run();
        Assert.Equal(["f1", "f2"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal(2, Book(result).Rejected[RejectRules.ReportScattered]);
        Assert.Contains(new Reject(Table.ImagingFindings, "imaging_findings.csv", 3, "accession", RejectRules.ReportScattered, "a1"), result.Rejects);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Without_line_numbers_adjacent_rows_are_one_report_in_the_order_of_the_file(int rowsOfGroup)
    {
        string[] rows = ["f0 p1 a0 fracture", "f1 p1 a1 there is no", "f2 p1 a1 fracture", "f3 p1 a2 fracture", "f4 p2 a2 fracture"];
        for (var i = 0; i * rowsOfGroup < rows.Length; i++)
            WithoutLines($"imaging_findings/{i}.csv", rows.Skip(i * rowsOfGroup).Take(rowsOfGroup));
        var result = Run();
        Assert.Equal(["f0", "f3"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal(["f4"], result.Patient("p2").Events.Select(e => e.RowId));
    }

    [Fact]
    public void Without_line_numbers_a_text_that_comes_back_is_refused_and_a_code_is_not()
    {
        WithoutLines("imaging_findings.csv", ["f1 p1 a1 fracture", "f2 p1 a2 fracture", "f3 p1 a1 fracture", "f4 p1 a3 fracture", "f5 p1 a1 - SNOMED 263225007"]);
        var result = Run();
        Assert.Equal(["f1", "f2", "f4", "f5"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal(1, Book(result).Rejected[RejectRules.ReportScattered]);
    }

    [Fact]
    public void A_coded_row_among_the_lines_cuts_no_sentence()
    {
        WithoutLines("imaging_findings.csv", ["f1 p1 a1 there is no", "f2 p1 a1 - SNOMED 263225007", "f3 p1 a1 fracture"]);
        Assert.Equal(["f2"], Run().Patient("p1").Events.Select(e => e.RowId));
    }

    [Fact]
    public void Without_line_numbers_a_row_apart_is_read_by_itself()
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality finding_text",
            "f1 p1 a1 2026-01-01 CT no", "f2 p1 a2 2026-01-01 CT fracture", "f3 p1 a1 2026-01-01 CT fracture");
        Assert.Equal(["f2", "f3"], Run().Patient("p1").Events.Select(e => e.RowId));
    }

    private EngineResult Run()
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F", "p2 1950-01-01 F");
        return EngineRun.Of(_folder.Path, new(LeastRows: 1));
    }

    private void Findings(params string[] rows) => Findings("imaging_findings.csv", rows);

    private void Findings(string file, IEnumerable<string> rows) => CanonicalFiles.Write(
        _folder[file], CanonicalFiles.Schema("finding_id patient_id accession line finding_text exam_date modality"),
        rows.Select(r => r.Split(' ', 5)).Select(c => c.Append("2026-01-01").Append("CT").ToArray()));

    // A text may have blanks; a row without one has a code.
    private void WithoutLines(string file, IEnumerable<string> rows) => CanonicalFiles.Write(
        _folder[file], CanonicalFiles.Schema("finding_id patient_id accession finding_text code_system code exam_date modality"),
        rows.Select(r => r.Split(' ', 4)).Select(c => c[3].StartsWith("- ", StringComparison.Ordinal)
            ? [c[0], c[1], c[2], null, .. c[3].Split(' ').Skip(1), "2026-01-01", "CT"]
            : new[] { c[0], c[1], c[2], c[3], null, null, "2026-01-01", "CT" }));

    private static TableBook Book(EngineResult result) => result.Book(Table.ImagingFindings);
}
