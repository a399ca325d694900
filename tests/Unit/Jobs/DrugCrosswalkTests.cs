using Opportune.Core;
using Opportune.Jobs;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>A site's drugs by their products: what the ingredient is in, the product is in.</summary>
public sealed class DrugCrosswalkTests : IDisposable
{
    private static readonly DateOnly Day = new(2026, 5, 1);
    private readonly TemporaryFolder _site = Some.Folder();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_product_is_in_every_set_that_holds_its_ingredient()
    {
        var sets = Load("local:pharmacy,4711,83367,atorvastatin 80 mg", "NDC,00071015523,83367,", "local:pharmacy,4712,46041,", "local:pharmacy,4713,341248,\"ezetimibe, simvastatin\"", "local:pharmacy,4713,36567,");
        Assert.Equal("atorvastatin 80 mg", Row(sets["statin"], "local:pharmacy", "4711").Meaning);
        // What it is called where the file does not say.
        Assert.Equal("atorvastatin", Row(sets["statin"], "NDC", "00071015523").Meaning);
        Assert.Equal(["bisphosphonate-oral", "osteoporosis-drug"], sets.Values.Where(s => s.HoldsCode("local:pharmacy", "4712", Day)).Select(s => s.Name).Order(StringComparer.Ordinal));
        // Two ingredients, two rows.
        Assert.Equal(["lipid-lowering-non-statin", "statin"], sets.Values.Where(s => s.HoldsCode("local:pharmacy", "4713", Day)).Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Contains("local:pharmacy", sets["statin"].Systems);
    }

    [Fact]
    public void What_a_set_holds_by_itself_is_no_crosswalk()
    {
        var statin = Load("RXNORM,83367,36567,", "RXNORM,617311,83367,")["statin"];
        Assert.False(Assert.Single(statin.Rows, r => r.Code == "83367").IsByCrosswalk);
        Assert.True(Assert.Single(statin.Rows, r => r.Code == "617311").IsByCrosswalk);
    }

    [Theory]
    [InlineData("local:pharmacy,4711", ":2: the ingredient is missing")]
    [InlineData("PHARMACY,4711,83367,", ":2: unknown code system 'PHARMACY'")]
    [InlineData("local:pharmacy,47-,83367,", ":2: a product is one code, not a family")]
    [InlineData("local:pharmacy,4711,atorvastatin,", ":2: 'atorvastatin' is no RXNORM code")]
    [InlineData("local:pharmacy,4711,83367,\nlocal:pharmacy,4711,83367,", ":3: local:pharmacy 4711 is here already, in line 2")]
    [InlineData("local:pharmacy,4711,161,paracetamol", ": warning: 1 of 1 products lead to an ingredient that no value set holds")]
    [InlineData("local:pharmacy,4711,83367,", "")]
    public void A_slip_is_told_with_its_line(string rows, string expected)
    {
        var problems = new Problems();
        Write(rows.Split('\n'));
        JobsFolder.Load(Repository.Jobs, _site.Path, problems);
        Assert.StartsWith(expected, string.Join('\n', problems.All.Select(p => p with { File = "" })), StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_one_leads_to_what_the_sets_name_without_a_doubt()
    {
        var problems = new Problems();
        var sets = JobsFolder.Load(Repository.Jobs, null, problems)!.ValueSets;
        Assert.DoesNotContain(problems.All, p => p.File.Contains("drug-crosswalk", StringComparison.Ordinal));
        Assert.True(sets["statin"].HoldsCode("RXNORM", "617311", Day));
        Assert.True(sets["denosumab"].HoldsCode("RXNORM", "993452", Day));
        Assert.DoesNotContain(sets["zoledronate"].Rows, r => r.IsByCrosswalk);
    }

    private IReadOnlyDictionary<string, ValueSet> Load(params string[] rows)
    {
        Write(rows);
        return JobsFolder.Load(Repository.Jobs, _site.Path, new Problems())!.ValueSets;
    }

    private void Write(string[] rows) => File.WriteAllLines(_site["drug-crosswalk.csv"], ["system,code,ingredient,meaning", .. rows]);

    private static ValueSetRow Row(ValueSet set, string system, string code) => set.Rows.Single(r => r.System == system && r.Code == code);
}
