using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>The cases that stand beside the shipped measures, on this evaluator.</summary>
public class ShippedMeasuresTests
{
    [Fact]
    public void Every_case_comes_out_as_its_file_says()
    {
        var problems = new Problems();
        var jobs = JobsFolder.Load(Repository.Jobs, siteValueSets: null, problems)!;
        Assert.Empty(problems.All);
        var results = CaseRunner.Run(jobs, Evaluate);
        Assert.NotEmpty(results);
        var failed = results.Where(r => !r.Passed).Select(r => r.ToProblem().ToString()).ToList();
        Assert.True(failed.Count == 0, $"{failed.Count} of {results.Count} cases:\n{string.Join('\n', failed)}");
    }

    private static List<Gap> Evaluate(Rulebook rulebook, CaseSetting setting) =>
        [.. new MeasureEvaluator(rulebook, setting.Coverage, SiteControls.HoldingExcept(setting.Unproven), setting.AsOf)
            .Evaluate(setting.Record).SelectMany(r => r.Gaps)];
}
