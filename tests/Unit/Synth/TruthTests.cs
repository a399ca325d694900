namespace Opportune.Tests.Unit.Synth;

[Collection("town")]
public class TruthTests(Town town)
{
    [Fact]
    public void Listed_means_open_and_an_open_one_has_a_tier()
    {
        var truth = town.Large("truth/patients");
        for (var i = 0; i < truth.Count; i++)
        {
            Assert.Equal(truth["status"][i] == "open", truth["listed"][i] == "1");
            Assert.Equal(truth["status"][i] == "open", truth["tier"][i] != null);
        }
    }

    [Fact]
    public void Every_patient_has_one_row_a_measure()
    {
        var truth = town.Small("truth/patients");
        Assert.Equal(35_000, truth.Count);
        Assert.Equal(35_000, truth["patient_id"].Zip(truth["measure"]).Distinct().Count());
    }

    [Theory]
    [InlineData("dexa-review")]
    [InlineData("statin-review")]
    public void Every_status_occurs(string measure)
    {
        var truth = town.Large("truth/patients");
        var found = truth["status"].Where((_, i) => truth["measure"][i] == measure).ToHashSet();
        Assert.Equal(["closed", "excluded", "none", "open", "prospective", "withheld"], found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_mention_belongs_to_a_finding_of_the_same_patient()
    {
        var findings = town.Small("imaging_findings");
        var owner = findings["finding_id"].Zip(findings["patient_id"]).ToDictionary(p => p.First!, p => p.Second);
        var mentions = town.Small("truth/mentions");
        for (var i = 0; i < mentions.Count; i++)
            Assert.Equal(mentions["patient_id"][i], owner[mentions["finding_id"][i]!]);
    }

    [Theory]
    [InlineData("neck-density", "neck-calcification", "open")]
    [InlineData("neck-node", "neck-calcification", "open")]
    [InlineData("neck-density-then-ct", "neck-calcification", "open")]
    [InlineData("neck-density-denied", "neck-calcification", "none")]
    [InlineData("neck-density-in-hospice", "neck-calcification", "excluded")]
    [InlineData("neck-density-too-long-ago", "neck-calcification", "none")]
    [InlineData("tumoral-calcinosis", "cervical-calcinosis", "open")]
    [InlineData("systemic-sclerosis-with-neck-density", "cervical-calcinosis", "open")]
    [InlineData("kidney-disease-minerals-current", "mineral-metabolism-review", "closed")]
    [InlineData("kidney-disease-phosphorus-high", "mineral-metabolism-review", "open")]
    [InlineData("denosumab-late", "osteoporosis-treatment-review", "open")]
    [InlineData("statin-on-order", "statin-review", "closed")]
    [InlineData("statin-reported-outside", "statin-review", "closed")]
    [InlineData("statin-by-name-only", "statin-review", "closed")]
    [InlineData("no-statin", "statin-review", "open")]
    [InlineData("statin-lapsed-fills", "statin-review", "open")]
    [InlineData("statin-entered-in-error", "statin-review", "open")]
    [InlineData("statin-declined", "statin-review", "excluded")]
    [InlineData("statin-declined-long-ago", "statin-review", "open")]
    [InlineData("statin-not-indicated", "statin-review", "excluded")]
    [InlineData("calcification-coded-on-the-image", "statin-review", "open")]
    [InlineData("statin-allergy", "statin-review", "excluded")]
    [InlineData("other-drug-allergy", "statin-review", "open")]
    [InlineData("statin-myopathy", "statin-review", "open")]
    [InlineData("rhabdomyolysis-after-statin", "statin-review", "excluded")]
    [InlineData("on-dialysis", "statin-review", "excluded")]
    [InlineData("acute-dialysis-only", "statin-review", "open")]
    [InlineData("transplant-after-dialysis", "statin-review", "open")]
    [InlineData("pregnant", "statin-review", "excluded")]
    [InlineData("valve-only", "statin-review", "none")]
    [InlineData("calcification-possible", "statin-review", "none")]
    [InlineData("calcification-absent", "statin-review", "none")]
    [InlineData("calcified-under-18", "statin-review", "none")]
    [InlineData("medications-feed-stopped", "statin-review", "withheld")]
    [InlineData("procedures-feed-stopped", "dexa-review", "withheld")]
    [InlineData("procedures-feed-stopped", "statin-review", "open")]
    [InlineData("treated-before-feed-stopped", "statin-review", "closed")]
    [InlineData("dead", "dexa-review", "excluded")]
    [InlineData("dies-after-as-of", "dexa-review", "open")]
    [InlineData("not-active-here", "statin-review", "excluded")]
    [InlineData("recent-fracture", "dexa-review", "prospective")]
    [InlineData("recent-calcification-inpatient", "statin-review", "prospective")]
    [InlineData("preliminary-only", "dexa-review", "none")]
    [InlineData("found-after-as-of", "statin-review", "none")]
    [InlineData("vertebra-old", "dexa-review", "open")]
    [InlineData("dxa-done", "dexa-review", "closed")]
    [InlineData("dxa-report-only", "dexa-review", "closed")]
    [InlineData("zoledronate-yearly", "dexa-review", "closed")]
    [InlineData("peripheral-dxa-only", "dexa-review", "open")]
    [InlineData("dxa-only-scheduled", "dexa-review", "open")]
    [InlineData("dxa-cancelled", "dexa-review", "open")]
    [InlineData("oncology-denosumab", "dexa-review", "open")]
    [InlineData("tumour-fracture-in-text", "dexa-review", "excluded")]
    [InlineData("pathologic-without-tumour", "dexa-review", "open")]
    [InlineData("total-hip-replacement", "dexa-review", "none")]
    [InlineData("hip-fixation-under-50", "dexa-review", "open")]
    [InlineData("fracture-denied", "dexa-review", "none")]
    [InlineData("fracture-of-mother", "dexa-review", "none")]
    [InlineData("hand-fracture", "dexa-review", "none")]
    [InlineData("fracture-under-50", "dexa-review", "none")]
    public void A_scenario_ends_as_it_must(string scenario, string measure, string status)
    {
        var truth = town.Large("truth/patients");
        var found = Enumerable.Range(0, truth.Count).Where(i => truth["scenario_ids"][i] == scenario && truth["measure"][i] == measure).Select(i => truth["status"][i]).Distinct();
        Assert.Equal([status], found);
    }
}
