using Opportune.Core;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Of several versions of a report one holds.</summary>
public sealed class ReportVersionTests : IDisposable
{
    private const string Columns = "finding_id accession report_status report_date recorded_at finding_text code_system code patient_id exam_date modality";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_correction_takes_a_finding_back()
    {
        var result = Run("f1 final - - fracture", "f2 corrected - - no fracture");
        Assert.Empty(Present(result));
        Assert.Equal(1, Book(result).Skipped[SkipReasons.Superseded]);
    }

    [Fact]
    public void A_correction_brings_a_finding() =>
        Assert.Equal(["f2"], Present(Run("f1 final - - no fracture", "f2 corrected - - fracture")));

    [Theory]
    [InlineData("-", "2026-07-01")]
    [InlineData("2026-07-01", "-")]
    public void A_correction_after_the_as_of_date_is_not_known_yet(string signed, string recorded)
    {
        var result = Run("f1 final 2026-01-02 2026-01-02 fracture", $"f2 corrected {signed} {recorded} there is no fracture");
        Assert.Equal(["f1"], Present(result));
        Assert.Equal(1, Book(result).Skipped[SkipReasons.AfterAsOf]);
    }

    [Fact]
    public void Codes_of_the_version_before_do_not_count_either()
    {
        var result = Run("f1 final - - - SNOMED 263225007", "f2 corrected - - clear");
        Assert.Empty(result.Patients);
        Assert.Equal(1, Book(result).Skipped[SkipReasons.Superseded]);
    }

    [Fact]
    public void Of_several_corrections_the_latest_holds() =>
        Assert.Equal(["f3"], Present(Run("f1 corrected 2026-01-03 - old fracture", "f2 final 2026-01-02 - fracture", "f3 corrected 2026-01-05 - hip fracture")));

    [Fact]
    public void A_report_signed_after_its_correction_holds() =>
        Assert.Equal(["f3"], Present(Run("f1 final 2026-01-02 - fracture", "f2 amended 2026-01-03 - fracture", "f3 final 2026-01-04 - fracture")));

    [Fact]
    public void An_addendum_stands_beside()
    {
        Assert.Equal(["f1", "f2"], Present(Run("f1 final - - fracture", "f2 addendum - - hip fracture")));
        Assert.Equal(["f2", "f3"], Present(Run("f1 final - - fracture", "f2 addendum - - hip fracture", "f3 corrected - - old fracture")));
    }

    [Fact]
    public void A_preliminary_report_never_counts()
    {
        var alone = Run("f1 preliminary - - fracture");
        Assert.Empty(alone.Patients);
        Assert.Equal(1, Book(alone).Skipped[SkipReasons.Preliminary]);
        var signed = Run("f1 preliminary - - fracture", "f2 final - - hip fracture");
        Assert.Equal(["f2"], Present(signed));
        Assert.Equal(1, Book(signed).Skipped[SkipReasons.Preliminary]);
        Assert.Equal(1, Book(Run("f1 preliminary - - fracture", "f2 corrected - - fracture")).Skipped[SkipReasons.Superseded]);
    }

    [Fact]
    public void No_sentence_is_read_across_two_versions()
    {
        Assert.Equal(["f2"], Present(Run("f1 preliminary - - there is no", "f2 final - - fracture")));
        Assert.Equal(["f3"], Present(Run("f1 corrected - - a", "f2 final - - there is no", "f3 corrected - - fracture")));
    }

    [Fact]
    public void The_report_as_such_is_an_event_of_the_version_that_holds()
    {
        var result = Run("f1 preliminary - - a", "f2 final - - fracture", "f3 final - - b");
        var report = Assert.Single(result.Patient("p1").Events, e => e.Mention is null);
        Assert.Equal(("f2", "final"), (report.RowId, report.Status));
    }

    private EngineResult Run(params string[] rows)
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F");
        var cells = rows.Select(Cells).ToList();
        CanonicalFiles.Write(_folder["imaging_findings.csv"], CanonicalFiles.Schema(Columns), cells);
        var result = EngineRun.Of(_folder.Path);
        Assert.All(result.Books, b => Assert.True(b.Value.Balances));
        // Cut into files of one row, each decodes its lines in another way.
        using var cut = Some.Folder();
        CanonicalFiles.Write(cut["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F");
        for (var i = 0; i < cells.Count; i++)
            CanonicalFiles.Write(cut[$"imaging_findings/{i}.csv"], CanonicalFiles.Schema(Columns), [cells[i]]);
        Assert.Equal(result.Text(), EngineRun.Of(cut.Path, new(Threads: 2, LeastRows: 1)).Text());
        return result;
    }

    // A text may have blanks; "-" is null, and before a code there is no text.
    private static string?[] Cells(string row)
    {
        var cells = row.Split(' ', 5).Select(c => c == "-" ? null : c).ToList();
        cells.Insert(1, "a1");
        if (cells[5] is { } text && text.StartsWith("- ", StringComparison.Ordinal))
            cells = [.. cells.Take(5), null, .. text.Split(' ').Skip(1)];
        else
            cells.AddRange([null, null]);
        return [.. cells, "p1", "2026-01-01", "DXA"];
    }

    private static IEnumerable<string> Present(EngineResult result) => result.Patients.SelectMany(p => p.Events)
        .Where(e => e.Mention?.Assertion == Assertion.Present).Select(e => e.RowId).Order(StringComparer.Ordinal);

    private static TableBook Book(EngineResult result) => result.Book(Table.ImagingFindings);
}
