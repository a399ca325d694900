using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>What reviewers entered, under the shipped measures.</summary>
public sealed class ReportedTests : IDisposable
{
    private static readonly LoadedJobs Jobs = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null);

    private readonly TemporaryFolder _folder = Some.Folder();

    public ReportedTests()
    {
        var hospital = new TinyHospital();
        hospital.AddFinding("f3", "p3", "2026-06-02", "CT", "FINDINGS: Moderate coronary artery calcification. Chronic compression fracture of L1.");
        hospital.Add("results", "row_id,patient_id,code_system,code,result_date,value,unit");
        hospital.Add("results", "r3,p3,LOINC,2345-7,2026-09-01,90,mg/dL");
        hospital.Add("feeds", "results,2020-01-01,2026-11-14");
        // Enough of a bone drug here for "none found" to be believed.
        for (var i = 11; i <= 50; i++)
            hospital.Add("medications", $"b{i},p{i},RXNORM,46041,alendronate,2026-08-01,active,order");
        hospital.WriteTo(_folder["in"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_central_dxa_closes_with_its_date_and_its_withdrawal_reopens()
    {
        Assert.Equal(GapStatus.Open, Gap("dexa-review").Status);
        var closed = Gap("dexa-review", [Row(7, Table.Procedures, "CPT", "77080") with { Display = "DXA at another hospital" }]);
        Assert.Equal(GapStatus.Closed, closed.Status);
        Assert.Equal((true, new DateOnly(2026, 10, 3)), (closed.Basis.Reported, closed.Basis.Date!.Value));
        var item = Assert.Single(closed.Evidence, e => e.Event?.RowId == "reported:7");
        Assert.Equal((new DateOnly(2026, 10, 3), "DXA at another hospital (reported)"), (item.Event!.Date, item.Event.Shown));
        Assert.Equal(GapStatus.Open, Gap("dexa-review").Status);
    }

    [Fact]
    public void A_t_score_closes_with_its_value()
    {
        var closed = Gap("dexa-review", [Row(8, Table.Results, "LOINC", "38267-1") with { Value = -2.7, Display = "T-score of the spine" }]);
        Assert.Equal((GapStatus.Closed, -2.7), (closed.Status, closed.Evidence.Single(e => e.Event?.RowId == "reported:8").Event!.Value));
    }

    [Fact]
    public void A_statin_closes()
    {
        Assert.Equal(GapStatus.Open, Gap("statin-review").Status);
        Assert.Equal(GapStatus.Closed, Gap("statin-review", [Row(9, Table.Medications, "RXNORM", "83367")]).Status);
    }

    [Fact]
    public void Hospice_and_death_exclude_in_every_measure()
    {
        foreach (var measure in new[] { "dexa-review", "statin-review" })
        {
            var hospice = Gap(measure, [Row(10, Table.Conditions, "ICD10CM", "Z51.5")]);
            Assert.Equal((GapStatus.Excluded, "hospice or palliative care"), (hospice.Status, hospice.StatusReason));
            var dead = Gap(measure, [], new(2026, 11, 2));
            Assert.Equal((GapStatus.Excluded, "died on 2 Nov 2026 (reported)"), (dead.Status, dead.StatusReason));
        }
    }

    [Fact]
    public async Task What_is_shown_and_counted_says_where_it_comes_from()
    {
        var request = Request([Row(7, Table.Procedures, "CPT", "77080")], new(2026, 11, 2));
        var report = await Run.Execute(request, new RunPlace { OutFolder = _folder["out"] }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        Assert.Contains("entered by reviewers, beside the source's rows: 1 row, 1 death", report.Notes);
        Assert.Equal(201, report.Tables[Table.Procedures].Read);
        Assert.All(report.Tables, t => Assert.True(t.Value.Balances));
    }

    [Fact]
    public void A_table_that_the_source_lacks_stays_uncovered()
    {
        File.Delete(Path.Combine(_folder["in"], "medications.csv"));
        Assert.Equal(GapStatus.Closed, Gap("statin-review", [Row(9, Table.Medications, "RXNORM", "83367")]).Status);
        var other = Gap("statin-review", [Row(9, Table.Medications, "RXNORM", "6809")]);
        Assert.Equal((GapStatus.Withheld, "no medications feed"), (other.Status, other.StatusReason));
    }

    private static ReportedRow Row(long number, Table table, string system, string code) =>
        new() { Number = number, PatientId = "p3", Table = table, CodeSystem = system, Code = code, Date = new(2026, 10, 3) };

    private RunRequest Request(ReportedRow[] rows, DateOnly? death) => Jobs.Request("nightly", DateOnly.Parse(TinyHospital.AsOf), _folder["in"], threads: 1) with
    {
        Reported = rows,
        ReportedDeaths = death is { } day ? new() { ["p3"] = day } : new Dictionary<string, DateOnly>(),
    };

    private Gap Gap(string measure, ReportedRow[]? rows = null, DateOnly? death = null)
    {
        using var run = PreparedRun.Prepare(Request(rows ?? [], death), TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        return run.Evaluator.Evaluate(run.Find("p3")!).SelectMany(r => r.Gaps).Single(g => g.Measure == measure);
    }
}
