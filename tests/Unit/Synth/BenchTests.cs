using Opportune.Synth;

namespace Opportune.Tests.Unit.Synth;

public class BenchTests
{
    [Fact]
    public void Bulk_findings_are_as_many_as_asked_for_and_repeat_themselves()
    {
        using var folder = Some.Folder();
        Hospital.WriteBench(40_000, 1, folder.Path);
        var rows = Rows.Read(folder["imaging_findings.parquet"]);
        Assert.Equal(40_000, rows.Count);
        Assert.Equal(40_000, rows["finding_id"].Distinct().Count());
        Assert.InRange(rows["finding_text"].Distinct().Count() / 40_000.0, 0.02, 0.5);
        Assert.InRange(rows["modality"].Count(m => m == "CR") / 40_000.0, 0.6, 0.8);
    }
}
