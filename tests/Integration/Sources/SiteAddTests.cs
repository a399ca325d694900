using System.Globalization;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Sources;

/// <summary>A site that joins is told step by step what lacks, and nothing that lies in its folder is changed.</summary>
public sealed class SiteAddTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_site_is_told_what_lacks_and_is_given_what_to_look_at()
    {
        Directory.CreateDirectory(_folder["in"]);
        var patients = new List<string>();
        var reports = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            patients.Add($$"""{"resourceType":"Patient","id":"p{{i}}","gender":"female","birthDate":"1950-02-03","name":[{"family":"Quillfeather"}]}""");
            var day = new DateOnly(2026, 3, 1).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            reports.Add($$"""{"resourceType":"DiagnosticReport","id":"r{{i}}","status":"final","category":[{"coding":[{"code":"RAD"}]}],"code":{"text":"CT chest"},"subject":{"reference":"Patient/p{{i}}"},"effectiveDateTime":"{{day}}","conclusion":"Wibbling remarks: none. Old compression fracture of L1. The fracturology congress of Quillfeather met."}""");
        }
        File.WriteAllLines(_folder["in/Patient.ndjson"], patients);
        File.WriteAllLines(_folder["in/DiagnosticReport.ndjson"], reports);
        File.WriteAllLines(_folder["in/Condition.ndjson"],
        [
            """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"coding":[{"system":"urn:house","code":"X1"}]},"subject":{"reference":"Patient/p1"},"onsetDateTime":"2026-01-05"}""",
        ]);

        var told = await Add("fhir-r4");
        Assert.Equal(4, told.ExitCode);
        foreach (var line in new[]
        {
            "1 mapping: there: jobs/sources/fhir-r4.yaml reads 61 rows, 0 refused",
            "feeds: LACKS: no medications, procedures, results, encounters", "no feeds table: look through feeds.csv",
            "codes: LACKS: 1 code (1 row) is in code systems that nothing here can read",
            "section headings: LACKS: 1 heading is not known",
            "sentences: LACKS: 1 sentence (of 60)",
            "panels and people: LACKS: no providers",
            "positive controls: LACKS: 0 rows of dxa-central in procedures",
            "bands: LACKS: no --database",
        })
        {
            Assert.Contains(line, OneLine(told.Output), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Quillfeather", told.Output, StringComparison.Ordinal);
        Assert.Equal(["bands.csv", "codes.csv", "feeds.csv", "headings.csv", "sentences.txt"], Directory.GetFiles(_folder["site"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["The fracturology congress of Quillfeather met."], File.ReadAllLines(_folder["site/sentences.txt"]));
        Assert.Contains("Wibbling remarks,30", File.ReadAllLines(_folder["site/headings.csv"]));
        Assert.Contains("imaging_findings,,2026-03-01,2026-03-30,14", File.ReadAllLines(_folder["site/feeds.csv"]));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["site/sentences.txt"]));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["site"]));
        }

        // What somebody worked on stays.
        File.WriteAllText(_folder["site/feeds.csv"], "mine");
        Assert.Equal(4, (await Add("fhir-r4")).ExitCode);
        Assert.Equal("mine", File.ReadAllText(_folder["site/feeds.csv"]));
    }

    [Fact]
    public async Task Without_a_mapping_one_is_proposed_and_nothing_is_read()
    {
        Directory.CreateDirectory(_folder["in"]);
        var told = await Add("newtown");
        Assert.Equal(4, told.ExitCode);
        Assert.Contains("1 mapping: LACKS: there is no jobs/sources/newtown.yaml", OneLine(told.Output), StringComparison.Ordinal);
        Assert.Contains("id: newtown", File.ReadAllLines(_folder["site/newtown.yaml"]));
    }

    private Task<CliResult> Add(string source) => Cli.Run("site", "add", "--source", source, "--input", _folder["in"], "--out", _folder["site"]);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
