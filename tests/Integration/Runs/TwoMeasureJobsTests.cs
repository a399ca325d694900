using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>Two measures of one pathway: what closes the one opens the other. Patient p3 has a fracture on a CT.</summary>
public sealed class TwoMeasureJobsTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly TinyHospital _hospital = new();

    public TwoMeasureJobsTests()
    {
        _hospital.AddFinding("f3", "p3", "2026-06-02", "CT", "FINDINGS: Chronic compression fracture of L1.");
        _hospital.Add("results", "row_id,patient_id,code_system,code,result_date,value,unit");
        _hospital.Add("results", "r3,p3,LOINC,2345-7,2026-09-01,90,mg/dL");
        _hospital.Add("feeds", "results,2020-01-01,2026-11-14");
        // Enough of a bone drug here for "none found" to be believed.
        for (var i = 11; i <= 50; i++)
            _hospital.Add("medications", $"b{i},p{i},RXNORM,46041,alendronate,2026-08-01,active,order");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Before_the_DXA_only_the_fracture_is_listed() =>
        Assert.Equal(["dexa-review Open"], Gaps());

    [Fact]
    public void A_low_T_score_read_from_the_DXA_report_closes_the_one_and_opens_the_other()
    {
        _hospital.AddFinding("f4", "p3", "2026-09-02", "DXA", "FINDINGS: Lumbar spine T-score -2.8.");
        Assert.Equal(["dexa-review Closed", "treatment-review Open"], Gaps());
    }

    [Fact]
    public void A_low_T_score_among_the_results_closes_the_one_and_opens_the_other()
    {
        _hospital.Add("results", "r4,p3,LOINC,38264-8,2026-09-02,-2.8,");
        Assert.Equal(["dexa-review Closed", "treatment-review Open"], Gaps());
    }

    [Fact]
    public void A_low_T_score_that_a_reviewer_reported_does_the_same()
    {
        var row = new ReportedRow { Number = 5, PatientId = "p3", Table = Table.Results, CodeSystem = "LOINC", Code = "38264-8", Date = new(2026, 9, 2), Value = -2.8 };
        Assert.Equal(["dexa-review Closed", "treatment-review Open"], Gaps(row));
    }

    [Fact]
    public void A_better_T_score_closes_the_one_and_opens_nothing()
    {
        _hospital.Add("results", "r4,p3,LOINC,38264-8,2026-09-02,-2.4,");
        Assert.Equal(["dexa-review Closed"], Gaps());
    }

    [Fact]
    public void A_bone_drug_closes_both()
    {
        _hospital.Add("results", "r4,p3,LOINC,38264-8,2026-09-02,-2.8,");
        _hospital.Add("medications", "b3,p3,RXNORM,46041,alendronate,2026-10-01,active,order");
        Assert.Equal(["dexa-review Closed", "treatment-review Closed"], Gaps());
    }

    [Fact]
    public async Task A_run_lists_what_is_open_of_either()
    {
        _hospital.AddFinding("f4", "p3", "2026-09-02", "DXA", "FINDINGS: Lumbar spine T-score -2.8.");
        _hospital.AddFinding("f5", "p4", "2026-06-02", "CT", "FINDINGS: Chronic compression fracture of L1.");
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--jobs", TwoMeasureJobs.CopyTo(_folder["jobs"]), "--input", _hospital.WriteTo(_folder["in"]), "--out", _folder["out"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var listed = (await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "worklist.csv"), TestContext.Current.CancellationToken)).Skip(1)
            .Select(line => line.Split(',')).Select(cells => $"{cells[0]} {cells[2]}").Order(StringComparer.Ordinal);
        Assert.Equal(["dexa-review p4", "statin-review p1", "treatment-review p3"], listed);
    }

    private IEnumerable<string> Gaps(params ReportedRow[] reported)
    {
        var jobs = LoadedJobs.Load(TwoMeasureJobs.CopyTo(_folder["jobs"]), siteValueSets: null);
        var request = jobs.Request("nightly", DateOnly.Parse(TinyHospital.AsOf, null), _hospital.WriteTo(_folder["in"]), threads: 1) with { Reported = reported };
        using var run = PreparedRun.Prepare(request, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        return [.. run.Evaluator.Evaluate(run.Find("p3")!).SelectMany(r => r.Gaps).Select(g => $"{g.Measure} {g.Status}")];
    }
}
