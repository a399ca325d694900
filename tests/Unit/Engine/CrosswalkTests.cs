using Opportune.Core;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Drugs count by code, else by a crosswalk to their ingredient, else by name; in each set by one way.</summary>
public sealed class CrosswalkTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public CrosswalkTests()
    {
        Write("patients", "patient_id birth_date sex site", "p1 1950-01-01 F north");
        Write("imaging_findings", "finding_id patient_id accession exam_date modality finding_text", "f1 p1 a1 2026-01-05 CT fracture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_surest_way_counts_and_only_that()
    {
        Write("medications", "row_id patient_id code_system code display start_date",
            "m1 p1 RXNORM 100 alendronate 2026-01-01",
            "m2 p1 local:house 4711 alendronate 2026-01-02",
            "m3 p1 local:house 4711 - 2026-01-03",
            "m4 p1 local:house 4712 alendronate 2026-01-04",
            "m5 p1 NDC 00006 - 2026-01-05",
            "m6 p1 local:house 4712 - 2026-01-06");
        var drugs = EngineRun.Of(_folder.Path, rules: WithCrosswalk()).Patient("p1").Events.Where(e => e.Table == Table.Medications).ToList();
        Assert.Equal([("m1", "code"), ("m2", "crosswalk"), ("m3", "crosswalk"), ("m4", "name"), ("m5", "crosswalk")], drugs.Select(e => (e.RowId, e.MatchedBy)));
        Assert.All(drugs, e => Assert.Equal(["bone-drug"], e.ValueSets));
    }

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(3, true, 0)]
    [InlineData(1, false, 2)]
    public void However_the_work_is_cut(int threads, bool spill, int inFile)
    {
        Write("medications", "row_id patient_id code_system code display start_date", "m1 p1 local:house 4711 - 2026-01-01", "m2 p1 NDC 00006 alendronate 2026-01-02");
        var result = EngineRun.Of(_folder.Path, new(Threads: threads, Spill: spill, InFile: inFile), WithCrosswalk());
        Assert.Equal(["crosswalk", "crosswalk"], result.Patient("p1").Events.Where(e => e.Table == Table.Medications).Select(e => e.MatchedBy));
    }

    private static Rulebook WithCrosswalk()
    {
        var book = TinyRules.Book();
        ValueSetRow[] products = [new("local:house", "4711", false, null, null, null, null) { IsByCrosswalk = true }, new("NDC", "00006", false, null, null, null, null) { IsByCrosswalk = true }];
        return book with
        {
            ValueSets = book.ValueSets.ToDictionary(s => s.Key, s => s.Key == "bone-drug" ? new ValueSet { Name = s.Key, Rows = [.. s.Value.Rows, .. products], Names = s.Value.Names } : s.Value),
        };
    }

    private void Write(string table, string columns, params string[] rows) => CanonicalFiles.Write(_folder[table + ".csv"], columns, rows);
}
