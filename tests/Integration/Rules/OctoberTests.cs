using Dapper;
using Opportune.App;
using Opportune.App.Verify;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Jobs.ValueSets;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Rules;

/// <summary>
/// An invented 1 October: of a value set one code is split into two, one is retired, one is new. What was coded before counts as before, by its own date; who is
/// coded after comes and goes with the release, each for that cause and no other.
/// </summary>
public sealed class OctoberTests : IDisposable
{
    private const string Set = "value-sets/fracture-vertebra.csv";

    private static readonly DateOnly Night = new(2027, 3, 1);
    private static readonly (string Patient, string Code, string Date)[] Coded =
    [
        ("p21", "T98.1", "2026-09-30"), // before it was split
        ("p22", "T98.11", "2026-10-01"), // one of the two, on the first day
        ("p23", "T98.12", "2026-11-20"), // the other
        ("p24", "T98.2", "2026-09-30"), // retired later
        ("p25", "T98.2", "2026-10-01"), // retired, and used all the same
        ("p26", "T98.3", "2026-10-01"), // new
        ("p27", "T98.3", "2026-09-30"), // before it was one
        ("p28", "T98.1", "2026-10-02"), // the whole, after it was split
    ];

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_a_release_the_right_patients_come_and_go_each_by_its_cause()
    {
        var (september, october) = (Release("september", "T98.1,whole", "T98.2,retired soon"), Release("october",
            "T98.1,whole,,,2026-09-30", "T98.11,one part,,2026-10-01", "T98.12,other part,,2026-10-01", "T98.2,retired,,,2026-09-30", "T98.3,new,,2026-10-01"));
        var input = Hospital();
        await using var fresh = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        // The night before by the old release, this night by the new one; the data is the same.
        await Publish(september, Night.AddDays(-1), input, fresh);
        Assert.Equal(["p21", "p24", "p25", "p28"], await Listed(fresh));
        var report = await Publish(october, Night, input, fresh);
        Assert.Equal(["p21", "p22", "p23", "p24", "p26"], await Listed(fresh));
        var moved = await fresh.Database.Read(c => c.Query<(string Patient, string Kind, string Cause)>(
            "select e.patient_now, v.kind, v.cause from entry_events v join entries e on e.entry_id = v.entry_id where v.run_id = @run order by e.patient_now, v.event_id", new { run = report.RunId }).ToList(), TestContext.Current.CancellationToken);
        Assert.Equal(["p22", "p23", "p25", "p26", "p28"], moved.Select(m => m.Patient).Distinct());
        Assert.All(moved, m => Assert.Equal("lexicon-or-value-set-changed", m.Cause));
        // The second evaluator says the same of every row.
        var checks = Verification.Of(october.Request("nightly", Night, input, threads: 1), PublishedRow.Read(report.Folder!));
        Assert.InRange(checks.Rows, 10, int.MaxValue);
        Assert.Empty(checks.Unconfirmed);
        // And who compares the releases is told the codes.
        var problems = new Problems();
        var changes = ValueSetDiff.Compare(_folder["september/value-sets"], _folder["october/value-sets"], adds: false, problems);
        Assert.Equal((5, 2), (changes.Count(c => c.Kind == CodeChangeKind.Added), changes.Count(c => c.Kind == CodeChangeKind.Retired)));
    }

    private LoadedJobs Release(string name, params string[] codes)
    {
        var shipped = File.ReadAllText(Path.Combine(ShippedJobs.All, Set)).Replace("system,code,meaning,seventh\n", "system,code,meaning,seventh,valid_from,valid_to\n", StringComparison.Ordinal);
        Directory.CreateDirectory(_folder[$"{name}/value-sets"]);
        File.WriteAllText(_folder[$"{name}/{Set}"], shipped + string.Concat(codes.Select(c => $"ICD10CM,{c}\n")));
        return LoadedJobs.Load(new JobsPlace(ShippedJobs.All, _folder[name]), null, null);
    }

    private string Hospital()
    {
        var hospital = new TinyHospital();
        hospital.Replace("feeds", ",2026-11-14", $",{Night:yyyy-MM-dd}");
        hospital.Add("results", "row_id,patient_id,code_system,code,result_date,value,unit");
        hospital.Add("results", "v1,p1,LOINC,1989-3,2026-07-01,31,ng/mL");
        hospital.Add("feeds", $"results,2020-01-01,{Night:yyyy-MM-dd}");
        // Drugs for bones are known here: who has none is known to have none.
        for (var i = 60; i < 100; i++)
            hospital.Add("medications", $"b{i},p{i},RXNORM,46041,alendronate,2026-11-01,active,order");
        foreach (var (patient, code, date) in Coded)
            hospital.Add("conditions", $"t-{patient},{patient},ICD10CM,{code},{date}");
        return hospital.WriteTo(_folder["in"]);
    }

    private Task<RunReport> Publish(LoadedJobs rules, DateOnly asOf, string input, FreshDatabase fresh) => Run.Execute(
        rules.Request("nightly", asOf, input, threads: 2), new() { OutFolder = _folder["out"], Database = fresh.Database, RequestedBy = "tests" }, OffBy.To(asOf), new Progress<StepProgress>(), TestContext.Current.CancellationToken);

    private static Task<List<string>> Listed(FreshDatabase fresh) => fresh.Database.Read(
        c => c.Query<string>("select distinct patient_id from gaps where measure = 'osteoporosis-treatment-review' and status = 'open' order by 1").ToList(), TestContext.Current.CancellationToken);
}
