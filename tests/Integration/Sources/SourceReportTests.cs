using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Sources;

/// <summary>What is told of a source before anything is run over it.</summary>
public sealed class SourceReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_FHIR_export_is_told_by_columns_codes_months_and_what_a_run_withholds_without_a_name_or_a_text()
    {
        File.WriteAllLines(_folder["Patient.ndjson"],
        [
            """{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1950-02-03","name":[{"family":"Quillfeather"}]}""",
            """{"resourceType":"Patient","id":"p2","gender":"male","birthDate":"1948-07-01"}""",
        ]);
        File.WriteAllLines(_folder["DiagnosticReport.ndjson"],
        [
            """{"resourceType":"DiagnosticReport","id":"r1","status":"final","category":[{"coding":[{"code":"RAD"}]}],"code":{"text":"CT chest"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-01","conclusion":"Old compression fracture of L1."}""",
            """{"resourceType":"DiagnosticReport","id":"r2","status":"final","category":[{"coding":[{"code":"RAD"}]}],"code":{"text":"CT chest"},"subject":{"reference":"Patient/p2"},"effectiveDateTime":"2026-05-01","conclusion":"No fracture."}""",
        ]);
        File.WriteAllLines(_folder["Condition.ndjson"],
        [
            """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M81.0"},{"system":"urn:local","code":"X"}]},"subject":{"reference":"Patient/p1"},"onsetDateTime":"2020-01-05"}""",
        ]);
        var told = await Cli.Run("check", "--source", "fhir-r4", "--input", _folder.Path);
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        foreach (var line in new[]
        {
            "patient: 2 rows read, 2 used", "F 1, M 1", "1948-07-01 to 1950-02-03", "CT 2", "exam_date: 2026-03 to 2026-05, 1 months without a row, the last 2026-04",
            "codes of ICD10CM: 1 different, 1 of them in a value set (1 of 1 row)", "codes of urn:local: 1 different, a code system that is not known",
            "dexa-review: 1 patient with an index finding, 1 withheld, 0 open",
        })
        {
            Assert.Contains(line, told.Output, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Quillfeather", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("compression", told.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "cast(null as double precision) as value")]
    [InlineData("sqlserver", "cast(null as float) as value")]
    [InlineData("oracle", "cast(null as varchar2(100)) as patient_id, -- required")]
    [InlineData("snowflake", "cast(null as double) as value")]
    public async Task A_database_administrator_is_given_a_view_for_every_table(string engine, string typed)
    {
        var views = await Cli.Run("sources", "views", "--engine", engine);
        Assert.Equal((0, ""), (views.ExitCode, views.Error));
        Assert.Contains(typed, views.Output, StringComparison.Ordinal);
        foreach (var table in Core.CanonicalTable.All)
        {
            Assert.Contains($"create view opportune_{table.Name} as", views.Output, StringComparison.Ordinal);
            Assert.All(table.Columns, column => Assert.Contains($" as {column.Name}", views.Output, StringComparison.Ordinal));
        }
    }
}
