using Opportune.Core;
using Opportune.Engine;
using Opportune.Runs;
using Opportune.Sources;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>What reviewers entered is found like any row, and shows nothing about the source.</summary>
public sealed class ReportedTests : IDisposable
{
    private const string Procedures = "row_id patient_id code_system code performed_date";

    private readonly TemporaryFolder _folder = Some.Folder();

    public ReportedTests()
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex", "p1 1950-01-01 F", "p2 1950-01-01 F");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality finding_text", "f1 p1 a1 2026-01-05 CT fracture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_an_event_with_its_date_value_and_number()
    {
        var result = Run(Row(12, "p1", Table.Results, "LOINC", "38263-0") with { Value = -2.6, Display = "T-score" });
        var found = Assert.Single(result.Patient("p1").Events, e => e.Table == Table.Results);
        Assert.Equal(("reported:12", new DateOnly(2026, 5, 1), -2.6, "T-score (reported)"), (found.RowId, found.Date, found.Value!.Value, found.Shown));
        Assert.Equal((1, 1), (result.Book(Table.Results).Read, result.Book(Table.Results).Used));
    }

    [Fact]
    public void It_shows_no_feed_no_patient_known_to_one_no_control_and_no_code_system()
    {
        CanonicalFiles.Write(_folder["procedures.csv"], Procedures, "q1 p1 CPT 77080 2026-02-01");
        var result = Run(Row(1, "p1", Table.Procedures, "CPT", "77080"), Row(2, "p1", Table.Conditions, "ICD10CM", "S72"), Row(3, "p1", Table.Medications, "HOUSE", "1"));
        Assert.Equal(["q1", "reported:1", "reported:2"], result.Patient("p1").Events.Where(e => e.Table != Table.ImagingFindings).Select(e => e.RowId).Order());
        Assert.Equal(
            [(Table.ImagingFindings, new(2026, 1, 5)), (Table.Procedures, new DateOnly(2026, 2, 1))],
            result.Patient("p1").LastSeen.Select(s => (s.Key, s.Value)));
        Assert.Equal(new DateOnly(2026, 2, 1), Assert.Single(result.Feeds, f => f.Table == Table.Procedures).Covered.To);
        Assert.DoesNotContain(result.Feeds, f => f.Table is Table.Conditions or Table.Medications);
        Assert.Equal(1, result.Controls.MatchedAt(null, Table.Procedures, "dxa"));
        Assert.Equal(["Procedures CPT"], result.Systems.Keys);
        Assert.Equal(1, result.Book(Table.Medications).Skipped[SkipReasons.UnknownCodeSystem]);
    }

    [Fact]
    public void In_a_table_that_starts_a_clock_it_makes_a_candidate() =>
        Assert.Equal(["reported:5"], Run(Row(5, "p2", Table.Conditions, "ICD10CM", "S72")).Patient("p2").Events.Select(e => e.RowId));

    [Fact]
    public void Entered_after_the_as_of_date_it_is_not_known_yet()
    {
        var result = Run(Row(1, "p1", Table.Procedures, "CPT", "77080") with { RecordedOn = TinyRules.AsOf.AddDays(1) },
            Row(2, "p1", Table.Procedures, "CPT", "77080") with { RecordedOn = TinyRules.AsOf });
        Assert.Equal(["f1", "reported:2"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal(1, result.Book(Table.Procedures).Skipped[SkipReasons.AfterAsOf]);
    }

    [Fact]
    public void Of_a_merged_patient_it_belongs_to_the_final_one()
    {
        CanonicalFiles.Write(_folder["patient_links.csv"], "patient_id replaced_by", "old p1");
        var result = Run(new Dictionary<string, DateOnly> { ["old"] = new(2026, 6, 1) }, Row(1, "old", Table.Procedures, "CPT", "77080"));
        Assert.Equal(["f1", "reported:1"], result.Patient("p1").Events.Select(e => e.RowId));
        Assert.Equal(new DateOnly(2026, 6, 1), result.Patient("p1").Patient.DeathDate);
    }

    [Theory]
    [InlineData("2026-06-01", "2026-06-01", true)]
    [InlineData("2026-01-20", "2026-01-20", true)]
    [InlineData("2026-06-30", "2026-06-30", true)]
    [InlineData("2026-07-01", null, false)]
    public void A_death_counts_from_its_day(string reported, string? known, bool isReported)
    {
        var result = Run(new Dictionary<string, DateOnly> { ["p1"] = DateOnly.Parse(reported) });
        var patient = result.Patient("p1").Patient;
        Assert.Equal((known, isReported), (patient.DeathDate?.ToString("yyyy-MM-dd"), patient.DeathIsReported));
        Assert.Equal(known is null ? 2 : 1, result.Controls.PatientsAt(null));
    }

    [Theory]
    [InlineData("2026-02-01", "2026-02-01", true)]
    [InlineData("2026-04-01", "2026-03-01", false)]
    public void Of_two_deaths_the_earlier_holds(string reported, string known, bool isReported)
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex death_date", "p1 1950-01-01 F 2026-03-01");
        var patient = Run(new Dictionary<string, DateOnly> { ["p1"] = DateOnly.Parse(reported) }).Patient("p1").Patient;
        Assert.Equal((known, isReported), (patient.DeathDate?.ToString("yyyy-MM-dd"), patient.DeathIsReported));
    }

    [Fact]
    public void It_can_be_refused_like_any_row()
    {
        var result = Run(Row(1, "p1", Table.Conditions, "ICD10CM", "S72") with { Date = new(1700, 1, 1) }, Row(2, "p1", Table.Conditions, "ICD10CM", "S72") with { Date = new(1949, 1, 1) });
        Assert.Equal([("reported", "impossible-date", "1700-01-01"), ("reported", "event-before-birth", "1949-01-01")], result.Rejects.Select(r => (r.File, r.Rule, r.Value)));
    }

    [Fact]
    public void Nothing_can_be_reported_to_a_table_of_another_kind() =>
        Assert.Throws<ArgumentException>(() => Run(Row(1, "p1", Table.Encounters, "CPT", "1")));

    private static ReportedRow Row(long number, string patient, Table table, string system, string code) =>
        new() { Number = number, PatientId = patient, Table = table, CodeSystem = system, Code = code, Date = new(2026, 5, 1) };

    private EngineResult Run(params ReportedRow[] rows) => Run(new Dictionary<string, DateOnly>(), rows);

    private EngineResult Run(Dictionary<string, DateOnly> deaths, params ReportedRow[] rows)
    {
        using var input = InputFolder.Open(_folder.Path);
        var tables = EngineRun.Tables(input).ToDictionary(t => t.Table);
        foreach (var table in rows.Select(r => r.Table).Distinct())
            tables[table] = new(table, [.. tables.TryGetValue(table, out var known) ? known.Parts : [], Reported.Of(table, rows)!]);
        var options = new PlanOptions { Merged = input.Links(TinyRules.AsOf).Final, Deaths = deaths };
        var result = EngineRun.Of([.. tables.Values], options: options);
        Assert.All(result.Books, b => Assert.True(b.Value.Balances));
        // As part of a longer table that is cut elsewhere it comes to the same.
        Assert.Equal(result.Text(), EngineRun.Of([.. tables.Values], new(Threads: 2, LeastRows: 1, Buckets: 1), options: options).Text());
        return result;
    }
}
