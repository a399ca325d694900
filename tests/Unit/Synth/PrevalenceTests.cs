using System.Globalization;

namespace Opportune.Tests.Unit.Synth;

[Collection("town")]
public class PrevalenceTests(Town town)
{
    [Fact]
    public void A_quarter_to_a_third_were_imaged_in_three_years()
    {
        var findings = town.Small("imaging_findings");
        var from = Town.AsOf.AddYears(-3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var imaged = findings["patient_id"].Where((_, i) => string.CompareOrdinal(findings["exam_date"][i], from) >= 0).Distinct().Count();
        Assert.InRange(imaged / 5_000.0, 0.25, 0.36);
    }

    [Theory]
    [InlineData("statin-review", "open", 0.01, 0.12)]
    [InlineData("statin-review", "closed", 0.01, 0.12)]
    [InlineData("dexa-review", "open", 0.01, 0.10)]
    [InlineData("dexa-review", "closed", 0.003, 0.06)]
    public void Worklists_are_of_a_believable_length(string measure, string status, double low, double high)
    {
        var truth = town.Small("truth/patients");
        var share = Enumerable.Range(0, truth.Count).Count(i => truth["measure"][i] == measure && truth["status"][i] == status) / 5_000.0;
        Assert.InRange(share, low, high);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public void Positive_controls_pass_at_the_normal_sites(int patients)
    {
        using var folder = Some.Folder();
        Town.Write(folder.Path, patients, 5);
        var people = Rows.Read(folder["patients.parquet"]);
        var site = people["patient_id"].Zip(people["site"]).ToDictionary(p => p.First!, p => p.Second!);
        var older = people["site"].Where((_, i) => Date(people["birth_date"][i]) <= Town.AsOf.AddYears(-50)).CountBy(s => s!).ToDictionary();
        var statins = Recent(folder, "medications", "start_date", site, (system, code) => (system, code) is ("RXNORM", "83367" or "301542" or "36567" or "42463" or "6472") or ("ATC", _) && code.StartsWith("C10A", StringComparison.Ordinal));
        var scans = Recent(folder, "procedures", "performed_date", site, (_, code) => code is "77080" or "77085" or "BQ00ZZ1");
        var bones = Recent(folder, "medications", "start_date", site, (system, code) => (system, code) is ("RXNORM", "46041" or "73056" or "72143" or "77655" or "993449") or ("ATC", "M05BA04" or "M05BA07" or "G03XC01"));
        foreach (var normal in patients < 10_000 ? (string[])["NORTHGATE"] : ["NORTHGATE", "HARBOR"])
        {
            Assert.True(statins[normal] >= 25 && statins[normal] >= 0.05 * older[normal], $"{normal}: {statins[normal]} statin rows");
            Assert.True(scans[normal] >= 25 && scans[normal] >= 0.002 * older[normal], $"{normal}: {scans[normal]} DXA rows");
            Assert.True(bones[normal] >= 25, $"{normal}: {bones[normal]} rows of bone drugs");
        }
    }

    private static Dictionary<string, int> Recent(TemporaryFolder folder, string table, string date, Dictionary<string, string> site, Func<string, string, bool> counts)
    {
        var rows = Rows.Read(folder[table + ".parquet"]);
        return Enumerable.Range(0, rows.Count)
            .Where(i => counts(rows["code_system"][i]!, rows["code"][i]!) && Date(rows[date][i]) is var day && day <= Town.AsOf && day > Town.AsOf.AddDays(-365))
            .CountBy(i => site[rows["patient_id"][i]!]).ToDictionary();
    }

    private static DateOnly Date(string? text) => DateOnly.ParseExact(text!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
