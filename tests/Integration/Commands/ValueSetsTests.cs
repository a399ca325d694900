using System.Text.Json;
using Opportune.App.Screen;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary>What a change of codes means for measures and patients.</summary>
public sealed class ValueSetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Codes_added_retired_and_moved_are_told_with_measures_rows_and_patients()
    {
        Write("old", "statin", "RXNORM,83367,a", "RXNORM,301542,b", "NAME,lipitor,");
        Write("old", "hospice-or-palliative", "ICD10CM,Z51.5,c");
        Write("new", "statin", "RXNORM,83367,another word for it", "RXNORM,36567,d");
        Write("new", "hospice-or-palliative", "ICD10CM,Z51.5,c", "RXNORM,301542,b");
        Directory.CreateDirectory(_folder["in"]);
        File.WriteAllText(_folder["in/patients.csv"], "patient_id,birth_date,sex\np1,1950-01-01,F\np2,1950-01-01,M\n");
        File.WriteAllText(_folder["in/imaging_findings.csv"], "finding_id,patient_id,accession,exam_date,modality\nf1,p1,a1,2026-01-01,CT\n");
        File.WriteAllText(_folder["in/medications.csv"], "patient_id,code_system,code,start_date\np1,RXNORM,36567,2026-01-01\np1,RXNORM,36567,2026-02-01\np2,RXNORM,36567,2026-01-01\np2,RXNORM,301542,2026-01-01\n");

        var result = await Cli.Run("value-sets", "diff", _folder["old"], _folder["new"], "--input", _folder["in"], "--jobs", ShippedJobs.All);
        Assert.Equal("", result.Error);
        Assert.Contains("hospice-or-palliative: RXNORM 301542 moved from statin; used by", result.Output, StringComparison.Ordinal);
        Assert.Contains("; 1 row of 1 patient", result.Output, StringComparison.Ordinal);
        Assert.Contains("statin: RXNORM 36567 added; used by mineral-metabolism-review, statin-review; 3 rows of 2 patients", result.Output, StringComparison.Ordinal);
        Assert.Contains("statin: name 'lipitor' retired; used by mineral-metabolism-review, statin-review\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 added, 1 retired, 1 moved\n", result.Output, StringComparison.Ordinal);

        var added = await Cli.Run("value-sets", "diff", _folder["old"], _folder["new"], "--adds", "--jobs", ShippedJobs.All);
        Assert.EndsWith("2 added, 0 retired, 0 moved\n", added.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_of_a_used_family_in_no_set_are_told()
    {
        Directory.CreateDirectory(_folder["in"]);
        File.WriteAllText(_folder["in/patients.csv"], "patient_id,birth_date,sex\np1,1950-01-01,F\n");
        File.WriteAllText(_folder["in/imaging_findings.csv"], "finding_id,patient_id,accession,exam_date,modality\nf1,p1,a1,2026-01-01,CT\n");
        File.WriteAllText(_folder["in/conditions.csv"], "patient_id,code_system,code,start_date\np1,ICD10CM,N18.1,2026-01-01\np1,ICD10CM,N18.4,2026-01-01\np1,ICD10CM,J10.1,2026-01-01\n");
        var result = await Cli.Run("value-sets", "unplaced", "--input", _folder["in"], "--jobs", ShippedJobs.All);
        Assert.Equal((0, "N18.1: 1 row of 1 patient; in no set\n1 code of used families is in no set\n"), (result.ExitCode, result.Output));

        // Every run tells them too.
        var run = await Cli.Run("run", "nightly", "--as-of", "2026-06-30", "--input", _folder["in"], "--out", _folder["out"], "--jobs", ShippedJobs.All);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("codes of used families in no value set: 1 with 1 row: N18.1 (1)", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["out/run.json"], TestContext.Current.CancellationToken));
        Assert.Equal("""{"N181":1}""", json.RootElement.GetProperty("result").GetProperty("unplaced_codes").GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_site_s_crosswalk_leads_its_products_to_ingredients_and_the_evidence_says_so()
    {
        Directory.CreateDirectory(_folder["in"]);
        Directory.CreateDirectory(_folder["site"]);
        File.WriteAllText(_folder["site/drug-crosswalk.csv"], "system,code,ingredient,meaning\nlocal:pharmacy,4711,83367,atorvastatin 40 mg\n");
        File.WriteAllText(_folder["in/patients.csv"], "patient_id,birth_date,sex\np1,1960-01-01,F\n");
        File.WriteAllText(_folder["in/imaging_findings.csv"], "finding_id,patient_id,accession,exam_date,modality,finding_text\nf1,p1,a1,2026-01-01,CT,Coronary artery calcification.\n");
        File.WriteAllText(_folder["in/medications.csv"], "row_id,patient_id,code_system,code,start_date,days_supply,kind\nm1,p1,local:pharmacy,4711,2026-06-01,90,dispense\n");
        var run = await Cli.Run("run", "nightly", "--as-of", "2026-06-30", "--input", _folder["in"], "--out", _folder["out"], "--value-sets", _folder["site"], "--jobs", ShippedJobs.All);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([["closed", "on a statin"]], TableRows.Read(Path.Combine(_folder["out"], "gaps.parquet"), "status", "status_reason"));
        var evidence = TableRows.Read(Path.Combine(_folder["out"], "evidence.parquet"), "criterion", "row_id", "code", "matched_by").ToList();
        Assert.Contains(evidence, e => e is ["on-statin", "m1", "4711", "crosswalk"]);
        // What a text says was matched by none of the three, nor was what was not found.
        Assert.All(evidence.Where(e => e[1] != "m1"), e => Assert.Null(e[3]));
        Assert.Equal(0, (await Cli.Run("verify", "--run", _folder["out"], "--input", _folder["in"], "--value-sets", _folder["site"], "--jobs", ShippedJobs.All)).ExitCode);
    }

    private void Write(string folder, string set, params string[] rows)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllLines(_folder[$"{folder}/{set}.csv"], ["system,code,meaning", .. rows]);
    }
}
