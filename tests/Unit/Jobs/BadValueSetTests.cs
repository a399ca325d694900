using Opportune.Core;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>Value sets: what is refused, and what the rows mean.</summary>
public class BadValueSetTests
{
    private const string Ribs = "value-sets/rib-fracture.csv";
    private const string Scan = "value-sets/bone-scan.csv";

    [Theory]
    [InlineData(Ribs, "ICD10CM,S22.3-", "ICD10,S22.3-", ":7: unknown code system 'ICD10'; did you mean 'ICD10CM'?")]
    [InlineData(Ribs, "S22.3-", "22.3-", ":7: '22.3-' is no ICD10CM code")]
    [InlineData(Ribs, "s22.41xa", "S22.41XXXA", ":8: 'S22.41XXXA' is no ICD10CM code")]
    [InlineData(Ribs, "several ribs", "several ribs, left", ":8: 'seventh' holds 7th characters of ICD10CM codes, such as ABC")]
    [InlineData(Ribs, "several ribs", "several ribs,,,", ":8: 6 fields, but 4 columns; put text with a comma in quotes")]
    [InlineData(Ribs, "fracture of one rib", "\"fracture of one rib", ":7: a quote is not closed, or stands inside a field")]
    [InlineData(Ribs, "s22.41xa,", "S22.3-,", "")]
    [InlineData(Ribs, "meaning,seventh", "meaning,7th", ":6: unknown column '7th'; known: code, meaning, seventh, system, valid_from, valid_to")]
    [InlineData(Ribs, "system,code", "system,kode", ":6: unknown column 'kode'; did you mean 'code'?|:6: column 'code' is missing|:7: the code is missing|:8: the code is missing")]
    [InlineData(Ribs, "# release: 1\n", "", ": header line '# release: ...' is missing")]
    [InlineData(Ribs, "# reviewed-on: 2026-01-01", "# reviewed-on: May 2026", ":4: 'reviewed-on' must be a date, yyyy-MM-dd")]
    [InlineData(Ribs, "", "SNOMED,64859006,osteoporosis\n", ":9: SNOMED content is not shipped; it belongs into a site's folder (--value-sets)")]
    [InlineData(Scan, "CPT,78306,", "CPT,78306,bone imaging", ":7: CPT numbers are shipped without descriptors; leave 'meaning' empty")]
    [InlineData(Scan, "2024-01-01,", "2025-01-01,", ":8: valid_from lies after valid_to")]
    [InlineData(Scan, "2024-12-31", "31.12.2024", ":8: 'valid_to' must be a date, yyyy-MM-dd")]
    [InlineData(Scan, "", "CPT,78306,\n", ":10: CPT 78306 is here already, in line 7")]
    [InlineData("value-sets/bone-value.csv", "38267-1", "38267-2", ":7: '38267-2' is no LOINC code (form or check digit)")]
    public void A_slip_is_told_with_its_line(string file, string passage, string slip, string expected)
    {
        using var folder = new BrokenFolder();
        var told = folder.With(file, passage, slip).Problems().Split('\n').Where(p => !p.Contains("warning", StringComparison.Ordinal));
        Assert.Equal(expected.Length == 0 ? "" : string.Join('\n', expected.Split('|').Select(e => file + e)), string.Join('\n', told));
    }

    [Fact]
    public void A_set_that_no_measure_uses_is_a_warning()
    {
        using var folder = new BrokenFolder();
        File.Copy(Path.Combine(Repository.Root, "tests/Unit/Jobs/Good", Ribs), folder.PathOf("value-sets/left-over.csv"));
        Assert.Equal("value-sets/left-over.csv: warning: no measure uses this value set", folder.Problems());
    }

    [Fact]
    public void A_site_s_folder_adds_rows_and_may_hold_SNOMED()
    {
        using var folder = new BrokenFolder();
        using var site = Some.Folder();
        File.WriteAllText(site["rib-fracture.csv"], "system,code,meaning\nSNOMED,33737001,fracture of rib\nNAME,Ribex,\n");
        Assert.Equal("", folder.Problems(site: site.Path));
        var set = folder.Load(site.Path).ValueSets["rib-fracture"];
        Assert.True(set.HoldsCode("SNOMED", "33737001", new(2026, 1, 1)));
        Assert.True(set.HoldsName("RIBEX 5 mg"));
    }

    [Fact]
    public void A_site_s_file_of_an_unknown_name_is_refused()
    {
        using var folder = new BrokenFolder();
        using var site = Some.Folder();
        File.WriteAllText(site["rib-fractures.csv"], "system,code,meaning\nSNOMED,33737001,fracture of rib\n");
        Assert.EndsWith("rib-fractures.csv: unknown value set 'rib-fractures'; did you mean 'rib-fracture'?", folder.Problems(site: site.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S22.31XA", true)]
    [InlineData("s2231xb", true)]
    [InlineData("S22.31XD", false)]
    [InlineData("S22.31X", false)]
    [InlineData("S22.41XA", true)]
    [InlineData("S22.41XB", false)]
    public void Families_7th_characters_dots_and_case(string code, bool held)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(held, folder.Load().ValueSets["rib-fracture"].HoldsCode("ICD10CM", CodeSystems.NormaliseCode("ICD10CM", code), new(2026, 1, 1)));
    }

    [Theory]
    [InlineData("2023-12-31", false)]
    [InlineData("2024-01-01", true)]
    [InlineData("2024-12-31", true)]
    [InlineData("2025-01-01", false)]
    public void A_code_counts_between_its_dates(string date, bool held)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(held, folder.Load().ValueSets["bone-scan"].HoldsCode("HCPCS", "G0130", DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("SCANODRUG 5 mg tablet", true)]
    [InlineData("generic (scanodrug)", true)]
    [InlineData("Scanodrugs", false)]
    [InlineData(null, false)]
    public void A_name_is_found_as_a_word(string? display, bool found)
    {
        using var folder = new BrokenFolder();
        Assert.Equal(found, folder.Load().ValueSets["bone-scan"].HoldsName(display));
    }
}
