using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>A report that takes a calcification back, under the shipped measures and lexicon.</summary>
public sealed class CorrectedReportTests : IDisposable
{
    private static readonly LoadedJobs Jobs = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null);

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_calcification_is_an_index_until_its_correction_is_recorded()
    {
        Write();
        foreach (var (asOf, isIndex) in Nights)
            Assert.Equal(isIndex, IsIndex(Request(asOf)));
    }

    [Fact]
    public void What_is_kept_from_a_night_before_the_correction_does_not_outlive_it()
    {
        Write();
        foreach (var (asOf, isIndex) in Nights)
            Assert.Equal(isIndex, IsIndex(Request(asOf) with { Cache = new(_folder["cache"]) }));
    }

    private static (string AsOf, bool IsIndex)[] Nights => [("2026-10-29", true), ("2026-10-31", true), ("2026-11-01", false), ("2026-11-14", false)];

    private void Write()
    {
        var hospital = new TinyHospital();
        hospital.Replace("imaging_findings", "code_system,code", "code_system,code,recorded_at");
        hospital.Replace("imaging_findings", ",,\n", ",,,\n");
        hospital.Add("imaging_findings", "f9,p9,a-9,2026-10-01,CT,2026-10-01,final,CHEST,Moderate coronary artery calcification.,,,2026-10-02");
        hospital.Add("imaging_findings", "f10,p9,a-9,2026-10-01,CT,2026-10-30,corrected,CHEST,No coronary artery calcification.,,,2026-11-01");
        hospital.WriteTo(_folder["in"]);
    }

    private RunRequest Request(string asOf) => Jobs.Request("nightly", DateOnly.Parse(asOf), _folder["in"], threads: 1);

    private static bool IsIndex(RunRequest request)
    {
        using var run = PreparedRun.Prepare(request, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        return run.Find("p9") is { } patient && run.Evaluator.Evaluate(patient).SelectMany(r => r.Gaps).Any();
    }
}
