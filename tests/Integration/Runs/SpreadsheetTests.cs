using System.Text;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Runs;

/// <summary>What a spreadsheet would run as a formula is made harmless in worklist.csv and kept as it is in the others.</summary>
public sealed class SpreadsheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData('=')]
    [InlineData('+')]
    [InlineData('-')]
    [InlineData('@')]
    public async Task Ids_sites_and_providers_that_begin_like_a_formula_are_neutralised_in_csv_only(char sign)
    {
        var hospital = new TinyHospital();
        var values = new Dictionary<string, string> { ["patient_id"] = $"{sign}p1", ["index_row"] = $"{sign}f1", ["site"] = $"{sign}north", ["provider_id"] = $"{sign}1+2" };
        foreach (var table in new[] { "patients", "imaging_findings", "conditions", "medications", "procedures", "encounters" })
            hospital.Replace(table, "p1,", $"{sign}p1,");
        hospital.Replace("imaging_findings", $"f1,{sign}p1", $"{sign}f1,{sign}p1");
        hospital.Replace("patients", ",sex\n", ",sex,site,provider_id\n");
        hospital.Replace("patients", ",F\n", $",F,{sign}north,{sign}1+2\n");
        hospital.Replace("patients", ",M\n", $",M,{sign}north,{sign}1+2\n");
        hospital.WriteTo(_folder["in"]);
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        foreach (var name in new[] { "worklist.parquet", "worklist.arrow" })
            Assert.Equal(values, Only(name, values.Keys));
        Assert.Equal(values.ToDictionary(v => v.Key, v => "'" + v.Value), Only("worklist.csv", values.Keys));
    }

    private Dictionary<string, string> Only(string file, IEnumerable<string> columns)
    {
        using var table = Opportune.Columnar.TableFiles.Open(Path.Combine(_folder["out"], file));
        var row = Assert.Single(Tables.Read(table));
        return columns.ToDictionary(c => c, c => Encoding.UTF8.GetString((byte[])row[table.Schema.IndexOf(c)]!));
    }
}
