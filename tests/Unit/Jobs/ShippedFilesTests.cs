using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Jobs.Lexicon;
using Opportune.Tests.Unit.Evaluation;

namespace Opportune.Tests.Unit.Jobs;

public class ShippedFilesTests
{
    private static readonly JobsFolder Shipped = Load();

    public static TheoryData<string> Measures => [.. Shipped.Measures.Select(m => m.Id)];

    [Fact]
    public void Every_shipped_file_loads_without_a_problem()
    {
        var problems = new Problems();
        JobsFolder.Load(Repository.Jobs, siteValueSets: null, problems);
        Assert.Equal("", string.Join('\n', problems.All));
    }

    [Fact]
    public void Every_concept_site_kind_and_derivation_is_known()
    {
        var problems = new Problems();
        var lexicon = LexiconReader.Read(Path.Combine(Repository.Jobs, "lexicon"), problems);
        JobsFolder.Load(Repository.Jobs, siteValueSets: null, problems, KnownIds.Of(lexicon!, Derivations.Meanings.Keys));
        Assert.Equal("", string.Join('\n', problems.All));
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void Every_kind_of_case_is_there(string measure)
    {
        var missing = CaseJudge.Missing(Shipped, Shipped.Measures.Single(m => m.Id == measure));
        Assert.Equal("", string.Join('\n', missing));
    }

    [Theory]
    [MemberData(nameof(Measures))]
    public void A_measure_has_at_least_20_cases(string measure) =>
        Assert.True(Shipped.Cases[measure].Cases.Count >= 20);

    [Fact]
    public void The_nightly_job_runs_every_measure()
    {
        var rulebook = Shipped.For(Shipped.Jobs["nightly"]);
        Assert.Equal(
            ["cervical-calcinosis", "dexa-review", "mineral-metabolism-review", "neck-calcification", "osteoporosis-treatment-review", "statin-review", "vertebral-fracture-assessment"],
            rulebook.Measures.Select(m => m.Id));
        Assert.Equal(Shipped.ValueSets.Keys.Order(StringComparer.Ordinal), rulebook.ValueSets.Keys.Order(StringComparer.Ordinal));
    }

    private static JobsFolder Load() => JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())
        ?? throw new InvalidOperationException("the shipped files have errors");
}
