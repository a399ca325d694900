using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>All shipped measures over one small hospital: each lists its own patient, from tables and text to the worklist.</summary>
public sealed class EveryMeasureTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly TinyHospital _hospital = new();

    public EveryMeasureTests()
    {
        _hospital.Add("results", "row_id,patient_id,code_system,code,result_date,value,unit");
        _hospital.Add("feeds", "results,2020-01-01,2026-11-14");
        // Enough of a bone drug and of calcium here for "none found" to be believed.
        for (var i = 11; i <= 50; i++)
        {
            _hospital.Add("medications", $"b{i},p{i},RXNORM,46041,alendronate,2026-08-01,active,order");
            _hospital.Add("results", $"k{i},p{i},LOINC,17861-6,2026-09-01,9.2,mg/dL");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_measure_lists_its_patient()
    {
        _hospital.AddFinding("f3", "p3", "2026-06-02", "CT", "FINDINGS: Acute compression fracture of L1.");
        _hospital.AddFinding("f4", "p4", "2026-06-02", "CR", "FINDINGS: Calcified cervical lymph nodes.");
        _hospital.Add("imaging_findings", "f5,p5,a-f5,2026-06-02,CR,2026-06-02,final,CERVICAL SPINE,FINDINGS: Tumoral calcinosis posterior to C4.,,");
        _hospital.AddFinding("f6", "p6", "2026-06-02", "CT", "FINDINGS: Calcification of the abdominal aorta.");
        _hospital.Add("conditions", "c6,p6,ICD10CM,N18.4,2025-01-05");
        _hospital.Add("results", "r8,p8,LOINC,38264-8,2026-06-02,-1.6,");
        _hospital.Add("medications", "d7,p7,RXNORM,993449,denosumab,2026-01-02,completed,administration");
        Assert.Equal(
            [
                "cervical-calcinosis p5 3", "dexa-review p3 1", "mineral-metabolism-review p6 3", "neck-calcification p4 3",
                "osteoporosis-treatment-review p3 1", "osteoporosis-treatment-review p7 1", "statin-review p1 5", "statin-review p6 5",
                "vertebral-fracture-assessment p8 3",
            ],
            await Listed());
    }

    // A study of the neck that the scan keeps for its modality and body part alone.
    [Fact]
    public async Task A_CT_of_the_neck_is_said_and_leaves_the_row_open()
    {
        _hospital.AddFinding("f4", "p4", "2026-06-02", "CR", "FINDINGS: Calcified cervical lymph nodes.");
        _hospital.Add("imaging_findings", "f5,p4,a-f5,2026-06-20,CT,2026-06-20,final,NECK WITH CONTRAST,Dictated elsewhere.,,");
        _hospital.Add("imaging_findings", "f6,p4,a-f6,2026-06-21,CT,2026-06-21,final,ABDOMEN,Dictated elsewhere.,,");
        Assert.Contains("neck-calcification p4 3", await Listed());
        var gaps = await File.ReadAllTextAsync(Path.Combine(_folder["out"], "worklist.csv"), TestContext.Current.CancellationToken);
        Assert.Contains("CT or MRI of the neck on record: 20 Jun 2026 (CT neck with contrast)", gaps, StringComparison.Ordinal);
        Assert.DoesNotContain("abdomen", gaps, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> Listed()
    {
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--jobs", ShippedJobs.All, "--input", _hospital.WriteTo(_folder["in"]), "--out", _folder["out"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder["out"], "worklist.csv"), TestContext.Current.CancellationToken);
        var columns = lines[0].Split(',');
        var (measure, patient, tier) = (Array.IndexOf(columns, "measure"), Array.IndexOf(columns, "patient_id"), Array.IndexOf(columns, "tier"));
        return lines.Skip(1).Select(line => line.Split(',')).Select(cells => $"{cells[measure]} {cells[patient]} {cells[tier]}").Order(StringComparer.Ordinal);
    }
}
