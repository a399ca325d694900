using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Runs;

/// <summary>What a new measure costs: one YAML with its cases, and a CSV where codes are new. No line of C# knows of it.</summary>
public sealed class AddedMeasureTests : IDisposable
{
    private static readonly string Fixture = Path.Combine(Repository.Root, "tests", "Integration", "Runs", "AddedMeasure");

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_measure_is_added_by_its_files_alone_and_runs_from_report_to_worklist()
    {
        var jobs = ShippedJobs.CopyAllTo(_folder["jobs"]);
        foreach (var file in Directory.GetFiles(Fixture, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(jobs, Path.GetRelativePath(Fixture, file)), overwrite: false);
        Assert.Equal(3, Directory.GetFiles(Fixture, "*", SearchOption.AllDirectories).Length);

        // Its cases are run, and it is told in English, like those that are shipped.
        var check = await Cli.Run("check", "--jobs", jobs);
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
        var explained = await Cli.Run("explain", "--jobs", jobs, "--measure", "vitamin-d-after-cement");
        Assert.Contains("vitamin D on record", explained.Output, StringComparison.Ordinal);
        var cases = Path.Combine(jobs, "measures", "vitamin-d-after-cement.cases.yaml");
        var text = await File.ReadAllTextAsync(cases, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(cases, text[..text.IndexOf("  - name: where results", StringComparison.Ordinal)], TestContext.Current.CancellationToken);
        check = await Cli.Run("check", "--jobs", jobs);
        Assert.Equal((4, $"{cases}: there is no case that is withheld; write one"), (check.ExitCode, check.Error.Trim()));

        // The job takes it up by its tag: a report is read, a result of the new code closes one of two.
        var hospital = new TinyHospital();
        hospital.Add("results", "row_id,patient_id,code_system,code,result_date,value,unit");
        hospital.Add("feeds", "results,2020-01-01,2026-11-14");
        hospital.Add("results", "v4,p4,LOINC,1989-3,2026-07-01,31,ng/mL");
        hospital.AddFinding("f3", "p3", "2026-06-02", "CT", "FINDINGS: Prior vertebroplasty of L2.");
        hospital.AddFinding("f4", "p4", "2026-06-02", "CT", "FINDINGS: Prior vertebroplasty of L2.");
        var run = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--jobs", jobs, "--input", hospital.WriteTo(_folder["in"]), "--out", _folder["out"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var row = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "worklist.csv"), TestContext.Current.CancellationToken), l => l.Contains("vitamin-d-after-cement", StringComparison.Ordinal));
        Assert.Contains("p3", row, StringComparison.Ordinal);
        Assert.Contains("No vitamin D found up to 14 Nov 2026. Consider: a level. Candidate for clinician review", row, StringComparison.Ordinal);

        // And the second opinion confirms its row.
        var verified = await Cli.Run("verify", "--jobs", jobs, "--run", _folder["out"], "--input", _folder["in"]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }
}
