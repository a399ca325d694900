using System.Security.Cryptography;
using Opportune.Core;
using Opportune.Synth.Population;

namespace Opportune.Tests.Unit.Synth;

[Collection("town")]
public class HospitalTests(Town town)
{
    private static readonly string[] PatientTables =
        ["imaging_findings", "conditions", "medications", "procedures", "results", "encounters", "appointments", "truth/patients", "truth/mentions"];

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Hashes(seed: 3), Hashes(seed: 3));
        Assert.NotEqual(Hashes(seed: 3), Hashes(seed: 4));
    }

    [Theory]
    [InlineData("patients")]
    [InlineData("imaging_findings")]
    [InlineData("conditions")]
    [InlineData("medications")]
    [InlineData("procedures")]
    [InlineData("results")]
    [InlineData("encounters")]
    [InlineData("providers")]
    [InlineData("appointments")]
    [InlineData("feeds")]
    public void Tables_are_canonical(string name)
    {
        var rows = town.Small(name);
        var table = CanonicalTable.Named(name)!;
        Assert.True(rows.Count > 0);
        Assert.Subset(table.Columns.Select(c => c.Name).ToHashSet(), rows.Columns.ToHashSet());
        foreach (var column in table.Columns.Where(c => c.Required))
            Assert.DoesNotContain(rows[column.Name], string.IsNullOrEmpty);
    }

    [Fact]
    public void Every_row_is_of_a_patient_and_every_id_is_its_own()
    {
        var patients = town.Small("patients")["patient_id"].ToHashSet();
        Assert.Equal(5_000, patients.Count);
        foreach (var name in PatientTables)
            Assert.All(town.Small(name)["patient_id"].Distinct(), id => Assert.Contains(id, patients));
        var findings = town.Small("imaging_findings")["finding_id"];
        Assert.Equal(findings.Length, findings.Distinct().Count());
    }

    [Fact]
    public void Rows_of_one_report_are_adjacent()
    {
        var accessions = town.Small("imaging_findings")["accession"];
        var runs = 1 + accessions.Skip(1).Zip(accessions).Count(pair => pair.First != pair.Second);
        Assert.Equal(accessions.Distinct().Count(), runs);
    }

    [Fact]
    public void Code_systems_are_known()
    {
        foreach (var name in (string[])["conditions", "medications", "procedures", "results"])
            Assert.All(town.Small(name)["code_system"].Distinct(), system => Assert.NotNull(CodeSystems.Normalise(system!)));
    }

    [Fact]
    public void Every_scenario_happens()
    {
        var told = town.Large("truth/patients")["scenario_ids"].OfType<string>().ToHashSet();
        List<string> all = [.. Scenario.All.Concat(NeckScenarios.All).Select(s => s.Id)];
        Assert.Empty(all.Except(told));
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    private static List<string> Hashes(int seed)
    {
        using var folder = Some.Folder();
        Town.Write(folder.Path, 300, seed);
        return [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => Path.GetFileName(f) + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];
    }
}
