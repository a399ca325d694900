using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Sources;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Rows by site and code system are those that a simple count over rows and patients gives.</summary>
public class SiteSystemsTests
{
    private const int People = 200, Rows = 5_000;
    private static readonly string[] Names = ["north", "south", "east"];
    private static readonly string[] Systems = ["RXNORM", "ATC", "local:house"];

    [Theory]
    [InlineData(Rows, 1)]
    [InlineData(600, 8)]
    public void All_rows_or_evenly_spaced_ones_are_counted_at_the_site_of_their_patient(int sampled, int every)
    {
        var random = new Random(7);
        using var folder = Some.Folder();
        var sites = Enumerable.Range(0, People).ToDictionary(i => $"p{i}", _ => Names[random.Next(Names.Length)]);
        CanonicalFiles.Write(folder["patients.csv"], "patient_id birth_date sex site", [.. sites.Select(s => $"{s.Key} 1950-01-01 F {s.Value}")]);
        CanonicalFiles.Write(folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality", "f1 p1 a1 2026-01-05 CT");
        // Some are of patients whom nobody knows.
        var rows = Enumerable.Range(0, Rows).Select(_ => (Patient: $"p{random.Next(People + 20)}", System: Systems[random.Next(Systems.Length)])).ToList();
        CanonicalFiles.Write(folder["medications.csv"], "row_id patient_id code_system code start_date", [.. rows.Select((r, i) => $"m{i} {r.Patient} {r.System} 1 2026-01-01")]);
        using var input = InputFolder.Open(folder.Path);
        var plan = WorkPlan.Create(TinyRules.Book(), TinyRules.AsOf, EngineRun.Tables(input), new() { Buckets = 16 });
        using var exchange = new Exchange(plan);
        var worker = new ScanWorker(plan, TinyRules.Reading());
        foreach (var partition in plan.ScanPartitions)
            worker.Run(partition, exchange);
        var systems = new SiteSystems(plan, exchange, null, threads: 2);
        var (counts, standsFor) = systems.Sample([Table.Medications], sampled)[0];
        Assert.Equal(every, standsFor);
        var known = rows.Where((_, i) => i % every == 0).Where(r => sites.ContainsKey(r.Patient)).ToList();
        Assert.True(known.Count < rows.Where((_, i) => i % every == 0).Count(), "everybody is known");
        foreach (var site in Names)
        {
            var here = known.Where(r => sites[r.Patient] == site).ToList();
            foreach (var system in Systems.Take(2))
            {
                var (readable, all) = (here.Count(r => r.System == system) * every, here.Count * every);
                Assert.Contains($"can read {(every > 1 ? "about " : "")}{readable} of {all} rows", counts.Failure(new(Table.Medications, "drug", AtLeast: 0, PerHundred: 0), new ValueSet { Name = "drug", Rows = [new(system, "1", false, null, null, null, null)] }, site), StringComparison.Ordinal);
            }
        }
    }
}
