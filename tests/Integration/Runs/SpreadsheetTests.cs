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

    [Fact]
    public async Task Ids_sites_and_providers_that_begin_like_a_formula_are_neutralised_in_csv_only()
    {
        const string Signs = "=+-@";
        var hospital = new TinyHospital();
        hospital.Replace("patients", ",sex\n", ",sex,site,provider_id\n");
        hospital.Replace("patients", ",F\n", ",F,@north,=1+2\n");
        hospital.Replace("patients", ",M\n", ",M,@north,-1+2\n");
        foreach (var (i, sign) in Signs.Index())
        {
            foreach (var table in new[] { "patients", "conditions", "medications", "procedures", "encounters" })
                hospital.Replace(table, $"p{i + 11},", $"{sign}p,");
            hospital.AddFinding($"{sign}f", $"{sign}p", "2026-06-01", "CT", "FINDINGS: Moderate coronary artery calcification.");
        }
        hospital.WriteTo(_folder["in"]);
        var result = await Cli.Run("run", "nightly", "-q", "--as-of", TinyHospital.AsOf, "--input", _folder["in"], "--out", _folder["out"]);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        var expected = Signs.Select((sign, i) => ($"{sign}p", $"{sign}f", "@north", i % 2 == 0 ? "-1+2" : "=1+2")).Append(("p1", "f1", "@north", "-1+2")).OrderBy(r => r.Item1, StringComparer.Ordinal).ToList();
        Assert.Equal(expected, Worklist("worklist.parquet"));
        Assert.Equal(expected, Worklist("worklist.arrow"));
        Assert.Equal(expected.Select(r => (Safe(r.Item1), Safe(r.Item2), Safe(r.Item3), Safe(r.Item4))), Worklist("worklist.csv"));
    }

    private static string Safe(string text) => char.IsLetter(text[0]) ? text : "'" + text;

    private List<(string Patient, string Row, string Site, string Provider)> Worklist(string file)
    {
        using var table = Opportune.Columnar.TableFiles.Open(Path.Combine(_folder["out"], file));
        return [.. Tables.Read(table).Select(row => (Cell(row, "patient_id"), Cell(row, "index_row"), Cell(row, "site"), Cell(row, "provider_id")))];

        string Cell(object?[] row, string column) => Encoding.UTF8.GetString((byte[])row[table.Schema.IndexOf(column)]!);
    }
}
