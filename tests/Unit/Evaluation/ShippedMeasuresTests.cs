using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Jobs.Lexicon;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>The cases that stand beside the shipped measures, on this evaluator.</summary>
public class ShippedMeasuresTests
{
    [Fact]
    public void Every_case_comes_out_as_its_file_says()
    {
        var problems = new Problems();
        var lexicon = LexiconReader.Read(Path.Combine(Repository.Jobs, "lexicon"), problems)!;
        var jobs = JobsFolder.Load(Repository.Jobs, siteValueSets: null, problems, KnownIds.Of(lexicon, Derivations.Meanings.Keys))!;
        Assert.Empty(problems.All);
        var results = CaseRunner.Run(jobs, CaseJudge.Evaluate);
        Assert.NotEmpty(results);
        var failed = results.Where(r => !r.Passed).Select(r => r.ToProblem().ToString()).ToList();
        Assert.True(failed.Count == 0, $"{failed.Count} of {results.Count} cases:\n{string.Join('\n', failed)}");
    }
}
