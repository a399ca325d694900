using Opportune.App;
using Opportune.Runs;
using Opportune.Synth;
using Opportune.Tests.Benchmarks.Alternatives;
using Opportune.Tests.Integration.Columnar;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// What the benchmark compares does the same work: where reports leave nothing to interpret, the product, the SQL and the plain
/// program list the same patients.
/// </summary>
public sealed class AlternativesTests
{
    private static readonly DateOnly AsOf = new(2026, 11, 14);

    // One sentence a line, by chance: present, denied, of something else, possible, of an organ that nobody asks for.
    private static readonly string[] Sentences =
    [
        "Calcified plaque in the thoracic aorta.", "Coronary artery calcification.", "No vascular calcification.", "Calcified granuloma in the right upper lobe.", "Compression fracture of L1.",
        "No fracture.", "Fracture of the right femoral neck.", "Fracture of the left distal radius.", "Diffuse osteopenia.", "Heart size is normal.", "Lungs are clear.", "Possible compression fracture of T12.",
        "Mild scoliosis.", "The bowel gas pattern is normal.", "Atherosclerotic calcification of the abdominal aorta.", "No pleural effusion.", "Left rib fracture.", "Kidneys are normal.", "Liver is normal.", "No pneumothorax.",
    ];

    private static readonly string[] OfDensity = ["Lumbar spine T-score -2.3. Femoral neck T-score -1.9.", "Bone density of the lumbar spine: T-score -1.2."];

    [Fact]
    public async Task The_product_the_SQL_and_the_plain_program_list_the_same_patients()
    {
        using var folder = Some.Folder();
        Hospital.Write(new() { Patients = 6_000, Seed = 3, AsOf = AsOf }, folder["made"], progress: null);
        Directory.CreateDirectory(folder["in"]);
        foreach (var file in Directory.EnumerateFiles(folder["made"], "*.parquet").Where(f => Path.GetFileName(f) != "imaging_findings.parquet"))
            File.Move(file, Path.Combine(folder["in"], Path.GetFileName(file)));
        await NodePeer.Sql($"""
            COPY (
                SELECT * REPLACE (
                    CASE WHEN modality = 'DXA' THEN {List(OfDensity)}[1 + (hash(finding_id) % {OfDensity.Length})::BIGINT] ELSE {List(Sentences)}[1 + (hash(finding_id) % {Sentences.Length})::BIGINT] END AS finding_text,
                    NULL::VARCHAR AS code, NULL::VARCHAR AS code_system)
                FROM read_parquet('{folder["made"]}/imaging_findings.parquet')
            ) TO '{folder["in"]}/imaging_findings.parquet' (FORMAT parquet);
            SELECT 1;
            """);

        var jobs = LoadedJobs.Load(null, null);
        await Run.Execute(jobs.Request("nightly", AsOf, folder["in"], threads: 2), new() { OutFolder = folder["out"] }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        var ours = ListedKeys.Of(Path.Combine(folder["out"], "worklist.parquet"));
        var plain = new PlainJob(folder["in"], jobs.Rules.ValueSets, AsOf, threads: 2).Run();
        await NodePeer.Sql(WorklistSql.Of(folder["in"], AsOf, folder["keys.csv"]));
        var sql = File.ReadLines(folder["keys.csv"]).Skip(1).Select(line => line.Split(',')).Select(cells => (cells[0], cells[1]));

        Assert.True(ours.CountBy(k => k.Measure).All(m => m.Value > 200), "there is too little to compare");
        Assert.Equal(ours, sql);
        Assert.Equal(ours, plain);
    }

    private static string List(string[] texts) => $"[{string.Join(", ", texts.Select(t => $"'{t}'"))}]";
}
